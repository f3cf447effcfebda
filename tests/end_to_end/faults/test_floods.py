"""Row 29: a key that asks for more than it may, over two real workers and one Redis, which dies in between."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.domain.samples import ENGLISH
from tests.end_to_end.server import served
from tests.keys import bearer, made, write
from tests.redis_server import RedisServer
from tests.stub_endpoint import StubEndpoint

WORKERS, MOST, THREADS = 2, 60, 8
SPARE_KEYS = 12  # a minute may end in the middle of a flood: then another key is taken
pytestmark = pytest.mark.alone  # minutes of the clock on the wall
BODY = json.dumps({"paragraphs": list(ENGLISH), "title": "Asked for again and again"})


@dataclass
class Desk:
    address: str
    redis: RedisServer
    endpoint: StubEndpoint
    keys: Iterator[str]
    frugal: str
    log: Path

    def flood(self, key: str, times: int) -> list[httpx2.Response]:
        """Ask so many times, over connections of several threads: each worker gets some."""

        def ask(number: int) -> list[httpx2.Response]:
            with httpx2.Client(timeout=30, trust_env=False, headers=bearer(key)) as client:
                return [self.ask(client) for _ in range(number)]

        with ThreadPoolExecutor(THREADS) as threads:
            return [one for some in threads.map(ask, [times // THREADS] * THREADS) for one in some]

    def undisturbed(self, flood: Callable[[], list[httpx2.Response]]) -> list[httpx2.Response]:
        """What comes of a flood that no end of a minute divides, and in which a starved machine took no Redis away."""
        while True:
            began = time.time() // 60, self.log.read_text().count("redis-unavailable")
            answers = flood()
            if (time.time() // 60, self.log.read_text().count("redis-unavailable")) == began:
                return answers
            time.sleep(6)  # a worker that has given Redis up asks it again after 5 s

    def ask(self, client: httpx2.Client, body: str = BODY, **headers: str) -> httpx2.Response:
        return client.post(
            f"{self.address}/summarize", content=body, headers={"Content-Type": "application/json"} | headers
        )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("flood")
    flooding = [made(limits={"requests_per_minute": MOST}) for _ in range(SPARE_KEYS)]
    frugal, entry = made(limits={"tokens_per_day": 1})
    keys = write(folder / "keys.json", entry, *(entry for _, entry in flooding))
    redis = RedisServer()
    redis.start()
    with StubEndpoint() as endpoint:
        settings = {
            "REDIS_URL": redis.url,
            "API_KEYS_FILE": str(keys),
            "WEB_CONCURRENCY": str(WORKERS),
            "LLM": "custom/stub",
            "LLM_BASE_URL": endpoint.base_url,
        }
        try:
            with served(folder / "log", **settings) as address:
                yield Desk(address, redis, endpoint, iter(text for text, _ in flooding), frugal, folder / "log")
        finally:
            redis.close()


@pytest.mark.fault(29, "flood: 429 with Retry-After, never more than the limit over two workers")
def test_flood_is_refused_over_all_workers(desk):
    answers = desk.undisturbed(lambda: desk.flood(next(desk.keys), 200))
    assert Counter(answer.status_code for answer in answers) == {200: MOST, 429: 200 - MOST}
    for answer in answers:
        assert answer.headers["RateLimit-Policy"] == f'"requests";q={MOST};w=60'
        if answer.status_code == 429:
            assert answer.json()["code"] == "rate-limited"
            assert 0 < int(answer.headers["Retry-After"]) <= 60


@pytest.mark.fault(29, "tokens of a day used up: 429 with Retry-After before a model is asked, hits are served")
def test_used_up_tokens_ask_no_model(desk):
    with httpx2.Client(timeout=30, trust_env=False, headers=bearer(desk.frugal)) as client:
        bodies = [json.dumps({"paragraphs": list(ENGLISH), "title": f"Number {number}"}) for number in range(3)]
        assert desk.ask(client, bodies[0]).status_code == 200
        calls = desk.endpoint.calls
        refused = [desk.ask(client, body) for body in bodies[1:]]
        assert {(one.status_code, one.json()["code"]) for one in refused} == {(429, "tokens-used-up")}
        assert all(0 < int(one.headers["Retry-After"]) <= 86_400 for one in refused)
        assert desk.ask(client, bodies[0]).status_code == 200
        assert desk.endpoint.calls == calls


@pytest.mark.fault(15, "limits while Redis is away: no request fails, each worker counts alone")
def test_limits_hold_in_each_worker_while_redis_is_away(desk):
    def flood():
        key = next(desk.keys)
        before = desk.flood(key, 16)
        desk.redis.kill()
        answers = before + desk.flood(key, 320)
        desk.redis.start()
        return answers

    while True:
        began = time.time() // 60
        statuses = Counter(answer.status_code for answer in flood())
        if time.time() // 60 == began:
            break
    assert set(statuses) == {200, 429}
    assert MOST <= statuses[200] <= WORKERS * MOST
