"""Pages of other sites: those the operator names may call the chat front from a browser, no other and nothing else."""

import pytest

from service.adapters.article_reader import ArticleReader
from service.adapters.glossary_file import load_glossary
from service.adapters.romanizer import Romanizer
from service.engines.extractive import ExtractiveEngine
from service.web import Entrance, create_app
from tests.services import summarizer_of

READER = "https://reader.example.org"


@pytest.fixture(scope="module")
def client():
    articles = ArticleReader(Romanizer(load_glossary()), least=40)
    return create_app(
        summarizer_of({"extractive": ExtractiveEngine()}), articles, Entrance(origins=(READER,))
    ).test_client()


def allowed(response):
    return response.headers.get("Access-Control-Allow-Origin")


def test_browser_may_ask_before_it_calls(client):
    asked = {
        "Origin": READER,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    response = client.options("/v1/chat/completions", headers=asked)
    assert (response.status_code, allowed(response)) == (200, READER)
    assert response.headers["Access-Control-Allow-Headers"] == "Authorization, *"
    assert response.headers["Vary"] == "Origin"


@pytest.mark.parametrize("path", ["/v1/models", "/v1/nothing"])
def test_page_of_a_named_site_may_read_answers_and_errors(client, path):
    assert allowed(client.get(path, headers={"Origin": READER})) == READER


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{READER}.evil.example", f"{READER}:444"])
def test_no_other_site_may(client, origin):
    assert allowed(client.get("/v1/models", headers={"Origin": origin})) is None


@pytest.mark.parametrize("path", ["/", "/openapi.json", "/briefs/x"])
def test_other_routes_are_nobodys(client, path):
    assert allowed(client.get(path, headers={"Origin": READER})) is None
