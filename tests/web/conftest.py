"""The whole application over a scripted engine, through Flask's own client."""

import pytest

from service.adapters.article_reader import ArticleReader
from service.adapters.glossary_file import load_glossary
from service.adapters.romanizer import Romanizer
from service.domain.article import MIN_ARTICLE_CHARACTERS
from service.domain.callbacks import CallbackPolicy
from service.engines.extractive import ExtractiveEngine
from service.summarizer.jobs import Jobs
from service.web import create_app
from tests.fakes import MemoryIdempotencyKeys, MemoryJobQueue, MemoryJobStore, ScriptedEngine
from tests.services import summarizer_of
from tests.web.working import Worker


@pytest.fixture
def engine():
    return ScriptedEngine()


@pytest.fixture
def jobs():
    """Jobs in memory, which nobody works on; ``tests/web/working.py`` does when it is asked to."""
    callbacks = CallbackPolicy(frozenset({("cms.example", 0)}))
    return Jobs(MemoryJobStore(), MemoryJobQueue(), MemoryIdempotencyKeys(), callbacks=callbacks)


@pytest.fixture
def summarizer(engine):
    return summarizer_of({"fake/model": engine, "extractive": ExtractiveEngine()})


@pytest.fixture
def articles():
    return ArticleReader(Romanizer(load_glossary()), least=MIN_ARTICLE_CHARACTERS)


@pytest.fixture
def app(summarizer, articles, jobs):
    return create_app(summarizer, articles, jobs=jobs)


@pytest.fixture
def worker(jobs, summarizer, articles):
    return Worker(jobs, summarizer, articles)


@pytest.fixture
def client(app):
    return app.test_client()
