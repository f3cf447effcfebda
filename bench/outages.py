"""How the service fares while its model endpoints fail: issue 4, numbers 2 and 3.

    python -m bench.outages [--requests 1000] [--threads 16] [--outage 60] [--only flaky outage alone deadlines]

gunicorn, stub endpoints and a proxy run on this machine and share its cores. About 5 minutes.
"""

import argparse
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.faults.newsroom import FIRST, SECOND, Answer, Newsroom, newsroom
from tests.end_to_end.faults.test_answers import ENDLESS
from tests.end_to_end.faults.test_unavailable import DRIPS
from tests.stub_endpoint import Reply, as_json, brief_of, huge
from tests.tcp_proxy import BLACK_HOLE, PASS, REFUSE, Fault, never_accepting

FAILING = [as_json({"error": "x"}, status) for status in (500, 502, 503, 529)]
LOGS = Path(tempfile.mkdtemp())


@dataclass(frozen=True)
class Plan:
    requests: int
    threads: int
    outage: float
    deadline: float


def flaky(plan: Plan) -> Iterator[str]:
    """30 % of all calls fail at random."""
    chance, lock = random.Random(30), threading.Lock()

    def script(body: dict[str, object]) -> Reply:
        with lock:
            fails = chance.random() < 0.3
        return chance.choice(FAILING) if fails else brief_of(body)

    with newsroom(alone=True, seconds=30, log=LOGS / "flaky") as room:
        room.first.script = script
        with ThreadPoolExecutor(plan.threads) as pool:
            answers = list(pool.map(lambda n: room.ask(title=f"Flaky {n}"), range(plan.requests)))
        calls = room.first.calls
    good = sum(answer.status == 200 for answer in answers)
    yield f"30 % of calls fail: {plan.requests} requests, {plan.threads} at a time"
    yield f"  succeeded      {100 * good / plan.requests:8.2f} %      aim: >= 99"
    yield f"  calls          {calls:8}        {calls / (good / 0.7):.3f} x needed, aim: <= 1.2"
    yield f"  seconds        {_median(answers):8.3f} median {max(a.seconds for a in answers):8.3f} longest"


def outage(plan: Plan) -> Iterator[str]:
    """The first of two endpoints is out for a while, in three ways."""

    def fails(room: Newsroom) -> None:
        room.first.script = lambda _: FAILING[0]

    def refuses(room: Newsroom) -> None:
        room.proxy.become(REFUSE)

    def hangs(room: Newsroom) -> None:
        room.proxy.become(BLACK_HOLE)

    yield f"the first endpoint of two is out for {plan.outage:.0f} s; a request every 0.1 s; deadline 10 s"
    yield "                 before    until the breaker opened    added once open                calls/min   back after"
    yield "                 median    requests     longest        median   99th %    longest    while open"
    for way in (fails, refuses, hangs):
        with newsroom(seconds=10, log=LOGS / way.__name__) as room:
            yield _one_outage(room, way, plan.outage)


def _one_outage(room: Newsroom, way: Callable[[Newsroom], None], seconds: float) -> str:
    for _ in range(10):
        room.ask()
    before = _median([room.ask() for _ in range(20)])
    way(room)
    opening = _until_opened(room, LOGS / way.__name__)
    calls, connections, began = room.first.calls, room.proxy.connections, time.monotonic()
    opened = list(_asked(room, seconds))
    met = max(room.first.calls - calls, room.proxy.connections - connections)  # a black hole lets no call through
    a_minute = 60 * met / (time.monotonic() - began)
    room.proxy.become(PASS)
    room.first.script = brief_of
    began = time.monotonic()
    while room.ask().outcome != FIRST and time.monotonic() - began < 60:
        time.sleep(0.1)
    assert {answer.outcome for answer in opened} == {SECOND}
    spent = sorted(answer.seconds for answer in opened)
    return (
        f"  {way.__name__:10} {before:10.3f}    {len(opening):8}  {max(a.seconds for a in opening):10.3f}"
        f"    {_median(opened) - before:10.3f} {spent[len(spent) * 99 // 100] - before:8.3f} {spent[-1] - before:10.3f}"
        f"    {a_minute:10.1f}  {time.monotonic() - began:10.1f} s"
    )


