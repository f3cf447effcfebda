"""Articles of 200,000 characters through the whole service, and an endpoint whose window they do not fit."""

import json
import re
from dataclasses import replace

import httpx2
import pytest

from tests.end_to_end.server import served
from tests.stub_endpoint import Body, Chat, Reply, StubEndpoint, as_json, asks_for_notes, brief_or_notes_of

WINDOW = 8_192
CHARACTERS = 200_000
SENTENCES = {
    "en": "The plant number {n} in the valley has begun to make new chips for cars, its owner said. ",
    "zh-Hans": "位于河谷的第{n}座工厂已经开始为汽车生产新型芯片，负责人这样表示。",
}


def article(language: str, characters: int = CHARACTERS) -> list[str]:
    """Return paragraphs of 200 characters whose sentences differ by a number."""
    sentence = SENTENCES[language]
    paragraphs, n = [], 0
    while sum(map(len, paragraphs)) <= characters - 300:
        paragraphs.append("")
        while len(paragraphs[-1]) < 200:
            n += 1
            paragraphs[-1] += sentence.format(n=n)
    return [paragraph.strip() for paragraph in paragraphs]


def tokens(request: Body) -> int:
    """Count as models do: a third of our count less in Chinese."""
    text = "".join(str(message["content"]) for message in request["messages"])  # type: ignore[attr-defined]
    han = sum(1 for character in text if character >= "\u2e80")
    return round(han * 0.6 + (len(text) - han) * 0.25)


def refusing(request: Body) -> Reply:
    if tokens(request) > WINDOW:
        message = f"This model's maximum context length is {WINDOW} tokens. Please reduce the length of the messages."
        return as_json({"error": {"code": "context_length_exceeded", "message": message}}, 400)
    return answering(request)


def cutting(request: Body) -> Reply:
    """Answer what is left of a question when its beginning was cut off, and say so in the usage alone."""
    if tokens(request) <= WINDOW:
        return answering(request)
    kept = {"messages": [{"content": str(message["content"])[-2 * WINDOW :]} for message in request["messages"]]}  # type: ignore[attr-defined]
    return with_usage(brief_or_notes_of(kept), WINDOW)


def answering(request: Body) -> Chat:
    return replace(with_usage(brief_or_notes_of(request), tokens(request)), delay=0.5 if asks_for_notes(request) else 0)


def with_usage(chat: Chat, asked: int) -> Chat:
    usage: Body = {"prompt_tokens": asked, "completion_tokens": 200, "total_tokens": asked + 200}
    return replace(chat, usage=usage)


@pytest.mark.fault(7, "context too long (400), or input silently cut: split smaller, once")
@pytest.mark.fault(7, "too long, or silently cut: split smaller, once, with a warning")
@pytest.mark.parametrize(("language", "script"), [("en", refusing), ("zh-Hans", cutting)])
def test_long_article_becomes_a_brief_of_all_of_it(tmp_path, language, script):
    """It is found too long, once; then its parts are read side by side, each once, and every citation is right."""
    paragraphs = article(language)
    with (
        StubEndpoint(script) as endpoint,
        served(tmp_path / "log", LLM="custom/stub", LLM_BASE_URL=endpoint.base_url) as address,
        httpx2.Client(base_url=address, timeout=60, trust_env=False) as client,
    ):
        answer = client.post("/summarize", json={"paragraphs": paragraphs, "title": "Plants", "language": "en"})
        notes = [request for request in endpoint.requests if asks_for_notes(request)]
        assert answer.status_code == 200, answer.text
        brief = answer.json()
        assert brief["withheld"] == []
        insights = [*brief["core_insights"], *(i for group in brief["groups"] for i in group["insights"])]
        cited = [citation for insight in insights for citation in insight["citations"]]
        assert len(cited) >= 4
        assert all(c["quote"] == paragraphs[c["paragraph"] - 1][c["start"] : c["end"]] != "" for c in cited)
        assert len(brief["paragraphs"]) == len(paragraphs)
        assert brief["provenance"]["engine"] == "longform"
        assert brief["usage"]["calls"] == endpoint.calls == len(notes) + 2
        assert endpoint.most_in_flight >= min(len(notes), 4)
        assert "split-smaller" in (tmp_path / "log").read_text()
        assert all(tokens(request) <= WINDOW for request in endpoint.requests[1:])


def test_stream_of_a_long_article_tells_its_progress(tmp_path):
    """Part by part; then insights while the brief is written, and the whole at the end."""
    settings = {"LLM": "custom/stub", "LLM_CONTEXT_TOKENS": str(WINDOW)}
    body = {"paragraphs": article("en", 80_000), "title": "Plants"}
    with (
        StubEndpoint(refusing) as endpoint,
        served(tmp_path / "log", LLM_BASE_URL=endpoint.base_url, **settings) as address,
        httpx2.Client(base_url=address, timeout=60, trust_env=False) as client,
    ):
        answer = client.post("/summarize", json=body, headers={"Accept": "text/event-stream"})
        parts = endpoint.calls - 1
    events = re.findall(r"^event: (\w+)\n(?:id: .*\n)?data: (.*)$", answer.text, re.MULTILINE)
    told = [json.loads(data) for name, data in events if name == "progress"]
    assert told[0] == {"stage": "notes", "done": 0, "total": parts}
    assert told[-1] == {"stage": "notes", "done": parts, "total": parts}
    names = [name for name, _ in events]
    assert names.index("progress") < names.index("insight") < names.index("done") == len(names) - 1
    assert json.loads(events[-1][1])["provenance"]["engine"] == "longform"
