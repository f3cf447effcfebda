"""A caller of a stream over a real socket, in a thread of its own."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from tests.event_stream import Event, read_events


def wait_until(true: Callable[[], bool], seconds: float = 10) -> float:
    """Return after how many seconds it became true."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds
        time.sleep(0.01)
    return time.monotonic() - began


class StreamCaller:
    """Posts a body and collects what it is told; ``times`` are those of the events, in seconds since it asked."""

    def __init__(self, address: str, body: object, **headers: str) -> None:
        self.events: list[Event] = []
        self.times: list[float] = []
        self.began = time.monotonic()
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        given = {"Content-Type": "application/json", "Accept": "text/event-stream"} | headers
        self._connection.request("POST", "/summarize", json.dumps(body), given)
        self.response = self._connection.getresponse()
        self._socket: socket.socket = self._connection.sock
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    @property
    def names(self) -> list[str]:
        return [event.name for event in self.events]

    @property
    def last(self) -> Event:
        return self.events[-1]

    def has(self, count: int) -> "StreamCaller":
        """Wait until so many events have come."""
        wait_until(lambda: len(self.events) >= count)
        return self

    def end(self) -> "StreamCaller":
        """Wait until the service has ended the stream."""
        self._thread.join(20)
        assert not self._thread.is_alive()
        self._connection.close()
        return self

    def leave(self) -> None:
        """Hang up."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self.end()

    def _read(self) -> None:
        for event in read_events(self._lines()):
            self.events.append(event)
            self.times.append(time.monotonic() - self.began)

    def _lines(self) -> Iterator[str]:
        try:
            while line := self.response.readline():
                yield line.decode().removesuffix("\n")
        except (OSError, http.client.HTTPException, ValueError):
            return
