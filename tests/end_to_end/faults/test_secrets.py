"""Row 31: canaries in every secret and in the article, every kind of failure, and a look at all that leaves."""

import json

import httpx2
import pytest

from service.settings import Settings
from tests.domain.samples import ENGLISH
from tests.end_to_end.server import served, working
from tests.end_to_end.stream_caller import wait_until
from tests.redis_server import RedisServer, free_port
from tests.stub_endpoint import StubEndpoint, as_json, brief_of, chat

CANARIES = {
    "endpoint": "sk-canary-endpoint-51aa",
    "redis": "canary-redis-51ab",
    "webhook": "Y2FuYXJ5LXdlYmhvb2stNTFhYy1jYW5hcnktd2ViaG9vaw==",
    "article": "canaryarticle51ad",
    "upstream": "canary-upstream-51ae",
    "key": "ci_canary51af_canarysecretcanarysecret51af",
}
REPLIES = [
    as_json({"error": CANARIES["upstream"]}, 500),
    as_json({"error": {"message": CANARIES["upstream"], "code": "invalid_api_key"}}, 401),
    as_json({"error": {"message": CANARIES["upstream"], "code": "content_filter"}}, 400),
    chat(f"I am sorry, {CANARIES['upstream']}."),
    chat(f"Core Insights\n- {CANARIES['upstream']} grew 873% in 1931 [1: “{CANARIES['upstream']}”]"),
]


@pytest.fixture(scope="module")
def redis():
    server = RedisServer("--requirepass", CANARIES["redis"])
    server.start()
    yield server
    server.close()


def settings(redis, endpoint):
    url = redis.url.replace("redis://", f"redis://:{CANARIES['redis']}@")
    return {
        "LLM": "custom/stub",
        "LLM_BASE_URL": endpoint.base_url,
        "LLM_API_KEY": CANARIES["endpoint"],
        "REDIS_URL": url,
        "QUEUE_URL": url,
        "WEBHOOK_HOSTS": f"127.0.0.1:{free_port()}",
        "WEBHOOK_NETWORKS": "127.0.0.0/8",
        "WEBHOOK_SECRET": f"whsec_{CANARIES['webhook']}",
        "LOG_LEVEL": "DEBUG",
    }


@pytest.mark.fault(
    31, "canaries in keys, passwords, article and upstream's words: not in logs, problems, metrics, repr"
)
def test_canaries_are_found_nowhere(redis, tmp_path, figure):
    with StubEndpoint() as endpoint:
        environ = settings(redis, endpoint)
        with (
            served(tmp_path / "web", WEB_CONCURRENCY="1", **environ) as address,
            working(tmp_path / "worker", **environ),
            httpx2.Client(base_url=address, timeout=30, trust_env=False) as client,
        ):
            told = [*_fail_in_every_way(client, endpoint, redis), *_read(client)]
    logs = (tmp_path / "web").read_text() + (tmp_path / "worker").read_text()
    configured = repr(Settings.from_env(environ))
    problems = "\n".join(told)
    figure(f"{len(told)} answers, {logs.count(chr(10))} lines of logs, {len(CANARIES)} canaries")
    assert "backend" in problems
    assert '"event": "request"' in logs
    for name, canary in CANARIES.items():
        assert canary not in logs, name
        assert canary not in problems, name
        assert canary not in configured, name


def _fail_in_every_way(client, endpoint, redis):
    """Yield the text of every problem: of the endpoint, the request, the job and Redis."""
    article = {
        "paragraphs": [*ENGLISH, CANARIES["article"]],
        "title": CANARIES["article"],
        "source": CANARIES["article"],
    }
    key = {"Authorization": f"Bearer {CANARIES['key']}"}
    for number, reply in enumerate(REPLIES):
        endpoint.script = brief_of
        client.post("/summarize", json=article | {"title": f"{CANARIES['article']} {number}"}, headers=key)
        endpoint.script = lambda _, reply=reply: reply
        failed = client.post("/summarize", json=article | {"title": f"{number}"}, headers=key)
        assert failed.status_code in {422, 502, 503}
        yield failed.text
    endpoint.script = brief_of
    for body in (
        {"text": CANARIES["article"]},
        article | {"backend": CANARIES["article"]},
        {"text": 5, "title": "x" * 501},
    ):
        yield client.post("/summarize", json=body).text
    yield client.post("/summarize", content=CANARIES["article"], headers={"Content-Type": "application/json"}).text
    yield client.post(f"/summarize?format={CANARIES['article']}", json=article).text.replace(CANARIES["article"], "", 0)
    yield client.get("/jobs/00000000000000000000000000000000", headers=key).text
    callback = f"http://127.0.0.1:{free_port()}/{CANARIES['article']}"
    job = client.post("/jobs", json={"articles": [article, {"text": CANARIES["article"]}]}, headers=key)
    wait_until(lambda: client.get(f"/jobs/{job.json()['id']}").json()["status"] == "done", 60)
    yield client.post("/jobs", json={"articles": [article], "callback": {"url": callback}}).text
    redis.pause()
    yield client.get("/briefs/00000000000000000000000000000000").text
    yield client.get("/jobs/00000000000000000000000000000000").text
    redis.resume()


def _read(client):
    """Yield what operators read."""
    for path in ("/metrics", "/usage", "/readyz", "/healthz"):
        yield json.dumps(client.get(path).text)
