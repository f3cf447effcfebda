"""The whole application over a scripted engine, through Flask's own client."""

import pytest

from service.adapters.article_reader import ArticleReader
from service.adapters.glossary_file import load_glossary
from service.adapters.romanizer import Romanizer
from service.domain.article import MIN_ARTICLE_CHARACTERS
from service.engines.extractive import ExtractiveEngine
from service.web import create_app
from tests.fakes import ScriptedEngine
from tests.services import summarizer_of


@pytest.fixture
def engine():
    return ScriptedEngine()


@pytest.fixture
def app(engine):
    summarizer = summarizer_of({"fake/model": engine, "extractive": ExtractiveEngine()})
    return create_app(summarizer, ArticleReader(Romanizer(load_glossary()), least=MIN_ARTICLE_CHARACTERS))


@pytest.fixture
def client(app):
    return app.test_client()
