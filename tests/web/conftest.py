"""The whole application over a scripted engine, through Flask's own client."""

from datetime import UTC, datetime

import pytest

from service.adapters.article_reader import ArticleReader
from service.adapters.glossary_file import load_glossary
from service.adapters.memory_cache import MemoryCache
from service.adapters.romanizer import Romanizer
from service.adapters.single_flight import LeasedSingleFlight
from service.domain.article import MIN_ARTICLE_CHARACTERS
from service.engines.extractive import ExtractiveEngine
from service.summarizer import Policy, Summarizer
from service.web import create_app
from tests.fakes import ScriptedEngine


@pytest.fixture
def engine():
    return ScriptedEngine()


@pytest.fixture
def app(engine):
    cache = MemoryCache(60)
    summarizer = Summarizer(
        {"fake/model": engine, "extractive": ExtractiveEngine()},
        cache=cache,
        flights=LeasedSingleFlight(cache),
        clock=lambda: datetime(2025, 8, 13, 4, 0, tzinfo=UTC),
        policy=Policy(request_timeout_seconds=5),
    )
    return create_app(summarizer, ArticleReader(Romanizer(load_glossary()), least=MIN_ARTICLE_CHARACTERS))


@pytest.fixture
def client(app):
    return app.test_client()
