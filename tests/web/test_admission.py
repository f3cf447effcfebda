"""Limits of callers over HTTP: refused ahead of the body, told of in every answer, and never another caller's."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest

from service.adapters.limits.memory_limits import MemoryLimits
from service.adapters.limits.memory_usage import MemoryUsage
from service.domain.callers import Caller, Limits
from service.domain.usage import Tally
from service.engines.extractive import ExtractiveEngine
from service.ports import Permit
from service.summarizer import Accounts
from service.web import Entrance, create_app, repeats
from tests.fakes import ARTICLE
from tests.keys import Ring, bearer
from tests.services import summarizer_of

BUSY = Caller(id="busy", limits=Limits(requests=3))
NARROW = Caller(id="narrow", limits=Limits(concurrent=1))
FRUGAL = Caller(id="frugal", limits=Limits(tokens=200))
FREE = Caller(id="free")
CALLERS = {caller.id: caller for caller in (BUSY, NARROW, FRUGAL, FREE)}
BRIEF = json.dumps(ARTICLE)


class ByTheMinute(MemoryLimits):
    """Permits of a minute that has 40 seconds left, however long a test takes."""

    def __init__(self):
        super().__init__()
        self.taken = {}

    def take(self, caller, most):
        self.taken[caller] = self.taken.get(caller, 0) + 1
        left = most - self.taken[caller]
        return Permit(left >= 0, max(0, left), 40)


class Unreadable:
    """A body that nobody may read before the caller is let in."""

    def __init__(self):
        self.read_bytes = 0

    def read(self, size=-1):
        self.read_bytes += 1
        return b""


@pytest.fixture
def usage():
    return MemoryUsage()


@pytest.fixture
def limits():
    return ByTheMinute()


@pytest.fixture
def summarizer(engine, usage):
    accounts = Accounts(usage, lambda caller: CALLERS[caller].limits)
    return summarizer_of({"fake/model": engine, "extractive": ExtractiveEngine()}, accounts=accounts)


@pytest.fixture
def app(summarizer, articles, jobs, limits):
    return create_app(summarizer, articles, Entrance(Ring(**CALLERS), limits=limits), jobs)


def summarize(client, who, body=BRIEF, **headers):
    asked = {"data": body, "content_type": "application/json", "headers": bearer(who) | headers}
    return client.post("/summarize", **asked, buffered=True)  # read to its end, as servers do


def other_article(number):
    return json.dumps(ARTICLE | {"title": f"文章{number}"})


def test_fourth_request_of_a_minute_is_refused(client):
    """The fields are those of draft-ietf-httpapi-ratelimit-headers-11."""
    answers = [summarize(client, "busy", other_article(number)) for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.headers["RateLimit"] for answer in answers] == [f'"requests";r={left};t=40' for left in (2, 1, 0)]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"requests";q=3;w=60'}
    refused = summarize(client, "busy", other_article(4))
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
    assert refused.mimetype == "application/problem+json"
    assert refused.headers["RateLimit"] == '"requests";r=0;t=40'
    told = {name: refused.json[name] for name in ("code", "retryable", "retry_after", "status")}
    assert told == {"code": "rate-limited", "retryable": True, "retry_after": 40, "status": 429}
    assert summarize(client, "free").status_code == 200


def test_caller_without_limits_hears_of_none(client):
    assert not {"RateLimit", "RateLimit-Policy"} & set(summarize(client, "free").headers.keys())
    assert not {"RateLimit", "RateLimit-Policy"} & set(client.get("/healthz").headers.keys())


def test_repeated_request_takes_a_permit_each_and_tells_what_is_left(app, client, limits):
    answers = [summarize(client, "busy") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 2
    app.wsgi_app._app = None  # the rest needs no application
    raised = Caller(id="busy", limits=Limits(requests=20))
    app.wsgi_app._door = replace(app.wsgi_app._door, caller=lambda _: raised)
    again = summarize(client, "busy")
    assert again.headers.getlist("RateLimit") == ['"requests";r=14;t=40']
    assert again.headers.getlist("RateLimit-Policy") == ['"requests";q=20;w=60']


@pytest.mark.parametrize("path", ["/summarize", "/jobs", "/verify", "/v1/chat/completions", "/", "/check"])
def test_refusal_comes_before_the_body_is_parsed(client, path):
    for _ in range(3):
        client.get("/v1/models", headers=bearer("busy"))
    broken = client.post(path, data="{", content_type="application/json", headers=bearer("busy"))
    assert broken.status_code == 429


def test_repeats_read_no_body_of_who_is_refused(client, monkeypatch):
    for _ in range(3):
        summarize(client, "busy")
    body = Unreadable()
    reading = repeats.taken_in
    monkeypatch.setattr(repeats, "taken_in", lambda *asked: body.read() or reading(*asked))
    assert summarize(client, "busy").status_code == 429
    assert body.read_bytes == 0


def test_refusal_of_the_chat_front_is_worded_as_there(client):
    for _ in range(4):
        answer = client.get("/v1/models", headers=bearer("busy"))
    assert answer.status_code == 429
    assert (answer.json["error"]["type"], answer.json["error"]["code"]) == ("rate_limit_error", "rate_limited")
    assert (answer.headers["Retry-After"], answer.headers["X-Should-Retry"]) == ("40", "true")


def test_refusal_of_a_form_is_a_page(client):
    for _ in range(3):
        client.get("/v1/models", headers=bearer("busy"))
    answer = client.post("/", data={"text": "x"}, headers=bearer("busy") | {"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (429, "text/html")
    assert "Try again in a moment" in answer.text


def test_one_request_at_a_time_until_its_answer_is_sent(app, client):
    limits = app.wsgi_app._door.permit.__self__._limits
    place = limits.enter("narrow", 1)
    refused = summarize(client, "narrow")
    assert (refused.status_code, refused.json["code"]) == (429, "too-many-at-once")
    assert refused.headers["Retry-After"] == "1"
    assert refused.headers["RateLimit"] == '"concurrent";r=0'
    assert refused.headers["RateLimit-Policy"] == '"concurrent";q=1;qu="concurrent-requests"'
    place.leave()
    assert [summarize(client, "narrow", other_article(n)).status_code for n in range(3)] == [200] * 3


def test_stream_holds_its_place_to_its_end(client):
    stream = client.post(
        "/summarize",
        data=BRIEF,
        content_type="application/json",
        headers=bearer("narrow") | {"Accept": "text/event-stream"},
        buffered=False,
    )
    assert summarize(client, "narrow").status_code == 429
    stream.close()
    assert summarize(client, "narrow").status_code == 200


def test_others_are_read_while_a_slow_redis_is_asked_for_a_place(app, limits, monkeypatch):
    """One at a time computes, and it is not whoever waits for Redis."""
    asked, slow, enter = Event(), Event(), limits.enter
    monkeypatch.setattr(limits, "enter", lambda *who: (asked.set(), slow.wait(20), enter(*who))[2])
    with ThreadPoolExecutor(2) as threads:
        try:
            first = threads.submit(summarize, app.test_client(), "narrow")
            assert asked.wait(10)
            other = threads.submit(summarize, app.test_client(), "free", other_article(1))
            assert other.result(10).status_code == 200
        finally:
            slow.set()
        assert first.result(10).status_code == 200


def test_kept_briefs_are_served_when_tokens_are_used_up(client, usage):
    """120 tokens a brief: what is begun is made, so the second one goes beyond the 200."""
    for number in range(2):
        assert summarize(client, "frugal", other_article(number)).status_code == 200
    refused = summarize(client, "frugal", other_article(2))
    assert (refused.status_code, refused.json["code"], refused.json["retryable"]) == (429, "tokens-used-up", True)
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400
    streamed = summarize(client, "frugal", other_article(2), Accept="text/event-stream")
    assert (streamed.status_code, streamed.json["code"]) == (429, "tokens-used-up")
    assert summarize(client, "frugal", other_article(0), **{"Cache-Control": "no-cache"}).status_code == 429
    assert summarize(client, "frugal", other_article(1)).headers["Cache-Status"] == "core-insights; hit"
    assert summarize(client, "free", other_article(2)).status_code == 200
    assert summarize(client, "frugal", other_article(2)).status_code == 200  # another's brief is kept now
    chat = client.post(
        "/v1/chat/completions",
        json={"model": "core-insights", "messages": [{"role": "user", "content": "\n\n".join(ARTICLE["paragraphs"])}]},
        headers=bearer("frugal"),
    )
    assert (chat.status_code, chat.json["error"]["code"], chat.headers["X-Should-Retry"]) == (
        429,
        "tokens_used_up",
        "false",
    )


def test_without_a_model_no_tokens_are_asked_for(client, usage):
    usage.count("frugal", "model-1", Tally(input_tokens=900))
    made = summarize(client, "frugal", json.dumps(ARTICLE | {"backend": "extractive", "language": "source"}))
    assert made.status_code == 200


def test_usage_is_the_leaders_and_every_brief_given(client, usage, engine):
    summarize(client, "free")
    for caller in ("busy", "busy", "busy", "free"):  # the last two of the first are answered ahead of the application
        summarize(client, caller)
    summarize(client, "free", Accept="text/event-stream").get_data()
    today = usage._day()
    told = {(one.key, one.model): one.tally for one in usage.between(today, today, None)}
    assert told == {
        ("free", "model-1"): Tally(requests=3, hits=2, calls=1, input_tokens=100, output_tokens=20),
        ("busy", "model-1"): Tally(requests=3, hits=3),
    }


def test_article_of_a_job_fails_where_tokens_are_used_up(client, worker, usage):
    """A job is one request; what its articles use is its caller's."""
    answer = client.post(
        "/jobs", json={"articles": [ARTICLE | {"title": str(number)} for number in range(4)]}, headers=bearer("frugal")
    )
    assert answer.status_code == 202
    worker.work(answer.json["id"])
    results = client.get(f"{answer.headers['Location']}/results", headers=bearer("frugal")).json["results"]
    assert [one.get("error", {}).get("code", "") for one in results] == ["", "", "tokens-used-up", "tokens-used-up"]
    assert all(one["error"]["retryable"] for one in results[2:])
