"""What the service did is told to Prometheus, and nothing of what was said to it."""

import json

import pytest

from service.adapters.prometheus import PrometheusRecorder
from service.ports import recording
from tests.adapters.near import until
from tests.fakes import ARTICLE
from tests.metrics import values


@pytest.fixture(autouse=True)
def recorder():
    recording.install(PrometheusRecorder())
    yield
    recording.install(None)


def told(client):
    return values(client.get("/metrics").data)


def test_requests_are_counted_by_the_pattern_of_their_route(client):
    client.post("/summarize", json=ARTICLE)
    client.get("/briefs/0123456789abcdef0123456789abcdef")
    client.get("/no/such/route")
    client.open("/healthz", method="CANARY")
    metrics = told(client)
    counted = {
        labels: value
        for (name, *labels), value in metrics.items()
        for labels in [tuple(labels)]
        if name == "requests_total"
    }
    assert counted == {
        ("POST", "/summarize", "200"): 1,
        ("GET", "/briefs/<brief_id>", "404"): 1,
        ("GET", "", "404"): 1,
        ("_OTHER", "", "405"): 1,
    }
    assert metrics["request_duration_seconds_count", "/summarize"] == 1
    assert metrics["briefs_total", "miss"] == 1
    assert metrics["insights_total", "", "passed"] == 2


def test_what_is_answered_in_front_of_flask_is_counted_too(client):
    body = json.dumps(ARTICLE)
    for _ in range(5):
        client.post("/summarize", data=body, headers={"Content-Type": "application/json"})
    until(lambda: told(client)["requests_total", "POST", "/summarize", "200"] == 5)
    metrics = told(client)
    assert metrics["request_duration_seconds_count", "/summarize"] == 5
    assert (metrics["briefs_total", "miss"], metrics["briefs_total", "hit"]) == (1, 4)


def test_accepted_jobs_are_counted(client):
    client.post("/jobs", json={"articles": [ARTICLE, {"text": "too short"}]})
    client.post("/jobs", json={"articles": []})
    assert told(client)["jobs_accepted_total",] == 1


def test_nothing_of_a_request_is_in_a_metric(client):
    article = {"title": "CANARY", "text": "CANARY " * 300, "item": "CANARY", "language": "CANARY"}
    headers = {"X-Request-Id": "CANARY", "Authorization": "Bearer ci_CANARY", "User-Agent": "CANARY"}
    client.post("/summarize", json=article, headers=headers)
    client.post("/summarize?backend=CANARY", data=article["text"], headers=headers)
    client.get("/CANARY?CANARY=CANARY", headers=headers)
    assert b"CANARY" not in client.get("/metrics").data


def test_text_is_of_prometheus_format(client):
    answer = client.get("/metrics")
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert b"# TYPE core_insights_requests_total counter" in answer.data


def test_phases_of_a_request_are_told_in_their_order(client):
    miss, hit, other = (client.post("/summarize", json=ARTICLE | more) for more in ({}, {}, {"language": "x"}))
    timing = [
        [one.split(";")[0] for one in answer.headers["Server-Timing"].split(", ")] for answer in (miss, hit, other)
    ]
    assert timing[:2] == [["read", "cache", "model", "check", "render", "total"], ["read", "cache", "render", "total"]]
    assert timing[2][-1] == "total"
    durations = dict(one.split(";dur=") for one in miss.headers["Server-Timing"].split(", "))
    assert 0 < float(durations["check"]) <= float(durations["total"])


def test_repeated_answer_tells_its_own_time(client):
    body = json.dumps(ARTICLE)
    *_, repeated = (
        client.post("/summarize", data=body, headers={"Content-Type": "application/json"}) for _ in range(3)
    )
    assert repeated.headers["Server-Timing"].startswith("total;dur=")
