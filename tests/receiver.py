"""Receivers of webhooks: real HTTP servers on loopback that remember what they were sent."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Received:
    """A request, the names of its headers in lower case."""

    target: str
    headers: dict[str, str]
    body: bytes
    at: float


class Receiver(ThreadingHTTPServer):
    """Answers with ``statuses`` in order, the last one for good; ``seconds`` late."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *statuses: int, address: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None):
        super().__init__((address, port), _Handler)
        self.statuses = list(statuses or (204,))
        self.headers: dict[str, str] = {}
        self.seconds = 0.0
        self.received: list[Received] = []
        self.lock = threading.Lock()
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def url(self, host: str = "127.0.0.1", target: str = "/ended") -> str:
        return f"http://{host}:{self.port}{target}"

    def take(self, request: Received) -> int:
        """Remember the request and return the status to answer with."""
        with self.lock:
            self.received.append(request)
            return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]

    def waited(self, count: int, seconds: float = 10) -> list[Received]:
        """Return what was received once it is that much; fail where it never is."""
        ends = time.monotonic() + seconds
        while len(self.received) < count:
            assert time.monotonic() < ends, f"{len(self.received)} of {count} came"
            time.sleep(0.01)
        return self.received

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a sender may hang up, and TLS may fail."""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status = self.server.take(Received(self.path, headers, body, time.monotonic()))
        time.sleep(self.server.seconds)
        self.send_response(status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def receiving(*statuses: int, **options) -> Iterator[Receiver]:
    """Yield a receiver that runs."""
    receiver = Receiver(*statuses, **options)
    thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
        thread.join()
        receiver.server_close()
