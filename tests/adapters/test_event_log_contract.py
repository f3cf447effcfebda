"""What every EventLog does, whoever keeps the notices."""

import time
from collections.abc import Iterator

import pytest

from service.adapters import memory_events, redis_events
from service.adapters.memory_cache import MemoryCache
from service.adapters.redis_cache import RedisCache
from service.ports import LAST, Cache, Heard, Lease, Told
from tests.fakes import notice
from tests.redis_server import RedisServer, free_port


@pytest.fixture(params=["memory", "redis"])
def cache(request: pytest.FixtureRequest) -> Iterator[Cache]:
    if request.param == "memory":
        yield MemoryCache(60)
        return
    cache = RedisCache(request.getfixturevalue("redis_url"), 60)
    yield cache
    assert cache.available
    cache.close()


def told(run: str, *names: str, first: int = 1) -> list[Told]:
    return [Told(notice(name, f'{{"{name}":"观点"}}'), run, number) for number, name in enumerate(names, start=first)]


def heard(run: str, *names: str, ended: bool = False) -> Heard:
    return Heard(run, tuple(one.notice for one in told(run, *names)), ended)


def run_of(lease: Lease, attempt: int = 1) -> str:
    return f"{lease.token[:16]}.{attempt}"


def test_what_was_told_is_heard_in_order(cache: Cache) -> None:
    with cache.lease("key") as lease:
        run = run_of(lease)
        cache.events.append("key", told(run, "a", "b"))
        cache.events.append("key", told(run, "c", first=3))
        assert cache.events.read("key") == heard(run, "a", "b", "c")


def test_only_what_is_new_is_heard(cache: Cache) -> None:
    with cache.lease("key") as lease:
        run = run_of(lease)
        cache.events.append("key", told(run, "a", "b", "c"))
        assert cache.events.read("key", run, 2) == heard(run, "c")
        assert cache.events.read("key", run, 3) == heard(run)
        assert cache.events.read("key", "another.1", 2) == heard(run, "a", "b", "c")


def test_keys_are_apart(cache: Cache) -> None:
    with cache.lease("one") as lease, cache.lease("two"):
        cache.events.append("one", told(run_of(lease), "a"))
        assert cache.events.read("two") is None


def test_new_run_takes_the_place_of_the_old(cache: Cache) -> None:
    with cache.lease("key") as lease:
        cache.events.append("key", told(run_of(lease, 1), "a", "b"))
        cache.events.append("key", told(run_of(lease, 2), "c"))
        cache.events.append("key", told(run_of(lease, 1), "late", first=3))
        assert cache.events.read("key", run_of(lease, 1), 2) == heard(run_of(lease, 2), "c")


@pytest.mark.parametrize("first", [2, 4])
def test_after_a_gap_nothing_is_taken(cache: Cache, first: int) -> None:
    with cache.lease("key") as lease:
        run = run_of(lease)
        cache.events.append("key", told(run, "a", "b"))
        cache.events.append("key", told(run, "x", first=first))
        assert cache.events.read("key") == heard(run, "a", "b")


def test_run_without_its_lease_is_not_heard(cache: Cache) -> None:
    """Its leader died, failed, or lost the lease: what it told is nobody's answer."""
    with cache.lease("key") as lease:
        cache.events.append("key", told(run_of(lease), "a"))
    assert cache.events.read("key") is None
    with cache.lease("key"):
        assert cache.events.read("key") is None


def test_ended_run_is_heard_without_its_lease(cache: Cache) -> None:
    with cache.lease("key") as lease:
        run = run_of(lease)
        cache.events.append("key", told(run, "a"))
        cache.events.append("key", told(run, LAST, first=2))
    assert cache.events.read("key") == heard(run, "a", LAST, ended=True)
    assert cache.events.read("key", run, 2) == heard(run, ended=True)


def test_forgotten_run_takes_no_more(cache: Cache) -> None:
    with cache.lease("key") as lease:
        cache.events.append("key", told(run_of(lease), "a"))
        cache.events.forget("key")
        cache.events.append("key", told(run_of(lease), "b", first=2))
        assert cache.events.read("key") is None


def test_attendance_ends_by_itself(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (memory_events, redis_events):
        monkeypatch.setattr(module, "ATTENDED_SECONDS", 0.2)
    assert not cache.events.attended("key")
    cache.events.attend("key")
    assert cache.events.attended("key")
    assert not cache.events.attended("other")
    time.sleep(0.25)
    assert not cache.events.attended("key")


def test_notices_end_by_themselves(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (memory_events, redis_events):
        monkeypatch.setattr(module, "KEPT_SECONDS", 0.2)
    cache.events.append("key", told("0123456789abcdef.1", LAST))
    assert cache.events.read("key") is not None
    time.sleep(0.25)
    assert cache.events.read("key") is None


@pytest.mark.parametrize("key", ["", "a b\r\nc", "观察者网", "\ud800", "{x}:value"])
def test_any_text_is_a_key(cache: Cache, key: str) -> None:
    run = "0123456789abcdef.1"
    cache.events.append(key, told(run, LAST))
    cache.events.attend(key)
    assert cache.events.attended(key)
    assert cache.events.read(key) == heard(run, LAST, ended=True)


def test_memory_keeps_no_more_than_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_events, "MAX_RUNS", 2)
    monkeypatch.setattr(memory_events, "MAX_CHARACTERS", 100)
    log = MemoryCache(60).events
    for key in ("a", "b", "c"):
        log.append(key, told(f"{key}.1", LAST))
    assert [log.read(key) is not None for key in ("a", "b", "c")] == [False, True, True]
    log.append("d", [Told(notice(LAST, "x" * 101), "d.1", 1)])
    assert [log.read(key) for key in ("b", "c", "d")] == [None] * 3
    log.append("a", told("a.2", LAST))
    assert log.read("a") is not None


def test_damaged_notice_ends_what_is_heard(redis_server: RedisServer, redis_url: str) -> None:
    """Corrupt, or put there by another: it never reaches a reader."""
    cache = RedisCache(redis_url, 60)
    cache.events.append("key", told("0123456789abcdef.1", "a", "b", LAST))
    redis_server.command("LSET", "core-insights:2:events:{key}", 2, "insight\n{}")
    assert cache.events.read("key") == heard("0123456789abcdef.1", "a")
    redis_server.command("SET", "core-insights:2:events:{key}", "foreign")
    assert cache.events.read("key") is None
    cache.events.append("key", told("0123456789abcdef.2", LAST))
    assert cache.events.read("key") == heard("0123456789abcdef.2", LAST, ended=True)
    assert cache.available
    cache.close()


def test_every_key_has_a_lifetime(redis_server: RedisServer, redis_url: str) -> None:
    cache = RedisCache(redis_url, 60)
    cache.events.append("key", told("0123456789abcdef.1", "a"))
    cache.events.attend("key")
    for what, most in (("events", 300_000), ("attended", 3_000)):
        left = int(redis_server.command("PTTL", f"core-insights:2:{what}:{{key}}")[1:])
        assert 0 < left <= most
    cache.close()


def test_without_redis_nothing_is_heard() -> None:
    cache = RedisCache(f"redis://127.0.0.1:{free_port()}/0", 60)
    cache.events.append("key", told("0123456789abcdef.1", LAST))
    cache.events.attend("key")
    assert cache.events.read("key") is None
    assert not cache.events.attended("key")
    cache.events.forget("key")
    assert not cache.available
