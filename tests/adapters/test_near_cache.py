"""What only the cache with copies does: gives them, and never an old one for longer than it says."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from structlog.testing import capture_logs

from service.adapters.near_cache import NearCache
from service.adapters.redis_cache import RedisCache, Timings
from service.adapters.redis_tracking import Rhythm
from tests.adapters.near import copied, listening, until
from tests.redis_server import AlwaysAnswers, RedisServer
from tests.tcp_proxy import BLACK_HOLE, PASS, REFUSE, TcpProxy

QUICK = Rhythm(ask=0.05, trust=0.3, lost=0.05)
SOON = 0.5  # seconds; milliseconds, and what a busy machine adds


@pytest.fixture
def make(redis_url: str) -> Iterator[Callable[..., NearCache]]:
    """Return a maker of near caches over the module's server; ``url`` is where they hear of changes."""
    made: list[NearCache] = []

    def make(url: str = redis_url, **options: object) -> NearCache:
        made.append(NearCache(RedisCache(redis_url, 60), url, **options))
        return made[-1]

    yield make
    for cache in made:
        cache.close()


@pytest.fixture
def proxy(redis_server: RedisServer) -> Iterator[TcpProxy]:
    with TcpProxy(redis_server.port) as proxy:
        yield proxy


def redis_at(proxy: TcpProxy) -> str:
    return f"redis://127.0.0.1:{proxy.port}/0"


def gets(server: RedisServer) -> int:
    return int(server.command("INFO", "commandstats").split(b"cmdstat_get:calls=")[1].split(b",")[0])


def objects_and_gets_of_a_hundred(cache: NearCache, server: RedisServer) -> tuple[int, int]:
    """Return how many objects a hundred reads gave, and how often they asked Redis."""
    before = gets(server)
    objects = len({id(cache.get("key")) for _ in range(100)})
    return objects, gets(server) - before


def test_copy_is_given_without_asking_redis(make, redis_server: RedisServer) -> None:
    cache = listening(make())
    cache.put("key", b"value")
    until(lambda: copied(cache, "key"))
    # What was put may be told of only now, and the copy made once more.
    until(lambda: objects_and_gets_of_a_hundred(cache, redis_server) == (1, 0))


