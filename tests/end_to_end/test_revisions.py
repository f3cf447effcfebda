"""An updated story through the whole service: the model is asked about the changed paragraph, and nothing else."""

import json
import re

import httpx2
import pytest

from tests.end_to_end.server import served
from tests.revised import LANGUAGES, TEXTS, insight_on, revised, summary_of
from tests.stub_endpoint import Body, Chat, StubEndpoint, chat

BOTH = pytest.mark.parametrize("language", ["en", "zh"])
LABELS = {"en": ("Core Insights", "Group {}: {}"), "zh": ("核心观点", "分组{}：{}")}


def line(insight) -> str:
    return f"{insight.text} " + "".join(f"[{one.paragraph}: “{one.quote}”]" for one in insight.citations)


def user_of(request: Body) -> str:
    return str(request["messages"][-1]["content"])  # type: ignore[index]


def numbers_shown(request: Body) -> list[int]:
    return [int(number) for number in re.findall(r"^\[(\d+)\] ", user_of(request), re.MULTILINE)]


def answering(request: Body) -> Chat:
    """Brief the article, or rewrite what is said of paragraph 3, of which the first number changed to 999."""
    user = user_of(request)
    language = "zh" if "洪水" in user else "en"
    if "FAILED INSIGHTS" in user:
        return chat(f"1. {line(insight_on(language, 3, houses=999))}")
    core, group = LABELS[language]
    summary = summary_of(language)
    lines = [core, *(f"- {line(one)}" for one in summary.core_insights)]
    for one in summary.groups:
        lines += ["", group.format(one.number, one.heading), *(f"- {line(insight)}" for insight in one.insights)]
    return chat("\n".join(lines))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The service as it is run, and the endpoint that it asks."""
    with (
        StubEndpoint(answering) as endpoint,
        served(tmp_path_factory.mktemp("log") / "log", LLM="custom/stub", LLM_BASE_URL=endpoint.base_url) as address,
        httpx2.Client(base_url=address, timeout=60, trust_env=False) as client,
    ):
        yield endpoint, client


def body_of(language: str, texts, **fields: str) -> dict[str, object]:
    return {"paragraphs": list(texts), "title": "Floods", "language": LANGUAGES[language].value} | fields


@BOTH
def test_one_changed_paragraph_of_twenty_is_one_call_about_that_paragraph(desk, language):
    endpoint, client = desk
    first = client.post("/summarize", json=body_of(language, TEXTS[language])).json()
    before = endpoint.calls
    update = body_of(language, revised(language, 3), previous=first["id"])
    answer = client.post("/summarize", json=update)
    brief = answer.json()
    assert endpoint.calls == before + 1
    assert numbers_shown(endpoint.requests[-1]) == [3]
    user = user_of(endpoint.requests[-1])
    assert revised(language, 3)[2] in user
    assert not any(text in user for text in TEXTS[language])
    assert brief["previous"] == first["id"]
    assert brief["changes"][0]["kind"] == "number"
    assert (brief["changes"][0]["paragraph"], len(brief["changes"])) == (3, 1)
    assert "999" in brief["changes"][0]["after"]
    assert (brief["usage"]["calls"], brief["withheld"], brief["verification"]["status"]) == (1, [], "passed")
    kept = {insight["text"] for insight in insights_of(first)} & {insight["text"] for insight in insights_of(brief)}
    assert len(kept) == len(insights_of(brief)) - 1
    assert client.post("/summarize", json=update).headers["Cache-Status"] == "core-insights; hit"
    assert client.get(f"/briefs/{brief['id']}").json() == brief


def insights_of(brief) -> list[dict]:
    return [*brief["core_insights"], *(one for group in brief["groups"] for one in group["insights"])]


@BOTH
def test_an_unchanged_text_under_a_new_title_is_no_call(desk, language):
    endpoint, client = desk
    first = client.post("/summarize", json=body_of(language, TEXTS[language])).json()
    before = endpoint.calls
    brief = client.post(
        "/summarize", json=body_of(language, TEXTS[language], title="News", previous=first["id"])
    ).json()
    assert (endpoint.calls, brief["usage"]["calls"]) == (before, 0)
    assert [insight["text"] for insight in insights_of(brief)] == [insight["text"] for insight in insights_of(first)]
    same = client.post("/summarize", json=body_of(language, TEXTS[language], previous=first["id"]))
    assert (same.json(), same.headers["Cache-Status"]) == (first, "core-insights; hit")


def test_a_stream_tells_what_stands_before_the_model_is_asked(desk):
    endpoint, client = desk
    first = client.post("/summarize", json=body_of("en", TEXTS["en"])).json()
    update = body_of("en", revised("en", 3, houses=999), title="Streamed", previous=first["id"])
    streamed = client.post("/summarize", json=update, headers={"Accept": "text/event-stream"})
    told = [
        (name, json.loads(data)) for name, data in re.findall(r"event: (\w+)\n(?:id: .*\n)?data: (.*)", streamed.text)
    ]
    names = [name for name, _ in told]
    assert names[: names.index("progress")].count("insight") == 6
    assert told[names.index("progress")][1] == {"stage": "revising", "done": 0, "total": 1}
    places = [data["where"] for name, data in told if name == "insight"]
    assert (places[-1], len(places), len(set(places))) == ("/groups/0/insights/1", 7, 7)
    assert told[-1][1]["previous"] == first["id"]
    assert endpoint.requests[-1]["messages"][-1]["content"].count("999") == 2  # type: ignore[index]
