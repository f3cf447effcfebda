"""Streams of one computation: they hear the same, in one process or two, and the last to leave stops the work."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from service.adapters import feeds
from service.adapters.memory_cache import MemoryCache
from service.adapters.redis_cache import RedisCache, Timings
from service.adapters.single_flight import LeasedSingleFlight
from service.domain.errors import Abandoned, BackendUnavailable, CoreInsightsError, DeadlineExceeded
from service.ports import LAST, Computed, Deadline, Feed, Teller, Told
from tests.fakes import notice

NAMES = ["insight", "insight", "insight", LAST]


class Model:
    """A computation that tells an insight whenever it is let go on, and then ends with a value or an error."""

    def __init__(self, *, keep: bool = True, error: CoreInsightsError | None = None) -> None:
        self.deadline = Deadline.after(10)
        self.began = threading.Event()
        self.calls = 0
        self.stopped: Exception | None = None
        self.committed: list[bool] = []
        self._keep = keep
        self._error = error
        self._steps = threading.Semaphore(0)

    def go_on(self, steps: int = 1) -> None:
        self._steps.release(steps)

    def __call__(self, teller: Teller) -> Computed:
        self.calls += 1
        self.began.set()
        for number in range(4):
            self._await()
            if number < 3:
                teller.tell(notice("insight", f'"{number}"'))
                self.committed.append(teller.committed)
        if self._error:
            raise self._error
        return Computed(b'{"value":"\xe8\xa7\x82"}', self._keep)

    def _await(self) -> None:
        while not self._steps.acquire(timeout=0.01):
            try:
                self.deadline.check()
            except CoreInsightsError as error:
                self.stopped = error
                raise


class Listener:
    """A caller of a stream, in a thread of its own."""

    def __init__(self, feed: Feed) -> None:
        self.told: list[Told] = []
        self.beats = 0
        self.value: Computed | None = None
        self.error: Exception | None = None
        self._feed = feed
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        try:
            for item in self._feed:
                if isinstance(item, Told):
                    self.told.append(item)
                elif item is None:
                    self.beats += 1
                else:
                    self.value = item
                if self._leaving.is_set():
                    break
        except CoreInsightsError as error:
            self.error = error
        self._feed.close()

    @property
    def names(self) -> list[str]:
        return [one.notice.name for one in self.told]

    def leave(self) -> "Listener":
        self._leaving.set()
        return self.end()

    def end(self) -> "Listener":
        self._thread.join(10)
        assert not self._thread.is_alive()
        return self


@pytest.fixture(autouse=True)
def quick_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "_BEAT", 0.05)


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    before = working()
    yield
    ends = time.monotonic() + 3
    while working() - before and time.monotonic() < ends:
        time.sleep(0.01)
    assert not working() - before


def working() -> set[threading.Thread]:
    """Return the threads that work for somebody: the one that renews leases ends by itself, seconds later."""
    return {thread for thread in threading.enumerate() if thread.name != "lease-renewer"}


@pytest.fixture
def flights() -> LeasedSingleFlight:
    return LeasedSingleFlight(MemoryCache(60))


@pytest.fixture
def workers(redis_url: str) -> Iterator[tuple[LeasedSingleFlight, LeasedSingleFlight]]:
    """Two processes, as far as Redis can tell."""
    caches = [RedisCache(redis_url, 60, Timings(lease=1)) for _ in range(2)]
    yield LeasedSingleFlight(caches[0]), LeasedSingleFlight(caches[1])
    for cache in caches:
        assert cache.available
        cache.close()


def follow(flights: LeasedSingleFlight, model: Model) -> Listener:
    return Listener(flights.follow("key", model, model.deadline))


def call(flights: LeasedSingleFlight, model: Model) -> "Caller":
    return Caller(lambda: flights.run("key", model, model.deadline)[0])


class Caller:
    """A caller of a plain answer."""

    def __init__(self, ask: Callable[[], Computed]) -> None:
        self.answer: Computed | Exception | None = None
        self._thread = threading.Thread(target=self._call, args=(ask,))
        self._thread.start()

    def _call(self, ask: Callable[[], Computed]) -> None:
        try:
            self.answer = ask()
        except CoreInsightsError as error:
            self.answer = error

    def end(self) -> "Computed | Exception | None":
        self._thread.join(10)
        return self.answer


def wait_until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 5
    while not _holds(true):
        assert time.monotonic() < ends
        time.sleep(0.005)


def _holds(true: Callable[[], bool]) -> bool:
    try:
        return true()
    except KeyError:  # the flight is not there yet
        return False


def test_stream_hears_while_the_work_goes_on(flights: LeasedSingleFlight) -> None:
    model = Model()
    one = follow(flights, model)
    wait_until(lambda: one.beats > 2)
    assert one.told == []
    model.go_on()
    wait_until(lambda: one.names == ["insight"])
    model.go_on(3)
    one.end()
    assert one.names == NAMES
    assert [told.number for told in one.told] == [1, 2, 3, 4]
    assert len({told.run for told in one.told}) == 1
    assert one.value is not None
    assert one.told[-1].notice.data == one.value.value.decode() == '{"value":"观"}'
    assert model.committed == [True] * 3


def test_late_joiner_hears_all_from_the_first_on(flights: LeasedSingleFlight) -> None:
    model = Model()
    one = follow(flights, model)
    model.go_on(2)
    wait_until(lambda: len(one.told) == 2)
    other = follow(flights, model)
    wait_until(lambda: len(other.told) == 2)
    model.go_on(2)
    assert one.end().told == other.end().told
    assert (one.names, model.calls) == (NAMES, 1)


def test_stream_hears_what_a_plain_caller_leads(flights: LeasedSingleFlight) -> None:
    """Nothing is committed: the caller could still be served another answer."""
    model = Model()
    caller = call(flights, model)
    model.began.wait(5)
    one = follow(flights, model)
    wait_until(lambda: flights._flights["key"].streams == 1)
    model.go_on(4)
    assert one.end().names == NAMES
    assert caller.end() == one.value
    assert model.committed == [False] * 3


def test_plain_caller_gets_what_a_stream_leads(flights: LeasedSingleFlight) -> None:
    model = Model()
    one = follow(flights, model)
    model.began.wait(5)
    caller = call(flights, model)
    wait_until(lambda: flights._flights["key"].callers == 1)
    model.go_on(4)
    assert caller.end() == one.end().value
    assert (model.calls, model.committed) == (1, [False] * 3)


def test_kept_value_comes_without_its_making(flights: LeasedSingleFlight) -> None:
    model = Model()
    model.go_on(4)
    call(flights, model).end()
    one = follow(flights, model).end()
    assert (one.told, one.value) == ([], Computed(b'{"value":"\xe8\xa7\x82"}'))


def test_streams_get_copies_of_the_error(flights: LeasedSingleFlight) -> None:
    model = Model(error=BackendUnavailable("gone"))
    streams = [follow(flights, model) for _ in range(3)]
    wait_until(lambda: flights._flights["key"].streams == 3)
    model.go_on(4)
    errors = [one.end().error for one in streams]
    assert [str(error) for error in errors] == ["gone"] * 3
    assert len({id(error) for error in errors}) == 3
    assert all(one.names == NAMES[:3] for one in streams)


def test_stream_ends_at_its_own_deadline(flights: LeasedSingleFlight) -> None:
    model = Model()
    caller = call(flights, model)
    model.began.wait(5)
    one = Listener(flights.follow("key", Model(), Deadline.after(0.2))).end()
    assert isinstance(one.error, DeadlineExceeded)
    model.go_on(4)
    assert isinstance(caller.end(), Computed)


def test_stream_with_time_left_leads_next(flights: LeasedSingleFlight) -> None:
    """The leader ran out of its own time; a stream that came later has some."""
    short, long = Model(), Model()
    short.deadline = Deadline.after(0.3)
    caller = call(flights, short)
    short.began.wait(5)
    one = follow(flights, long)
    long.go_on(4)
    assert one.end().names == NAMES
    assert isinstance(caller.end(), DeadlineExceeded)


def test_last_to_leave_stops_the_work(flights: LeasedSingleFlight) -> None:
    model = Model()
    one, other = follow(flights, model), follow(flights, model)
    wait_until(lambda: flights._flights["key"].streams == 2)
    one.leave()
    time.sleep(0.1)
    assert model.stopped is None
    other.leave()
    wait_until(lambda: isinstance(model.stopped, Abandoned))
    assert flights._flights == {}


def test_work_goes_on_for_a_plain_caller(flights: LeasedSingleFlight) -> None:
    model = Model()
    one = follow(flights, model)
    model.began.wait(5)
    caller = call(flights, model)
    wait_until(lambda: flights._flights["key"].callers == 1)
    one.leave()
    model.go_on(4)
    assert isinstance(caller.end(), Computed)
    assert model.stopped is None


def test_who_comes_after_the_last_left_leads_anew(flights: LeasedSingleFlight) -> None:
    """Nobody is told of an abandoned run, nor that it was abandoned."""
    given_up, model = Model(), Model()
    one = follow(flights, given_up)
    given_up.go_on(2)
    wait_until(lambda: len(one.told) == 2)
    one.leave()
    caller, other = call(flights, model), follow(flights, model)
    model.go_on(4)
    assert isinstance(caller.end(), Computed)
    assert other.end().error is None
    assert {told.run for told in other.told}.isdisjoint({told.run for told in one.told})
    assert other.names in (NAMES, [])


def test_stream_that_never_began_leaves_nothing(flights: LeasedSingleFlight) -> None:
    flights.follow("key", Model(), Deadline.after(5)).close()
    flights.alone(Model(), Deadline.after(5)).close()
    assert flights._flights == {}


def test_other_answer_is_another_run(flights: LeasedSingleFlight) -> None:
    def compute(teller: Teller) -> Computed:
        teller.tell(notice("insight", "1"))
        time.sleep(0.1)
        teller.begin()
        teller.tell(notice("insight", "2"))
        time.sleep(0.1)
        return Computed(b"{}")

    one = Listener(flights.follow("key", compute, Deadline.after(5))).end()
    assert [(told.notice.data, told.number) for told in one.told] == [("1", 1), ("2", 1), ("{}", 2)]
    assert one.told[0].run != one.told[1].run == one.told[2].run


def test_alone_is_shared_with_nobody() -> None:
    cache = MemoryCache(60)
    flights, models = LeasedSingleFlight(cache), (Model(), Model())
    streams = [Listener(flights.alone(model, model.deadline)) for model in models]
    models[0].go_on(4)
    assert streams[0].end().names == NAMES
    streams[1].leave()
    wait_until(lambda: isinstance(models[1].stopped, Abandoned))
    assert [model.calls for model in models] == [1, 1]
    assert (cache.get("key"), flights.ended("key")) == (None, ())


def test_alone_raises_what_the_work_raises(flights: LeasedSingleFlight) -> None:
    model = Model(error=BackendUnavailable("gone"))
    one = Listener(flights.alone(model, model.deadline))
    model.go_on(4)
    assert isinstance(one.end().error, BackendUnavailable)


def test_ended_run_is_known_for_a_while(flights: LeasedSingleFlight) -> None:
    assert flights.ended("key") == ()
    model = Model(keep=False)
    one = follow(flights, model)
    wait_until(model.began.is_set)
    assert flights.ended("key") == ()
    model.go_on(4)
    assert one.end().told == list(flights.ended("key"))


def test_run_of_an_earlier_request_is_no_answer(flights: LeasedSingleFlight) -> None:
    """What is not kept is computed for every request, though who resumes may hear its end again."""
    models = Model(keep=False), Model(keep=False)
    for model in models:
        model.go_on(4)
        assert follow(flights, model).end().names == NAMES
    assert [model.calls for model in models] == [1, 1]


Workers = tuple[LeasedSingleFlight, LeasedSingleFlight]


@pytest.mark.parametrize("keep", [True, False])
def test_streams_in_two_processes_hear_the_same(workers: Workers, keep: bool) -> None:
    model, idle = Model(keep=keep), Model()
    one = follow(workers[0], model)
    model.go_on(2)
    wait_until(lambda: len(one.told) == 2)
    other = follow(workers[1], idle)
    wait_until(lambda: len(other.told) == 2)
    model.go_on(2)
    assert one.end().told == other.end().told
    assert one.names == NAMES
    assert one.value == other.value
    assert idle.calls == 0


def test_stream_hears_what_is_all_told_at_once_in_another_process(workers: Workers) -> None:
    """Between two looks of its own: the run had not ended when it began to wait."""
    model, idle = Model(keep=False), Model()
    one = follow(workers[0], model)
    model.began.wait(5)
    other = follow(workers[1], idle)
    wait_until(lambda: workers[0]._cache.events.attended("key"))
    time.sleep(0.15)
    model.go_on(4)
    assert one.end().told == other.end().told
    assert (one.names, idle.calls) == (NAMES, 0)


def test_stream_hears_what_a_plain_caller_leads_in_another_process(workers: Workers, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("service.adapters.flight._UNHURRIED", 0.05)
    model = Model()
    caller = call(workers[0], model)
    model.began.wait(5)
    one = follow(workers[1], Model())
    time.sleep(0.1)
    model.go_on()
    wait_until(lambda: one.names == ["insight"])
    model.go_on(3)
    assert one.end().names == NAMES
    assert caller.end() == one.value


def test_quick_plain_answers_are_written_nowhere(redis_url: str) -> None:
    cache, model = RedisCache(redis_url, 60), Model()
    model.go_on(4)
    call(LeasedSingleFlight(cache), model).end()
    assert cache.events.read("key") is None
    cache.close()


@pytest.mark.parametrize("waits", [follow, call])
def test_work_goes_on_for_another_process(workers: Workers, waits) -> None:  # type: ignore[no-untyped-def]
    model, idle = Model(), Model()
    one = follow(workers[0], model)
    model.began.wait(5)
    other = waits(workers[1], idle)
    wait_until(lambda: workers[0]._cache.events.attended("key"))
    one.leave()
    time.sleep(0.1)
    assert model.stopped is None
    model.go_on(4)
    other.end()
    assert (idle.calls, model.calls) == (0, 1)


def test_stream_leads_on_where_the_other_process_failed(workers: Workers) -> None:
    failing, model = Model(error=BackendUnavailable()), Model()
    one = follow(workers[0], failing)
    failing.go_on(2)
    wait_until(lambda: len(one.told) == 2)
    other = follow(workers[1], model)
    wait_until(lambda: len(other.told) == 2)
    failing.go_on(2)
    assert isinstance(one.end().error, BackendUnavailable)
    model.go_on(4)
    runs = [told.run for told in other.end().told]
    assert len(set(runs)) == 2
    assert other.names[-4:] == NAMES
    assert [told.number for told in other.told][-4:] == [1, 2, 3, 4]


def test_without_redis_streams_of_a_process_still_share() -> None:
    cache, model = RedisCache("redis://127.0.0.1:1/0", 60), Model()
    flights = LeasedSingleFlight(cache)
    with ExitStack() as closing:
        closing.callback(cache.close)
        one, other = follow(flights, model), follow(flights, model)
        wait_until(lambda: flights._flights["key"].streams == 2)
        model.go_on(4)
        assert one.end().told == other.end().told
        assert one.names == NAMES
