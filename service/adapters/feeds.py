"""How a stream hears of a flight: the work in a thread of its own, its notices as they come, a beat where none does."""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import Context
from threading import Thread

from service.adapters.flight import Flight
from service.ports import LAST, Compute, Computed, Deadline, Feed, Notice, Told

_BEAT = 1.0  # seconds without a notice; a stream that writes so often finds out within two of them that its caller left


def alone(compute: Compute, deadline: Deadline, context: Context) -> Feed:
    """Return what is told of a computation in a flight of its own, and at last its value."""
    flight = Flight(deadline)
    flight.streams = 1

    def work() -> None:
        try:
            flight.value = compute(flight)
            flight.tell(last_of(flight.value))
        except Exception as e:
            flight.error = e
            raise
        finally:
            flight.land()

    try:
        in_thread(context, work)
        yield from told_in(flight, deadline)
    finally:
        flight.streams = 0
        flight.give_up()
    if flight.error is not None:
        raise flight.error
    if flight.value is not None:
        yield flight.value


def told_in(flight: Flight, deadline: Deadline) -> Iterator[Told | None]:
    """Yield what is told until the flight has landed, None after every second without; raise DeadlineExceeded."""
    run, number, landed = "", 0, False
    while not landed:
        landed = flight.landed.is_set()  # asked first: what was told before the landing is then yielded
        told = flight.wait(run, number, min(_BEAT, deadline.remaining()))
        for one in told:
            run, number = one.run, one.number
            yield one
        if not told and not landed and not flight.landed.is_set():
            deadline.check()
            flight.catch_up()
            yield None


def last_of(computed: Computed) -> Notice:
    """Return the notice that a run ends with."""
    return Notice(LAST, computed.value.decode)


def in_thread(context: Context, work: Callable[[], object]) -> None:
    """Do the work in a thread, with the context of the request; what it raises has been left for those who wait."""

    def quietly() -> None:
        with contextlib.suppress(Exception):
            context.run(work)

    # A daemon: where a worker ends while others wait for the work, they take over.
    Thread(target=quietly, name="brief-in-the-making", daemon=True).start()