CHANGES: dict[str, Callable[[NearCache], object]] = {
    "put": lambda cache: cache.put("key", b"new"),
    "replace": lambda cache: cache.replace("key", b"new", b"old"),
    "delete": lambda cache: cache.delete("key"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_change_in_another_process_shows_at_once(make, change: str) -> None:
    here, there = listening(make()), listening(make())
    there.put("key", b"old")
    until(lambda: copied(here, "key"))
    CHANGES[change](there)
    assert until(lambda: here.get("key") == (None if change == "delete" else b"new")) < SOON


@pytest.mark.parametrize("command", [("FLUSHALL",), ("DEL", "core-insights:2:value:{key}")])
def test_what_others_do_to_redis_shows_too(make, redis_server: RedisServer, command: tuple[str, ...]) -> None:
    cache = listening(make())
    cache.put("key", b"value")
    until(lambda: copied(cache, "key"))
    redis_server.command(*command)
    assert until(lambda: cache.get("key") is None) < SOON


def test_own_writes_are_read_at_once(make) -> None:
    cache = listening(make())
    for number in range(300):
        cache.put("key", b"%d" % number)
        assert cache.get("key") == b"%d" % number
        cache.get("key")


def test_absence_is_never_copied(make) -> None:
    """Who waits for the value of another process must not be told that there is none."""
    here, there = listening(make()), make()
    for number in range(50):
        assert here.get(f"{number}") is None
        there.put(f"{number}", b"value")
        assert here.get(f"{number}") == b"value"


def test_nothing_is_left_of_what_was_not_there(make) -> None:
    """Else whoever asks for one unknown brief after another fills the memory."""
    cache = listening(make())
    for number in range(50):
        assert cache.get(f"none {number}") is None
    assert not cache._readings


def test_value_that_changes_while_it_is_read_is_not_copied(make) -> None:
    """Readers in many threads, a writer elsewhere: when he is done all readers have his last word."""
    here, there = listening(make()), make()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            here.get("key")

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(300):
        there.put("key", b"%d" % number)
        if number % 50 == 49:
            time.sleep(0.05)
            assert until(lambda number=number: here.get("key") == b"%d" % number) < SOON
    done.set()
    for reader in readers:
        reader.join()


def test_copies_are_bounded_in_bytes(make) -> None:
    cache = listening(make(max_bytes=1_000))
    for key in "abcd":
        cache.put(key, b"x" * 400)
        until(lambda key=key: copied(cache, key))
        assert cache._copies._bytes <= 1_000
    assert cache._copies.get("a") is None
    cache.put("large", b"x" * 2_000)
    assert (cache.get("large"), copied(cache, "large")) == (b"x" * 2_000, False)


@pytest.mark.alone
def test_cut_connection_drops_copies_at_once_and_comes_back(make, proxy: TcpProxy) -> None:
    here, there = listening(make(redis_at(proxy), rhythm=QUICK)), make()
    there.put("key", b"old")
    until(lambda: copied(here, "key"))
    proxy.become(REFUSE)
    there.put("key", b"new")
    assert until(lambda: here.get("key") == b"new") < SOON
    there.put("key", b"newer")
    assert until(lambda: here.get("key") == b"newer") < SOON  # "new" may have been told of just before the cut
    proxy.become(PASS)
    until(lambda: copied(here, "key"))
    assert here.get("key") == b"newer"


@pytest.mark.alone
def test_silent_connection_is_believed_for_a_second(make, proxy: TcpProxy) -> None:
    """Nothing tells that it is dead but that no answer comes; by default for a second, and never for longer."""
    here, there = listening(make(redis_at(proxy))), make()
    there.put("key", b"old")
    until(lambda: copied(here, "key"))
    proxy.become(BLACK_HOLE)
    there.put("key", b"new")
    assert until(lambda: here.get("key") == b"new") < 1.1  # and what a busy machine adds
    proxy.become(PASS)
    until(lambda: copied(here, "key"))
    there.put("key", b"newer")
    assert until(lambda: here.get("key") == b"newer") < SOON


@pytest.mark.alone
def test_paused_and_killed_redis_leave_no_copies() -> None:
    server = RedisServer()
    server.start()
    cache = NearCache(RedisCache(server.url, 60, Timings(retry=0.5)), server.url, rhythm=QUICK)
    cache.put("key", b"value")
    until(lambda: copied(cache, "key"))
    server.pause()
    assert until(lambda: cache.get("key") is None) < QUICK.trust + SOON
    server.resume()
    until(lambda: copied(cache, "key"))
    server.kill()
    assert until(lambda: cache.get("key") is None) < SOON
    server.start()  # empty
    until(lambda: cache.available or cache.get("key"))
    assert cache.get("key") is None
    cache.put("key", b"new")
    until(lambda: copied(cache, "key"))
    cache.close()
    server.close()


@pytest.mark.parametrize("answer", [b"-ERR unknown command 'HELLO'\r\n", b"-NOPROTO unsupported protocol version\r\n"])
def test_redis_that_tells_nothing_is_a_cache_without_copies(make, answer: bytes) -> None:
    server = AlwaysAnswers(answer)
    with capture_logs() as logs:
        cache = make(server.url, rhythm=Rhythm(refused=0.02))
        cache.put("key", b"value")
        cache.get("key")
        until(lambda: server.connections > 2)
    assert (cache.get("key"), copied(cache, "key")) == (b"value", False)
    assert [entry["event"] for entry in logs] == ["redis-tracking-refused"]
    server.close()


def test_user_who_may_not_track_has_no_copies(make, redis_server: RedisServer) -> None:
    redis_server.command("ACL", "SETUSER", "reader", "on", ">secret", "~*", "&*", "+@all", "-client")
    with capture_logs() as logs:
        cache = make(f"redis://reader:secret@127.0.0.1:{redis_server.port}/0")
        cache.put("key", b"value")
        cache.get("key")
        until(lambda: logs)
    assert (cache.get("key"), copied(cache, "key")) == (b"value", False)
    assert "secret" not in str(logs)
