"""A load driver: N keep-alive connections in a closed loop, in a process of its own.

    python -m bench.load.driver --url http://127.0.0.1:8000/summarize --connections 256 --seconds 20 --distinct 8000

Connections begin one after the other within the warm-up, so that the calls of a slow endpoint do not come in step; what
ends in the warm-up is not measured. Prints JSON: requests a second, errors, and milliseconds.
"""

import argparse
import asyncio
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from bench.load.articles import body

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_PATIENCE = 60.0  # seconds that the last answers are waited for


@dataclass
class Run:
    """What all connections share: what is sent next, until when, and what came of it."""

    requests: Iterator[bytes]
    begins: float
    ends: float
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    total: int = 0
    last: float = 0.0

    def next(self) -> bytes | None:
        return next(self.requests, None) if time.perf_counter() < self.ends else None

    def answered(self, status: str, started: float) -> None:
        now = self.last = time.perf_counter()
        self.total += 1
        if status == "200" and self.begins <= now < self.ends:
            self.milliseconds.append(1000 * (now - started))
        elif status != "200":
            self.statuses[status] += 1

    def told(self) -> dict[str, object]:
        ranked = sorted(self.milliseconds) or [0.0]
        at = {name: round(ranked[int(share * (len(ranked) - 1))], 2) for name, share in _SHARES.items()}
        rate = len(self.milliseconds) / max(min(self.ends, self.last) - self.begins, 0.001)
        return {"requests_per_second": round(rate, 1), "answered": len(self.milliseconds), "total": self.total,
                "errors": sum(self.statuses.values()), "problems": dict(self.statuses), "ms": at}  # fmt: skip


_SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}


class Caller(asyncio.Protocol):
    """One connection: sends a request, takes in the answer whole, and sends the next."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._received = bytearray()
        self._needed = 0
        self._started = 0.0
        self._transport: asyncio.Transport
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._needed:
            end = self._received.find(b"\r\n\r\n")
            found = _LENGTH.search(self._received, 0, end + 4) if end >= 0 else None
            if not found:
                return
            self._needed = end + 4 + int(found[1])
        if len(self._received) >= self._needed:
            self._answered(self._received[9:12].decode())

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's name
        if self._started:
            self._run.answered("connection lost", self._started)
        if not self.done.done():
            self.done.set_result(None)

    def _answered(self, status: str) -> None:
        self._run.answered(status, self._started)
        closing = b"\r\nconnection: close" in bytes(self._received[:1000]).lower()
        self._received.clear()
        self._needed, self._started = 0, 0.0
        if closing:
            self._transport.close()
        else:
            self._send()

    def _send(self) -> None:
        request = self._run.next()
        if request is None:
            self._transport.close()
            return
        self._started = time.perf_counter()
        self._transport.write(request)


async def drive(url: str, bodies: Iterator[bytes], *, connections: int, warm_up: float, seconds: float) -> Run:
    """Post the bodies until the time is over or they are; each connection is opened anew where the server ends it."""
    address = urlsplit(url)
    assert address.hostname
    assert address.port
    head = (
        f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\nContent-Length: "
    )
    requests = (f"{head}{len(one)}\r\n\r\n".encode() + one for one in bodies)
    begins = time.perf_counter() + warm_up
    run = Run(requests, begins, begins + seconds)

    async def connection(delay: float) -> None:
        await asyncio.sleep(delay)
        while time.perf_counter() < run.ends:
            total = run.total
            try:
                _, caller = await asyncio.get_running_loop().create_connection(
                    lambda: Caller(run), address.hostname, address.port
                )
                await asyncio.wait_for(caller.done, run.ends - time.perf_counter() + _PATIENCE)
            except (OSError, TimeoutError) as error:
                run.statuses[type(error).__name__] += 1
            if run.total == total:
                return  # nothing more to send, or nobody there

    await asyncio.gather(*(connection(warm_up * 0.5 * one / connections) for one in range(connections)))
    return run


def bodies_of(options: argparse.Namespace) -> Iterator[bytes]:
    """Return what is posted: a file's bytes or an article again and again, or so many distinct articles."""
    if options.file:
        return cycle([Path(options.file).read_bytes()])
    if options.distinct:
        return iter([body(options.first + one, options.tongue) for one in range(options.distinct)])
    return cycle([body(options.first, options.tongue)])


def main() -> None:
    parser = argparse.ArgumentParser(description="Posts articles over many connections")
    parser.add_argument("--url", required=True)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--warm-up", type=float, default=1.0, help="seconds; connections begin within its first half")
    parser.add_argument("--distinct", type=int, default=0, help="so many distinct articles; 0: always the same one")
    parser.add_argument("--requests", type=int, default=0, help="stop after so many; 0: when the time is over")
    parser.add_argument("--first", type=int, default=0, help="number of the first article")
    parser.add_argument("--tongue", choices=("en", "zh"), default="en")
    parser.add_argument("--file", help="post this body instead")
    options = parser.parse_args()
    bodies = bodies_of(options)
    if options.requests:
        bodies = islice(bodies, options.requests)
    run = asyncio.run(
        drive(options.url, bodies, connections=options.connections, warm_up=options.warm_up, seconds=options.seconds)
    )
    json.dump(run.told(), sys.stdout)
    print()


if __name__ == "__main__":
    main()
