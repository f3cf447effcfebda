import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from service.adapters.memory_cache import MemoryCache
from service.adapters.redis_cache import RedisCache
from service.adapters.single_flight import LeasedSingleFlight
from service.domain.errors import BackendOverloaded, BackendUnavailable, DeadlineExceeded
from service.ports import Compute, Computed, Deadline, Lease, Teller
from tests.redis_server import RedisServer, free_port

pytestmark = pytest.mark.alone


class Work:
    """A computation that counts its calls and takes its time."""

    def __init__(self, seconds: float = 0.1, *, keep: bool = True) -> None:
        self.calls = 0
        self._seconds = seconds
        self._keep = keep

    def __call__(self, teller: Teller) -> Computed:
        self.calls += 1
        made = self.calls
        time.sleep(self._seconds)
        return Computed(b"value %d" % made, self._keep)


def failing(error: BaseException, seconds: float = 0.1) -> Compute:
    def compute(teller: Teller) -> Computed:
        time.sleep(seconds)
        raise error

    return compute


def ask(flight: LeasedSingleFlight, compute: Compute, seconds: float = 10, key: str = "key") -> object:
    """Return the value and whether another made it, or the error."""
    try:
        computed, by_another = flight.run(key, compute, Deadline.after(seconds))
    except BaseException as e:  # noqa: BLE001 (the tests look at it)
        return e
    return computed.value, by_another


