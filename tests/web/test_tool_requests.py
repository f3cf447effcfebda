"""Each named tool's request gets an answer that the tool parses; nothing of its prompt becomes a part of the article."""

import json

import pytest

from service.adapters.article_reader import ArticleReader
from service.adapters.glossary_file import load_glossary
from service.adapters.romanizer import Romanizer
from service.domain.article import MIN_ARTICLE_CHARACTERS
from service.engines.extractive import ExtractiveEngine
from service.web import create_app
from tests.services import summarizer_of
from tests.tool_requests import FILES, load


@pytest.fixture(scope="module")
def client():
    """The service without a model, so that the brief's sentences are the article's."""
    articles = ArticleReader(Romanizer(load_glossary()), least=MIN_ARTICLE_CHARACTERS)
    return create_app(summarizer_of({"extractive": ExtractiveEngine()}), articles).test_client()


def ask(client, request):
    response = client.post("/v1/chat/completions", json=request, headers={"Authorization": "Bearer any"})
    assert response.status_code == 200, response.get_data(as_text=True)
    return response


def superdesk(response):
    """The texts that Superdesk offers: of the JSON object in the first choice, the list under its one name."""
    body = response.get_json()
    answer = json.loads(body["choices"][0]["message"]["content"])
    assert isinstance(answer["suggestions"], list)
    assert isinstance(body["usage"]["prompt_tokens"], int)
    return [text for text in answer["suggestions"] if isinstance(text, str) and text.strip()]


def freshrss(response):
    """The text that the extension's script shows: the words of every line that is data and JSON, until the end."""
    shown = ""
    for line in response.get_data(as_text=True).split("\n"):
        data = line.strip().removeprefix("data: ")
        if line.startswith("data: ") and data != "[DONE]":
            choices = json.loads(data).get("choices")
            shown += (choices[0]["delta"].get("content") or "") if choices else ""
    return shown


def miniflux(response):
    """What miniflux-ai puts above an entry: the message, which it must be able to print on one line."""
    content = response.get_json()["choices"][0]["message"]["content"]
    return content.replace("\n", "")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_article_alone_is_briefed(client, path):
    known = load(path.stem)
    response = ask(client, known["request"])
    response.get_data()
    listing = ask(client, known["request"] | {"stream": False, "response_format": None})
    brief = client.get(listing.headers["Content-Location"]).get_json()
    assert [paragraph["text"] for paragraph in brief["paragraphs"]] == known["paragraphs"]
    assert (brief["title"] or "") == known["title"]


def test_superdesk_gets_a_headline(client):
    (headline,) = superdesk(ask(client, load("superdesk_headline")["request"]))
    assert headline == "Northwind will open a research centre in Helsinki and hire engineers"


def test_superdesk_gets_a_standfirst_for_its_abstract(client):
    known = load("superdesk_summary")
    (standfirst,) = superdesk(ask(client, known["request"]))
    assert 20 < len(standfirst) <= 300
    assert standfirst.rstrip("。").split("。")[0] in "".join(known["paragraphs"])


def test_superdesk_gets_insights_where_neither_is_asked_for(client):
    known = load("superdesk_own_prompt")
    insights = superdesk(ask(client, known["request"]))
    assert len(insights) > 1
    assert all(insight.rstrip(".") in " ".join(known["paragraphs"]) for insight in insights)


@pytest.mark.parametrize(
    ("name", "core"), [("freshrss_article_summary", "Core Insights\n- "), ("freshrss_input", "核心观点\n- ")]
)
def test_freshrss_shows_the_whole_text_form(client, name, core):
    request = load(name)["request"]
    shown = freshrss(ask(client, request))
    assert core in shown
    assert shown == ask(client, request | {"stream": False}).get_json()["choices"][0]["message"]["content"]


@pytest.mark.parametrize("name", ["miniflux_ai_system_prompt", "miniflux_ai_template", "miniflux_ai_bare"])
def test_miniflux_ai_shows_the_text_form(client, name):
    shown = miniflux(ask(client, load(name)["request"]))
    assert shown.startswith(("Core Insights- ", "核心观点- "))
    assert "[1]" in shown


def test_question_on_an_article_is_no_article(client):
    """The question of freshRss_ArticleSummary's second button."""
    told = [
        {
            "role": "user",
            "content": "Article content:\n\n" + load("freshrss_input")["request"]["messages"][1]["content"],
        }
    ]
    asked = [*told, {"role": "assistant", "content": "Ask me."}, {"role": "user", "content": "Who is the chief?"}]
    response = client.post("/v1/chat/completions", json={"model": "core-insights", "messages": asked})
    assert (response.status_code, response.get_json()["error"]["code"]) == (422, "article_too_short")
