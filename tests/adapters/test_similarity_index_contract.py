"""What every SimilarityIndex does, wherever the sketches are kept; and what only the one in Redis does."""

import random
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from service.adapters.memory_indexes import MemorySimilarityIndex
from service.adapters.redis_cache import RedisCache
from service.adapters.redis_similarity import MOST_IN_BUCKET
from service.domain.similarity import MOST_CANDIDATES, SKETCH_SIZE
from service.ports import SimilarityIndex
from tests.redis_server import RedisServer, TcpServer

CHANCE = random.Random(5)


@pytest.fixture(params=["memory", "redis"])
def index(request: pytest.FixtureRequest) -> Iterator[SimilarityIndex]:
    if request.param == "memory":
        yield MemorySimilarityIndex()
    else:
        yield request.getfixturevalue("in_redis")(60)


@pytest.fixture
def in_redis(redis_url: str) -> Iterator[Callable[[float], SimilarityIndex]]:
    """Return a maker of indexes in the module's server, given the lifetime of a brief in seconds."""
    caches: list[RedisCache] = []

    def make(lifetime: float) -> SimilarityIndex:
        caches.append(RedisCache(redis_url, lifetime))
        return caches[-1].similarity()

    yield make
    for cache in caches:
        assert cache.available
        cache.close()


def brief(number: int) -> str:
    return f"{number:032x}"


def sketch(*, like: tuple[int, ...] = (), shared: int = 0) -> tuple[int, ...]:
    """A sketch that shares so many features with another."""
    return tuple(sorted((*like[:shared], *(CHANCE.getrandbits(64) for _ in range(SKETCH_SIZE - shared)))))


def test_brief_is_found_by_what_it_shares(index: SimilarityIndex) -> None:
    own = sketch()
    index.add(brief(1), sketch(like=own, shared=3))
    index.add(brief(2), sketch(like=own, shared=12))
    index.add(brief(3), sketch(like=own, shared=2))
    index.add(brief(4), sketch())
    assert index.candidates(own) == (brief(2), brief(1))
    assert index.candidates(sketch()) == index.candidates(()) == ()


def test_brief_added_again_counts_once(index: SimilarityIndex) -> None:
    own = sketch()
    for _ in range(3):
        index.add(brief(1), sketch(like=own, shared=2))
        index.add(brief(2), own)
    assert index.candidates(own) == (brief(2),)


def test_removed_brief_is_not_found(index: SimilarityIndex) -> None:
    own = sketch()
    index.add(brief(1), own)
    index.add(brief(2), own)
    index.remove(brief(1), own)
    index.remove(brief(3), own)
    assert index.candidates(own) == (brief(2),)


def test_article_of_few_words_is_no_trouble(index: SimilarityIndex) -> None:
    """Features may be anything of 64 bits."""
    for own in ((), (0,), (0, 1, 2, (1 << 64) - 1)):
        index.add(brief(1), own)
        assert index.candidates(own) == ((brief(1),) if len(own) > 2 else ())
        index.remove(brief(1), own)


def test_story_of_the_day_has_a_bounded_number_of_candidates(index: SimilarityIndex) -> None:
    own = sketch()
    for number in range(MOST_CANDIDATES + 10):
        index.add(brief(number), own)
    found = index.candidates(own)
    assert 8 <= len(found) <= MOST_CANDIDATES
    assert found[-1] != brief(0), "the oldest go first"


def test_entries_end_with_the_briefs(in_redis: Callable[[float], SimilarityIndex], redis_server: RedisServer) -> None:
    index = in_redis(0.3)
    index.add(brief(1), sketch())
    assert index.candidates(sketch()) == ()
    time.sleep(0.6)
    assert redis_server.command("DBSIZE") == b":0\r\n"


def test_ended_entries_go_from_buckets_that_live_on(
    in_redis: Callable[[float], SimilarityIndex], redis_server: RedisServer
) -> None:
    short, long, own = in_redis(0.1), in_redis(60), sketch()
    long.add(brief(1), own)
    short.add(brief(2), own)
    for number in range(3, 6):
        redis_server.command("PEXPIRE", bucket(own[0]), 60_000)
        long.add(brief(number), own)
    ends = time.monotonic() + 5
    while brief(2) in long.candidates(own) and time.monotonic() < ends:
        time.sleep(0.1)
    assert set(long.candidates(own)) == {brief(number) for number in (1, 3, 4, 5)}


def test_bucket_is_bounded(in_redis: Callable[[float], SimilarityIndex], redis_server: RedisServer) -> None:
    """Of many features in one bucket the newest stay; a feature that everybody has does not drive out the others."""
    index = in_redis(60)
    common, rare = 7, tuple(1 << 40 | number << 20 | 7 for number in range(3))
    index.add(brief(1), rare)
    for number in range(2, 60):
        index.add(brief(number), (common,))
    assert int(redis_server.command("STRLEN", bucket(common))[1:]) == (32 + 3) * 24
    assert index.candidates(rare) == (brief(1),)
    for number in range(2 * MOST_IN_BUCKET):
        index.add(brief(number), (number << 16 | 7,))
    assert int(redis_server.command("STRLEN", bucket(common))[1:]) == MOST_IN_BUCKET * 24
    assert index.candidates(rare) == ()


def test_damaged_bucket_is_no_trouble(in_redis: Callable[[float], SimilarityIndex], redis_server: RedisServer) -> None:
    index, own = in_redis(60), sketch()
    redis_server.command("RPUSH", bucket(own[0]), "x")
    redis_server.command("SET", bucket(own[1]), "x" * 30)
    redis_server.command("SET", bucket(own[2]), (own[2] >> 16 & 0xFF).to_bytes(1).decode("latin-1"))
    assert index.candidates(own) == ()
    index.add(brief(1), own)
    assert index.candidates(own) == (brief(1),)


def test_every_bucket_has_a_lifetime_of_a_brief(
    in_redis: Callable[[float], SimilarityIndex], redis_server: RedisServer
) -> None:
    index, own = in_redis(60), sketch()
    index.add(brief(1), own)
    index.add(brief(2), own)
    index.remove(brief(1), own)
    assert all(65_000 < int(redis_server.command("PTTL", bucket(feature))[1:]) <= 66_000 for feature in own)
    index.remove(brief(2), own)
    assert redis_server.command("DBSIZE") == b":0\r\n"


def bucket(feature: int) -> str:
    return f"core-insights:2:briefs:{{similar-{feature & 0xFFFF:04x}}}"


class OneSlot(TcpServer):
    """Passes everything on to the port behind it, as a proxy of a cluster does: no script over several keys."""

    def __init__(self, port: int) -> None:
        self._behind = port
        self.refused = 0
        super().__init__()

    def talk(self, connection: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self._behind)) as behind:
            while question := connection.recv(65_536):
                if b"$4\r\nEVAL\r\n" in question and b"\r\n$1\r\n8\r\n" in question:
                    self.refused += 1
                    connection.sendall(b"-CROSSSLOT Keys in request don't hash to the same slot\r\n")
                else:
                    behind.sendall(question)
                    connection.sendall(behind.recv(65_536))


def test_proxy_of_a_cluster_is_asked_for_many_slots_once(redis_server: RedisServer) -> None:
    proxy, own = OneSlot(redis_server.port), sketch()[:8]
    cache = RedisCache(proxy.url, 60)
    index = cache.similarity()
    index.add(brief(1), own)
    index.add(brief(2), own)
    assert index.candidates(own) == (brief(2), brief(1))
    assert cache.available
    assert proxy.refused == 1
    cache.close()
    proxy.close()
