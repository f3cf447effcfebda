"""A thousand identical cold requests at once, again and again: one call of the model, one body (issue 7, number 3).

    python -m bench.cold                              100 runs in a row
    python -m bench.cold --busy 4                     the same beside four processes that take all the time they get
    python -m bench.cold --kill-leader --runs 10      the worker that waits for the model is killed: two calls at most

gunicorn with two workers, a Redis and a stub endpoint run on this machine. Every run is of a new article. Clients whose
connection broke ask again, as HTTP clients do. Ends with 1 where a promise was broken.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from bench.load.answers import CODE
from bench.load.articles import body
from tests.end_to_end.server import served
from tests.redis_server import RedisServer
from tests.stub_endpoint import Chat, StubEndpoint, brief_of

TRIES = 20
PATIENCE = 60.0  # seconds for an answer; also REQUEST_TIMEOUT_SECONDS


@dataclass(frozen=True)
class Plan:
    runs: int
    requests: int
    seconds: float
    busy: int
    kill_leader: bool


@dataclass
class Run:
    """What came of one run."""

    statuses: Counter[str] = field(default_factory=Counter)
    bodies: Counter[bytes] = field(default_factory=Counter)
    repeated: int = 0
    seconds: float = 0.0


class Caller:
    """A client with a connection that it keeps from run to run."""

    def __init__(self, address: str) -> None:
        self._host, _, port = urlsplit(address).netloc.partition(":")
        self._port = int(port)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def connect(self) -> None:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)

    async def ask(self, request: bytes, run: Run) -> None:
        """Send the request and note the answer; ask again where the connection broke before it was there."""
        for _ in range(TRIES):
            try:
                await self.connect()
                status, brief = await self._answer(request)
            except (OSError, EOFError):
                run.repeated += 1
                self.close()
                await asyncio.sleep(0.1)
            else:
                run.statuses[status] += 1
                if status == "200":
                    run.bodies[brief] += 1
                return
        run.statuses["no answer"] += 1

    async def _answer(self, request: bytes) -> tuple[str, bytes]:
        assert self._streams
        reader, writer = self._streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        fields = dict(line.split(": ", 1) for line in head.splitlines()[1:] if line)
        brief = await reader.readexactly(int(fields["content-length"]))
        if fields.get("connection") == "close":
            self.close()
        return head[9:12], brief

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
        self._streams = None


def telling_calls_apart(endpoint: StubEndpoint, seconds: float) -> None:
    """Let each call be answered after so many seconds, and each of an article with words of its own."""
    calls: Counter[bytes] = Counter()

    def script(asked: dict[str, object]) -> Chat:
        article = CODE.findall(str(asked["messages"]).encode())[0][1]
        answer = brief_of(asked)
        heading = f"The {'very ' * calls[article]}story"
        calls[article] += 1
        said = str(answer.message["content"]).replace("The story", heading)
        return replace(answer, message=answer.message | {"content": said}, delay=seconds)

    endpoint.script = script


def holder_of(port: int) -> int:
    """Return the process that has a connection from this local port."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    (socket,) = (f"socket:[{row[9]}]" for row in rows if int(row[1].partition(":")[2], 16) == port and row[9] != "0")
    for file in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.readlink(file) == socket and int(file.parts[2]) != os.getpid():  # noqa: PTH115  the link's own words
                return int(file.parts[2])
        except OSError:
            continue  # it has ended, or is another's
    raise LookupError(port)


async def kill_leader(endpoint: StubEndpoint, calls: int) -> None:
    """Kill the worker whose call comes next, while it waits for the answer."""
    while endpoint.calls == calls:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)
    os.kill(holder_of(endpoint.callers[calls]), signal.SIGKILL)


async def one_run(callers: list[Caller], article: int, harm: asyncio.Future[None] | None = None) -> Run:
    """Ask for one article with all callers at once."""
    brief = body(article)
    head = "POST /summarize HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length:"
    request = f"{head} {len(brief)}\r\n\r\n".encode() + brief
    await asyncio.gather(*(caller.connect() for caller in callers))
    run, began = Run(), time.monotonic()
    await asyncio.wait_for(asyncio.gather(*(caller.ask(request, run) for caller in callers)), PATIENCE + 10)
    run.seconds = time.monotonic() - began
    if harm:
        await harm
    return run


async def all_runs(plan: Plan, address: str, endpoint: StubEndpoint) -> int:
    """Print each run and return how many broke a promise."""
    callers, broken, most = [Caller(address) for _ in range(plan.requests)], 0, 2 if plan.kill_leader else 1
    for number in range(plan.runs):
        before = endpoint.calls
        harm = asyncio.ensure_future(kill_leader(endpoint, before)) if plan.kill_leader else None
        run = await one_run(callers, number, harm)
        calls = endpoint.calls - before
        kept = 1 <= calls <= most and len(run.bodies) == 1 and run.statuses == {"200": plan.requests}
        broken += not kept
        print(
            f"run {number + 1:3}: {calls} calls, {len(run.bodies)} bodies, answered {dict(run.statuses)}, "
            f"{run.repeated} asked again, {run.seconds:5.2f} s{'' if kept else '  BROKEN'}",
            flush=True,
        )
    print(f"{plan.runs} runs of {plan.requests} requests, {broken} broke a promise")
    return broken


@contextmanager
def busy(number: int) -> Iterator[None]:
    """Let so many processes compute beside the block."""
    with ExitStack() as stack:
        for _ in range(number):
            process = stack.enter_context(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
            stack.callback(process.kill)
        yield


def main(plan: Plan) -> int:
    with ExitStack() as stack:
        redis = RedisServer()
        stack.callback(redis.close)
        redis.start()
        endpoint = stack.enter_context(StubEndpoint())
        telling_calls_apart(endpoint, plan.seconds)
        log = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "log"
        settings = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url, "WEB_CONCURRENCY": "2"}
        settings |= {"REDIS_URL": redis.url, "REQUEST_TIMEOUT_SECONDS": f"{PATIENCE:g}", "LOG_LEVEL": "WARNING"}
        address = stack.enter_context(served(log, **settings))
        stack.enter_context(busy(plan.busy))
        broken = asyncio.run(all_runs(plan, address, endpoint))
        if broken or "unavailable" in log.read_text():
            print("\n".join(line for line in log.read_text().splitlines() if line.startswith("{"))[-4000:])
        return 1 if broken else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=1.0, help="until the model answers")
    parser.add_argument("--busy", type=int, default=0, help="processes that compute meanwhile")
    parser.add_argument("--kill-leader", action="store_true")
    sys.exit(main(Plan(**vars(parser.parse_args()))))