def _until_opened(room: Newsroom, log: Path) -> list[Answer]:
    answers = []
    while '"backend-resting"' not in log.read_text():
        answers.append(room.ask())
    return answers


def alone(plan: Plan) -> Iterator[str]:
    """The only endpoint fails for a while."""
    with newsroom(alone=True, seconds=10, log=LOGS / "alone") as room:
        room.ask()
        room.first.script = lambda _: FAILING[0]
        _until_opened(room, LOGS / "alone")
        calls = room.first.calls
        answers = list(_asked(room, plan.outage))
        a_minute = 60 * (room.first.calls - calls) / plan.outage
        room.first.script = brief_of
        began = time.monotonic()
        while room.ask().outcome != FIRST and time.monotonic() - began < 60:
            time.sleep(0.1)
        back = time.monotonic() - began
    statuses = sorted({answer.status for answer in answers})
    retry = {int(answer.response.headers.get("Retry-After", 0)) for answer in answers}
    yield f"the only endpoint is out for {plan.outage:.0f} s: {len(answers)} requests, answered {statuses}"
    yield f"  calls a minute while open {a_minute:8.1f}      aim: <= 12"
    yield f"  back after                {back:8.1f} s    aim: <= 30"
    yield f"  seconds of an answer      {_median(answers):8.3f} median {max(a.seconds for a in answers):8.3f} longest"
    yield f"  Retry-After               {min(retry)} to {max(retry)}"


def deadlines(plan: Plan) -> Iterator[str]:
    """Every way of not answering in time, and how far past its deadline a request ends."""
    yield f"past a deadline of {plan.deadline:.0f} s (aim: <= 1 s; a minus is an end before it)"
    ways: dict[str, Reply] = {**DRIPS, **{f"endless {name}": reply for name, reply in ENDLESS.items()}, "huge": huge()}
    worst = 0.0
    with newsroom(alone=True, seconds=plan.deadline, log=LOGS / "deadlines") as room:
        for name, reply in ways.items():
            answer = _good_then(room, lambda reply=reply: setattr(room.first, "script", lambda _: reply))
            worst = max(worst, answer.seconds - plan.deadline)
            yield f"  {name:32} {answer.outcome:20} {answer.seconds - plan.deadline:+8.3f}"
        room.first.script = brief_of
        faults = (BLACK_HOLE, Fault(after=300, end="hole"), Fault(drip=0.3), Fault(delay=60.0))
        for fault in (*faults, Fault(after=300, end="reset"), REFUSE):
            answer = _good_then(room, lambda fault=fault: room.proxy.become(fault))
            worst = max(worst, answer.seconds - plan.deadline)
            yield f"  {_named(fault):32} {answer.outcome:20} {answer.seconds - plan.deadline:+8.3f}"
    with ExitStack() as stack:
        url = stack.enter_context(never_accepting())
        room = stack.enter_context(
            newsroom(alone=True, seconds=plan.deadline, first_url=url, log=LOGS / "never-accepting")
        )
        answer = room.ask()
        worst = max(worst, answer.seconds - plan.deadline)
        yield f"  {'accepts nobody':32} {answer.outcome:20} {answer.seconds - plan.deadline:+8.3f}"
    yield f"  {'worst':53} {worst:+8.3f}"


def _good_then(room: Newsroom, harm: Callable[[], None]) -> Answer:
    """Return the answer after the harm, with the breaker closed before it."""
    room.proxy.become(PASS)
    room.first.script = brief_of
    while room.ask().status != 200:
        time.sleep(0.5)
    harm()
    return room.ask()


def _named(fault: Fault) -> str:
    return "proxy " + (", ".join(f"{k}={v}" for k, v in vars(fault).items() if v != vars(PASS)[k]) or "passes")


def _asked(room: Newsroom, seconds: float) -> Iterator[Answer]:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        yield room.ask()
        time.sleep(0.1)


def _median(answers: list[Answer]) -> float:
    return statistics.median(answer.seconds for answer in answers)


PARTS = {part.__name__: part for part in (flaky, outage, alone, deadlines)}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--outage", type=float, default=60)
    parser.add_argument("--deadline", type=float, default=3)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    options = vars(parser.parse_args())
    chosen = options.pop("only")
    for name in chosen:
        for line in PARTS[name](Plan(**options)):
            print(line, flush=True)
        print()
