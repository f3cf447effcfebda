"""A fast stub of a chat endpoint, in one process, for more than a thousand calls in flight.

    python -m bench.load.endpoint --port 9100 --seconds 1.0

Any chat completion is answered after so many seconds with a brief that passes the checks. ``GET /count`` tells
``{"calls": n, "articles": n, "most_in_flight": n}``, the articles being the distinct ones; ``POST /reset`` starts anew.
"""

import argparse
import asyncio
import json
import re
from dataclasses import dataclass, field

from bench.load.answers import answer_of, http

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass
class Counts:
    calls: int = 0
    articles: set[bytes] = field(default_factory=set)
    in_flight: int = 0
    most_in_flight: int = 0

    def reset(self) -> None:
        self.calls = self.most_in_flight = 0
        self.articles.clear()

    def as_json(self) -> bytes:
        told = {"calls": self.calls, "articles": len(self.articles), "most_in_flight": self.most_in_flight}
        return json.dumps(told).encode()


class Connection(asyncio.Protocol):
    """One keep-alive connection, one request at a time on it."""

    def __init__(self, seconds: float, counts: Counts) -> None:
        self._seconds = seconds
        self._counts = counts
        self._received = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, mark, rest = self._received.partition(b"\r\n\r\n")
        if not mark:
            return
        found = _LENGTH.search(head)
        length = int(found[1]) if found else 0
        if len(rest) < length:
            return
        self._received = rest[length:]
        self._asked(head, rest[:length])

    def _asked(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"POST /v1/chat/completions"):
            name, answer = answer_of(body)
            self._counts.calls += 1
            self._counts.articles.add(name)
            self._counts.in_flight += 1
            self._counts.most_in_flight = max(self._counts.most_in_flight, self._counts.in_flight)
            asyncio.get_running_loop().call_later(self._seconds, self._answer, answer)
        elif head.startswith(b"GET /count"):
            self._transport.write(http(self._counts.as_json(), "application/json"))
        elif head.startswith(b"POST /reset"):
            self._counts.reset()
            self._transport.write(http(b"{}", "application/json"))
        else:
            self._transport.write(http(b'{"error": {"message": "no such page"}}', "application/json", "404 Not Found"))

    def _answer(self, answer: bytes) -> None:
        self._counts.in_flight -= 1
        if not self._transport.is_closing():
            self._transport.write(answer)


async def serve(port: int, seconds: float) -> None:
    """Serve on loopback until cancelled."""
    counts = Counts()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(seconds, counts), "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A fast stub of a chat endpoint")
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--seconds", type=float, default=1.0)
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.seconds))
