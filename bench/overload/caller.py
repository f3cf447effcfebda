"""Callers who do not wait for each other: so many requests a second, whatever becomes of them.

    python -m bench.overload.caller --url http://127.0.0.1:8000/summarize --rate 50 --seconds 10 --first 1000

Each is sent when it is due, over a connection that is free or else a new one. Prints JSON: for each request the second
at which it was due, its status (0: no answer) and the milliseconds from then to its answer.
"""

import argparse
import asyncio
import json
import re
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from urllib.parse import urlsplit

from bench.load.articles import body

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_PATIENCE = 60.0  # seconds that the last answers are waited for
Sample = tuple[float, int, float]


class Connection(asyncio.Protocol):
    """A connection with one request on it at a time."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._answer: asyncio.Future[int] | None = None
        self._transport: asyncio.Transport | None = None
        self.usable = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    async def ask(self, request: bytes) -> int:
        """Return the status of the answer once all of it is here, 0 where none comes."""
        self._answer = asyncio.get_running_loop().create_future()
        assert self._transport
        self._transport.write(request)
        return await self._answer

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        found = _LENGTH.search(self._received, 0, end + 4) if end >= 0 else None
        if not found or len(self._received) < end + 4 + int(found[1]):
            return
        if b"connection: close" in self._received[:end].lower():
            self.close()
        status = int(self._received[9:12])
        self._received.clear()
        if self._answer and not self._answer.done():
            self._answer.set_result(status)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's name
        self.usable = False
        if self._answer and not self._answer.done():
            self._answer.set_result(0)

    def close(self) -> None:
        self.usable = False
        assert self._transport
        self._transport.close()


class Callers:
    """Sends requests when they are due."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._host, self._port = address.hostname, address.port
        self._head = f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
        self._free: list[Connection] = []
        self.samples: list[Sample] = []

    async def call(self, bodies: Iterator[bytes], rate: float, seconds: float) -> None:
        """Send so many a second for so long, and wait for the last answers."""
        began, tasks = time.perf_counter(), []
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(self._one(next(bodies), due, due - began)))
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_PATIENCE)
            self.samples += [(0.0, 0, 1000 * _PATIENCE)] * len(late)

    async def _one(self, content: bytes, due: float, at: float) -> None:
        status, connection = 0, await self._connection()
        if connection is not None:
            status = await connection.ask(f"{self._head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
            if connection.usable:
                self._free.append(connection)
        self.samples.append((round(at, 3), status, round(1000 * (time.perf_counter() - due), 2)))

    async def _connection(self) -> Connection | None:
        while self._free:
            connection = self._free.pop()
            if connection.usable:
                return connection
        try:
            _, made = await asyncio.get_running_loop().create_connection(Connection, self._host, self._port)
        except OSError:
            return None
        return made


def main() -> None:
    parser = argparse.ArgumentParser(description="Posts articles at a rate")
    parser.add_argument("--url", required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--first", type=int, required=True, help="number of the first article")
    parser.add_argument("--kept", type=int, default=0, help="post so many articles again and again")
    options = parser.parse_args()
    number = options.kept or int(options.rate * options.seconds)
    made = [body(options.first + one) for one in range(number)]  # before the first is due
    callers = Callers(options.url)
    asyncio.run(callers.call(islice(cycle(made), 10**9), options.rate, options.seconds))
    json.dump(callers.samples, sys.stdout)


if __name__ == "__main__":
    main()
