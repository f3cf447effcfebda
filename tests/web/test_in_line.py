"""What a process that has enough to do says to whom."""

import io
import json

import pytest

from service.adapters.line import Line
from service.domain.errors import Overloaded
from service.web import Entrance, create_app
from tests.fakes import ARTICLE

TEXT = "\n".join(ARTICLE["paragraphs"]) if "paragraphs" in ARTICLE else ARTICLE["text"]


class Nobody:
    """A ring that knows no key."""

    def caller_of(self, _key):
        return None


@pytest.fixture
def full(monkeypatch):
    """Have no room."""

    def refuse(*_):
        raise Overloaded("no room", retry_after=2.3)

    def begin():
        monkeypatch.setattr(Line, "_admit", refuse)

    return begin


def test_new_article_is_refused_with_a_time_to_come_again(client, full):
    full()
    answer = client.post("/summarize", json=ARTICLE, headers={"X-Request-Id": "cms-7"})
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert (answer.json["code"], answer.json["retryable"], answer.json["retry_after"]) == ("overloaded", True, 3)
    assert (answer.headers["Retry-After"], answer.headers["X-Request-Id"], answer.json["request_id"]) == (
        "3",
        "cms-7",
        "cms-7",
    )


def test_refusal_has_the_headers_of_every_answer(client, full):
    usual = client.post("/summarize", json={"nothing": 1})
    full()
    assert set(usual.headers.keys()) - set(client.post("/summarize", json=ARTICLE).headers.keys()) <= {"Vary"}


def test_what_was_answered_before_still_is(client, full):
    made = client.post("/summarize", json=ARTICLE)
    client.post("/summarize", json=ARTICLE)
    full()
    again = client.post("/summarize", json=ARTICLE)
    assert (again.status_code, again.headers["Cache-Status"]) == (200, "core-insights; hit")
    assert client.get(f"/briefs/{made.json['id']}").status_code == 200
    assert client.get("/readyz").status_code == 200
    review = client.post(f"/briefs/{made.json['id']}/review", json={"reviewed_by": "A. Editor"})
    assert review.status_code == 200


def test_other_interfaces_refuse_in_their_own_form(client, full):
    full()
    message = {"role": "user", "content": TEXT}
    chat = client.post("/v1/chat/completions", json={"model": "core-insights", "messages": [message]})
    verified = client.post("/verify", json={**ARTICLE, "summary": TEXT})
    assert (chat.status_code, chat.json["error"]["code"], chat.headers["Retry-After"]) == (503, "overloaded", "3")
    assert (verified.status_code, verified.json["code"]) == (503, "overloaded")


@pytest.mark.parametrize("path", ["/summarize", "/verify"])
def test_body_in_chunks_stands_in_line_as_any_other(client, full, path):
    full()
    answer = client.post(
        path,
        input_stream=io.BytesIO(json.dumps({**ARTICLE, "summary": TEXT}).encode()),
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert (answer.status_code, answer.json["code"]) == (503, "overloaded")


def test_job_is_for_later_and_no_work_now(client, full):
    full()
    answer = client.post("/summarize", json=ARTICLE, headers={"Prefer": "respond-async"})
    assert answer.status_code != 503


@pytest.mark.parametrize(
    "headers",
    [
        {"Prefer": 'x="respond-async"'},
        {"Prefer": "respond-async", "Cache-Control": "no-store"},
    ],
)
def test_what_is_worked_on_at_once_is_refused_whatever_it_prefers(client, full, headers):
    full()
    assert client.post("/summarize", json=ARTICLE, headers=headers).status_code == 503


def test_other_routes_and_a_service_without_jobs_know_no_later(summarizer, articles, client, full):
    full()
    later = {"Prefer": "respond-async"}
    without = create_app(summarizer, articles).test_client()
    assert without.post("/summarize", json=ARTICLE, headers=later).status_code == 503
    assert client.post("/verify", json={**ARTICLE, "summary": TEXT}, headers=later).status_code == 503


@pytest.mark.parametrize(("headers", "query", "shared"), [
    ({}, "", True), ({"Cache-Control": "no-store"}, "", False), ({"Cache-Control": "no-cache"}, "", False),
    ({}, "?profile=ninjs", False),
])  # fmt: skip
def test_only_what_shares_an_answer_takes_one_place_together(client, monkeypatch, headers, query, shared):
    """Who asks for the same ten thousand times, each to be made anew, is ten thousand requests."""
    entered = []
    enter = Line.enter
    monkeypatch.setattr(Line, "enter", lambda line, key=None: (entered.append(key), enter(line, key))[1])
    client.post(f"/summarize{query}", json=ARTICLE, headers=headers)
    assert [key is not None for key in entered] == [shared]


@pytest.mark.parametrize("path", ["/summarize", "/v1/chat/completions"])
def test_stream_keeps_its_place_until_its_end(client, monkeypatch, path):
    """It computes while it is told; a caller who leaves has it closed, too."""
    done = []
    monkeypatch.setattr(Line, "done", lambda *_, **__: done.append("done"))
    messages = [{"role": "user", "content": TEXT}]
    body = ARTICLE if path == "/summarize" else {"model": "core-insights", "messages": messages, "stream": True}
    answer = client.post(path, json=body, headers={"Accept": "text/event-stream"}, buffered=False)
    assert next(iter(answer.response))
    assert done == []
    answer.close()
    answer.close()
    assert done == ["done"]


def test_place_is_given_back_where_nothing_is_answered(app, client, monkeypatch):
    done = []
    monkeypatch.setattr(Line, "done", lambda *_, **__: done.append("done"))
    app.config["PROPAGATE_EXCEPTIONS"] = True
    monkeypatch.setattr(app, "full_dispatch_request", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.post("/summarize", json=ARTICLE)
    assert done == ["done"]


def test_who_is_not_known_takes_no_place(summarizer, articles, monkeypatch):
    monkeypatch.setattr(Line, "enter", lambda *_: pytest.fail("a stranger took a place"))
    strangers = create_app(summarizer, articles, Entrance(Nobody())).test_client()
    for path in ("/summarize", "/verify", "/v1/chat/completions"):
        assert strangers.post(path, json=ARTICLE, headers={"Authorization": "Bearer x"}).status_code == 401
