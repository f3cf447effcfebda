"""The whole service over real sockets: gunicorn, a Redis-compatible server, a chat endpoint."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx2
import pytest

from service.formats.reading import read
from tests.domain.samples import CHINESE, ENGLISH
from tests.end_to_end.server import served
from tests.redis_server import RedisServer
from tests.stub_endpoint import StubEndpoint, as_json, brief_of, chat

KEY = "sk-canary-5f2c"
TITLES = {"zh-Hans": "星河智能发布新模型", "en": "Northwind opens its model"}
ARTICLES = {"zh-Hans": list(CHINESE), "en": list(ENGLISH)}


@pytest.fixture
def client():
    limits = httpx2.Limits(max_connections=200)
    with httpx2.Client(timeout=60, trust_env=False, limits=limits) as client:
        yield client


@pytest.fixture
def endpoint():
    with StubEndpoint() as stub:
        yield stub


def model(endpoint):
    return {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url, "LLM_API_KEY": KEY}


def article(language):
    return {"paragraphs": ARTICLES[language], "title": TITLES[language], "source": "观察者网"}


@pytest.fixture(scope="module")
def without_model(tmp_path_factory):
    with served(tmp_path_factory.mktemp("without") / "log") as address:
        yield address


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_extractive_engine_serves_every_format(without_model, client, language):
    address = without_model
    posted = client.post(f"{address}/summarize", json=article(language) | {"language": "source"})
    assert posted.status_code == 200
    brief = posted.json()
    assert brief["language"] == language
    citations = [c for insight in brief["core_insights"] for c in insight["citations"]]
    assert all(c["quote"] == ARTICLES[language][c["paragraph"] - 1][c["start"] : c["end"]] for c in citations)
    drafts = {
        read(client.get(f"{address}/briefs/{brief['id']}", params={"format": name}).text)
        for name in ("lines", "flat", "markdown", "html")
    }
    assert len(drafts) == 1


BAD = (
    "Core Insights\n- The company was founded in 1990 [1: “no such words”]\n\nGroup 1: A\n- It is big [77: “nor these”]"
)
MIXED = "Core Insights\n- Northwind was founded in 1990 [1: “no such words”]\n- Revenue rose 15% [3: “Revenue rose 15%”]\n\nGroup 1: A\n- Small companies shall afford it, said Lindqvist [2: “We want every small company”]"
FAILURES = {
    "unreadable": ([chat("I am sorry, I cannot help with that.")], 502, "answer-unreadable", 2),
    "cut": ([chat("Core Insights\n- Rev", finish_reason="length")], 502, "answer-incomplete", 2),
    "empty": ([chat("")], 502, "answer-unreadable", 2),
    "only reasoning": ([chat("<think>We need to summarize")], 502, "answer-unreadable", 2),
    "wrong language": ([chat("核心观点\n- 营收增长了一成半 [3: “Revenue rose 15%”]\n\n分组1：甲\n- 小公司也能用 [2: “We want every small company”]")], 502, "answer-in-wrong-language", 2),
    "another article": ([chat(BAD), chat("1. DROP\n2. DROP")], 502, "nothing-verified", 2),
    "server error": ([as_json({"error": KEY}, 500)], 503, "backend-unavailable", 5),
    "key": ([as_json({"error": KEY}, 401)], 502, "backend-refused", 1),
    "filter": ([as_json({"error": {"code": "content_filter"}}, 400)], 422, "content-filtered", 1),
    "window": ([as_json({"error": {"code": "context_length_exceeded"}}, 400)], 502, "context-too-long", 1),
}  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    log = tmp_path_factory.mktemp("shared") / "log"
    with StubEndpoint() as endpoint, served(log, **model(endpoint)) as address:
        yield address, endpoint, log


@pytest.mark.parametrize("source", ["zh-Hans", "en"])
@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_model_writes_in_each_direction(client, shared, source, language):
    address, endpoint, _ = shared
    endpoint.script = brief_of
    brief = client.post(f"{address}/summarize", json=article(source) | {"language": language}).json()
    assert brief["language"] == language
    assert brief["verification"]["status"] == "passed"
    assert brief["provenance"]["backend"] == "custom/stub"
    citations = [c for insight in brief["core_insights"] for c in insight["citations"]]
    assert all(c["quote"] == ARTICLES[source][c["paragraph"] - 1][c["start"] : c["end"]] for c in citations)


@pytest.mark.parametrize(("replies", "status", "code", "calls"), FAILURES.values(), ids=FAILURES.keys())
def test_failing_answers_are_honest_errors(client, shared, replies, status, code, calls):
    """Never served, never cached, never echoed."""
    address, endpoint, log = shared
    for time in range(2):
        endpoint.script = brief_of  # a good answer in between: failures in a row would open the breaker
        client.post(f"{address}/summarize", json=article("en") | {"title": f"{code} {time}"})
        endpoint.replies(*replies)
        before = endpoint.calls
        response = client.post(f"{address}/summarize", json=article("en") | {"title": code})
        assert (response.status_code, response.json()["code"]) == (status, code)
        assert endpoint.calls - before == calls
        assert KEY not in response.text + log.read_text()


def test_failing_insight_is_mended_or_withheld(client, shared):
    address, endpoint, _ = shared
    body = article("en") | {"title": "mended"}
    endpoint.replies(chat(MIXED), chat("1. The model was downloaded 350 million times [1: “350 million times”]"))
    mended = client.post(f"{address}/summarize", json=body)
    assert mended.json()["core_insights"][0]["text"].startswith("The model was downloaded")
    assert mended.json()["usage"]["calls"] == 2
    endpoint.replies(chat(MIXED), chat("1. DROP"))
    withheld = client.post(f"{address}/summarize", json=body | {"title": "withheld"})
    assert [one["text"] for one in withheld.json()["withheld"]] == ["Northwind was founded in 1990"]
    assert "stored" not in withheld.headers["Cache-Status"]
    assert mended.headers["Cache-Status"].endswith("stored")


WRONG = "Core Insights\n- The open model was downloaded more than 3.5 billion times [1: “下载量已超3.5亿次”]\n\nGroup 1: Sales\n- Revenue rose 15%, Science and Technology Daily reported [3: “同比增长15%”]"


def test_wrong_number_is_asked_for_once_more_and_then_withheld(client, shared):
    """The model is told what it wrote and what the paragraph says; a second wrong number never leaves as good."""
    address, endpoint, _ = shared
    body = article("zh-Hans") | {"language": "en", "title": "mended number"}
    endpoint.replies(chat(WRONG), chat("1. The open model was downloaded more than 350 million times [1: “超3.5亿次”]"))
    mended = client.post(f"{address}/summarize", json=body).json()
    asked = endpoint.requests[-1]["messages"][-1]["content"]
    assert "Wrong: you wrote 3.5 billion times; paragraph 1 says 3.5亿次 = 350 million" in asked
    assert mended["verification"]["checks"]["quantities"] == {"checked": 2, "confirmed": 2}
    assert "350 million" in mended["core_insights"][0]["text"]
    endpoint.replies(chat(WRONG), chat("1. The open model was downloaded more than 35 million times [1: “超3.5亿次”]"))
    withheld = client.post(f"{address}/summarize", json=body | {"title": "withheld number"})
    (one,) = withheld.json()["withheld"]
    assert [finding["problem"] for finding in one["findings"] if finding["severity"] == "fails"] == ["wrong-scale"]
    assert "35 million" not in client.post(f"{address}/summarize?format=lines", json=body).text
    assert "stored" not in withheld.headers["Cache-Status"]


@pytest.mark.fault(22, "a body refused unread spoils no other request")
@pytest.mark.parametrize(
    ("path", "content_type", "size", "status"),
    [
        ("/summarize", "application/pdf", 1_000_000, 415),
        ("/nowhere", "text/plain", 1_000_000, 404),
        ("/summarize?title=x", "application/json", 1_000_000, 422),
        ("/summarize", "text/plain", 1_100_000, 413),
    ],
)
def test_refusal_leaves_the_connection_of_use(client, shared, path, content_type, size, status):
    """A body refused unread made the next request on its connection fail."""
    address, _, _ = shared
    for _ in range(6):
        response = client.post(f"{address}{path}", content=b"a" * size, headers={"Content-Type": content_type})
        assert response.status_code == status


@pytest.mark.fault(31, "nothing of a request in the log")
def test_no_secret_and_no_article_in_the_log(client, shared):
    address, endpoint, log = shared
    endpoint.script = brief_of
    canary = "canary-2b7e"
    text = f"{ENGLISH[0]} {canary}\n{ENGLISH[1]}"
    client.post(f"{address}/summarize?format=nothing-{canary}", json={"text": text})
    client.post(f"{address}/summarize", json={"text": text, "title": canary, "source": canary})
    client.post(f"{address}/summarize", json={"text": text, canary: canary})
    client.get(f"{address}/briefs/{canary}")
    assert canary not in log.read_text()
    events = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    assert {"request_id", "status", "milliseconds", "route"} <= set(events[-1])


def together(client, address, body, *, requests, halfway=lambda: None):
    """Post the same body many times at once; ``halfway`` runs while they wait."""

    def post(_):
        return client.post(f"{address}/summarize", json=body)

    with ThreadPoolExecutor(100) as pool:
        timer = threading.Timer(0.5, halfway)
        timer.start()
        responses = list(pool.map(post, range(requests)))
        timer.join()
    return responses


@pytest.mark.fault(17, "1,000 identical cold requests over 2 workers: one model call, identical bodies")
@pytest.mark.alone
def test_thousand_cold_requests_make_one_call(tmp_path, client, endpoint, redis_url):
    """Issue 2, number 4: two workers and a real Redis, exactly one model call, equal bodies."""
    endpoint.script = lambda body: replace(brief_of(body), delay=1.0)
    with served(tmp_path / "log", REDIS_URL=redis_url, WEB_CONCURRENCY="2", **model(endpoint)) as address:
        responses = together(client, address, article("zh-Hans"), requests=1_000)
    assert {response.status_code for response in responses} == {200}
    assert len({response.content for response in responses}) == 1
    assert endpoint.calls == 1


@pytest.mark.fault(15, "killed while 1,000 wait: every one is answered")
def test_redis_killed_halfway_costs_no_answer(tmp_path, client, endpoint):
    """Issue 2, number 4: no 5xx; each of the two workers may then ask for itself."""
    endpoint.script = lambda body: replace(brief_of(body), delay=1.0)
    redis_server = RedisServer()  # its own: the others' stays alive
    redis_server.start()
    settings = {"REDIS_URL": redis_server.url, "WEB_CONCURRENCY": "2"} | model(endpoint)
    with served(tmp_path / "log", **settings) as address:
        responses = together(client, address, article("zh-Hans"), requests=1_000, halfway=redis_server.kill)
    assert {response.status_code for response in responses} == {200}
    assert all(response.json()["verification"]["status"] == "passed" for response in responses)
    redis_server.close()


def test_two_workers_share_briefs(tmp_path, client, redis_url):
    with served(tmp_path / "log", REDIS_URL=redis_url, WEB_CONCURRENCY="2") as address:
        brief_id = client.post(f"{address}/summarize", json=article("en")).json()["id"]
        for _ in range(20):
            with httpx2.Client(trust_env=False) as other:
                assert other.get(f"{address}/briefs/{brief_id}").status_code == 200