def ask_together(threads: int, question: Callable[[], object]) -> list[object]:
    answers: list[object] = []
    asking = [threading.Thread(target=lambda: answers.append(question())) for _ in range(threads)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    return answers


@pytest.fixture
def flight() -> LeasedSingleFlight:
    return LeasedSingleFlight(MemoryCache(60))


def test_leader_computes_and_keeps() -> None:
    cache = MemoryCache(60)
    assert ask(LeasedSingleFlight(cache), Work()) == (b"value 1", False)
    assert cache.get("key") == b"value 1"


def test_kept_value_is_not_computed_again(flight: LeasedSingleFlight) -> None:
    work = Work()
    assert [ask(flight, work), ask(flight, work)] == [(b"value 1", False), (b"value 1", True)]


def test_threads_share_one_computation(flight: LeasedSingleFlight) -> None:
    work = Work()
    answers = ask_together(50, lambda: ask(flight, work))
    assert sorted(answers) == [(b"value 1", False)] + [(b"value 1", True)] * 49  # type: ignore[type-var]
    assert work.calls == 1


def test_keys_do_not_wait_for_each_other(flight: LeasedSingleFlight) -> None:
    both = threading.Barrier(2)

    def compute(teller: Teller) -> Computed:
        both.wait(5)
        return Computed(b"value", keep=True)

    keys = iter(("one", "two"))
    answers = ask_together(2, lambda: ask(flight, compute, key=next(keys)))
    assert answers == [(b"value", False)] * 2


def test_unkept_value_is_shared_and_forgotten() -> None:
    cache = MemoryCache(60)
    flight, work = LeasedSingleFlight(cache), Work(keep=False)
    assert {answer[0] for answer in ask_together(10, lambda: ask(flight, work))} == {b"value 1"}  # type: ignore[index]
    assert cache.get("key") is None
    assert ask(flight, work) == (b"value 2", False)


def test_followers_know_whether_the_value_is_kept(flight: LeasedSingleFlight) -> None:
    work = Work(keep=False)
    answers = ask_together(5, lambda: flight.run("key", work, Deadline.after(5))[0].keep)
    assert answers == [False] * 5


def test_followers_get_copies_of_the_error(flight: LeasedSingleFlight) -> None:
    error = BackendOverloaded("busy", retry_after=7)
    got = ask_together(10, lambda: ask(flight, failing(error)))
    assert [(type(e), str(e), e.retry_after) for e in got] == [(BackendOverloaded, "busy", 7)] * 10  # type: ignore[attr-defined]
    assert sum(e is error for e in got) == 1
    assert {e.__cause__ for e in got if e is not error} == {error}  # type: ignore[attr-defined]
    assert all(len(traceback.extract_tb(e.__traceback__)) < 10 for e in got)  # type: ignore[attr-defined]


def test_error_without_a_copy_is_shared_itself(flight: LeasedSingleFlight) -> None:
    class Stubborn(Exception):
        def __init__(self, one: int, two: int) -> None:
            super().__init__(one)

    error = Stubborn(1, 2)
    assert ask_together(3, lambda: ask(flight, failing(error))) == [error] * 3


def test_error_is_not_kept(flight: LeasedSingleFlight) -> None:
    assert isinstance(ask(flight, failing(BackendUnavailable())), BackendUnavailable)
    assert ask(flight, Work()) == (b"value 1", False)


def test_follower_ends_at_its_own_deadline(flight: LeasedSingleFlight) -> None:
    leader = threading.Thread(target=ask, args=(flight, Work(1.0)))
    leader.start()
    time.sleep(0.1)
    started = time.monotonic()
    assert isinstance(ask(flight, Work(), 0.2), DeadlineExceeded)
    assert 0.15 < time.monotonic() - started < 0.8
    leader.join()


def test_follower_with_time_left_leads_next(flight: LeasedSingleFlight) -> None:
    """The leader ran out of its own time; a follower that came later has some."""
    leader = threading.Thread(target=ask, args=(flight, failing(DeadlineExceeded(), 0.3)))
    leader.start()
    time.sleep(0.1)
    assert ask(flight, Work()) == (b"value 1", False)
    leader.join()


def test_torn_down_leader_is_replaced(flight: LeasedSingleFlight) -> None:
    """SystemExit is for one thread, e.g. that of a worker being ended, not for those who wait on it."""
    leader = threading.Thread(target=ask, args=(flight, failing(SystemExit(), 0.3)))
    leader.start()
    time.sleep(0.1)
    assert ask(flight, Work()) == (b"value 1", False)
    leader.join()


def test_past_deadline_computes_nothing(flight: LeasedSingleFlight) -> None:
    work = Work()
    assert isinstance(ask(flight, work, 0), DeadlineExceeded)
    assert work.calls == 0


def test_nothing_is_left_behind() -> None:
    cache = MemoryCache(60)
    flight = LeasedSingleFlight(cache)
    before = threading.active_count()
    for compute in (Work(), failing(BackendUnavailable()), failing(SystemExit())):
        cache.delete("key")
        ask_together(5, lambda compute=compute: ask(flight, compute))  # type: ignore[misc]
    assert flight._flights == {}
    assert cache._leases == {}
    assert threading.active_count() == before


class LateCache(MemoryCache):
    """Another process keeps a value just before the lease is taken."""

    @contextmanager
    def lease(self, key: str) -> Iterator[Lease]:
        self.put(key, b"another's")
        with super().lease(key) as lease:
            yield lease


def test_leaseholder_looks_once_more() -> None:
    work = Work()
    assert ask(LeasedSingleFlight(LateCache(60)), work) == (b"another's", True)
    assert work.calls == 0


def test_value_of_the_leaseholder_is_awaited() -> None:
    cache, work = MemoryCache(60), Work()
    with cache.lease("key") as lease:
        timer = threading.Timer(0.3, lambda: cache.settle("key", b"another's", lease))
        timer.start()
        assert ask(LeasedSingleFlight(cache), work) == (b"another's", True)
        timer.join()
    assert work.calls == 0


def test_freed_lease_is_taken() -> None:
    """Its holder failed, or made what may not be kept."""
    cache = MemoryCache(60)
    with ExitStack() as held:
        held.enter_context(cache.lease("key"))
        timer = threading.Timer(0.3, held.close)
        timer.start()
        assert ask(LeasedSingleFlight(cache), Work()) == (b"value 1", False)
        timer.join()


def test_waiting_for_the_leaseholder_ends_at_the_deadline() -> None:
    cache, work = MemoryCache(60), Work()
    with cache.lease("key"):
        started = time.monotonic()
        assert isinstance(ask(LeasedSingleFlight(cache), work, 0.3), DeadlineExceeded)
        assert 0.25 < time.monotonic() - started < 0.8
    assert work.calls == 0


def test_without_redis_threads_still_share() -> None:
    cache, work = RedisCache(f"redis://127.0.0.1:{free_port()}/0", 60), Work(0.3)
    flight = LeasedSingleFlight(cache)
    assert {answer[0] for answer in ask_together(50, lambda: ask(flight, work))} == {b"value 1"}  # type: ignore[index]
    assert work.calls == 1


def process(url: str, threads: int, *, compute: float, lease: float = 10) -> subprocess.Popen[str]:
    arguments = [url, str(threads), str(compute), str(lease)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.adapters.flight_process", *arguments], stdout=subprocess.PIPE, text=True
    )


def wait_until_computing(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "computing\n"


def lines(process: subprocess.Popen[str]) -> list[str]:
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    return out.split("\n")[:-1]


@pytest.mark.fault(17, "two processes compute once")
def test_two_processes_compute_once(redis_url: str) -> None:
    processes = [process(redis_url, 50, compute=1.0) for _ in range(2)]
    printed = [line for each in processes for line in lines(each)]
    assert printed.count("computing") == 1
    printed.remove("computing")
    assert len(printed) == 100
    assert len(set(printed)) == 1


@pytest.mark.fault(18, "leader killed or paused: a follower takes over, one answer for a key")
def test_killed_leader_is_replaced(redis_url: str) -> None:
    leader = process(redis_url, 5, compute=30, lease=1)
    wait_until_computing(leader)
    follower = process(redis_url, 5, compute=0.1, lease=1)
    time.sleep(0.5)
    leader.kill()
    killed = time.monotonic()
    assert lines(follower) == ["computing"] + [f"made by {follower.pid}"] * 5
    assert time.monotonic() - killed < 1 + 1.5  # the lease, then a poll, the work and the end of the process
    leader.communicate()


@pytest.mark.fault(18, "leader killed or paused: a follower takes over, one answer for a key")
def test_paused_leader_serves_what_its_follower_made(redis_url: str) -> None:
    leader = process(redis_url, 5, compute=0.3, lease=0.6)
    wait_until_computing(leader)
    os.kill(leader.pid, signal.SIGSTOP)
    follower = process(redis_url, 5, compute=0.1, lease=0.6)
    assert lines(follower) == ["computing"] + [f"made by {follower.pid}"] * 5
    os.kill(leader.pid, signal.SIGCONT)
    assert lines(leader) == [f"made by {follower.pid}"] * 5


@pytest.mark.fault(18, "leader killed or paused: a follower takes over, one answer for a key")
def test_follower_serves_what_a_resumed_leader_finished_first(redis_url: str) -> None:
    leader = process(redis_url, 5, compute=0.3, lease=0.6)
    wait_until_computing(leader)
    os.kill(leader.pid, signal.SIGSTOP)
    follower = process(redis_url, 5, compute=3, lease=0.6)
    wait_until_computing(follower)
    os.kill(leader.pid, signal.SIGCONT)
    assert lines(leader) == [f"made by {leader.pid}"] * 5
    assert lines(follower) == [f"made by {leader.pid}"] * 5


def test_redis_killed_meanwhile_fails_nobody() -> None:
    server = RedisServer()
    server.start()
    processes = [process(server.url, 20, compute=1.0) for _ in range(2)]
    time.sleep(1)
    server.close()
    printed = [line for each in processes for line in lines(each)]
    assert 1 <= printed.count("computing") <= 2
    assert sum(line.startswith("made by ") for line in printed) == 40
