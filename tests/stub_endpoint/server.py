"""The server of the stub: it records what it is asked, and how its callers leave."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.redis_server import free_port
from tests.stub_endpoint.briefs import brief_or_notes_of
from tests.stub_endpoint.connection import CallerLeft, Connection
from tests.stub_endpoint.replies import Body, Chat, Part, Reply, Streamed

Script = Callable[[Body], Reply | Streamed | Chat]


class StubEndpoint:
    """A server on a free loopback port: ``script`` turns each request's JSON body into a reply.

    ``pages`` are the answers to GET, by path, and ``gets`` the paths that were asked for. ``callers`` are the ports that calls came from, so one a connection.
    ``abandoned`` counts, for each call whose caller left before its end, the pieces that were sent until then.
    ``most_in_flight`` is how many calls were answered at the same time.
    """

    def __init__(self, script: Script = brief_or_notes_of, port: int = 0) -> None:
        self.script = script
        self.pages: dict[str, Reply | Streamed] = {}
        self.gets: list[str] = []
        self.requests: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.callers: list[int] = []
        self.abandoned: list[int] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self._lock = threading.Lock()
        self._server = _Server(self, port)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def calls(self) -> int:
        with self._lock:
            return len(self.requests)

    def replies(self, *replies: Reply | Streamed | Chat) -> None:
        """Answer the next requests with these, in order, and all further ones with the last."""
        queue, lock = list(replies), threading.Lock()

        def script(_: Body) -> Reply | Streamed | Chat:
            with lock:
                return queue.pop(0) if len(queue) > 1 else queue[0]

        self.script = script

    @contextmanager
    def answering(self, body: Body, headers: dict[str, str], connection: Connection) -> Iterator[None]:
        """Record a call, and how it ended."""
        with self._lock:
            self.requests.append(body)
            self.headers.append(headers)
            self.callers.append(connection.port)
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            yield
        except CallerLeft:
            with self._lock:
                self.abandoned.append(connection.sent)
            raise
        finally:
            with self._lock:
                self.in_flight -= 1

    def __enter__(self) -> "StubEndpoint":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and hang up on everyone."""
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        self._thread.join()

    def serve(self) -> None:
        self._server.serve_forever()


class _Server(ThreadingHTTPServer):
    request_queue_size = 1024
    daemon_threads = True

    def __init__(self, endpoint: StubEndpoint, port: int) -> None:
        self.endpoint = endpoint
        self._open: set[socket.socket] = set()
        # A port of its own for a minute: a late call to an endpoint that has ended was counted as one of another's.
        super().__init__(("127.0.0.1", port or free_port()), _Handler)

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        self._open.add(request)
        super().process_request(request, client_address)

    def close_request(self, request: socket.socket) -> None:  # type: ignore[override]
        self._open.discard(request)
        super().close_request(request)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        """Close without a farewell, so that a reset stays a reset."""
        self.close_request(request)

    def hang_up(self) -> None:
        for request in list(self._open):
            with suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet: callers that hang up are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        connection, endpoint = Connection(self.connection), self.server.endpoint
        try:
            with endpoint.answering(body, headers, connection):
                reply = endpoint.script(body)
                self.answer(reply.answer(body) if isinstance(reply, Chat) else reply, connection)
        except CallerLeft:
            self.close_connection = True

    def do_GET(self) -> None:
        self.server.endpoint.gets.append(self.path)
        try:
            self.answer(self.server.endpoint.pages.get(self.path, Reply(b"{}", 404)), Connection(self.connection))
        except CallerLeft:
            self.close_connection = True

    def answer(self, reply: Reply | Streamed, connection: Connection) -> None:
        connection.begin()
        connection.pause(reply.delay)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if isinstance(reply, Streamed):
            self.stream(reply, connection)
        else:
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            _send(_pieces(reply), connection)
            self.close_connection = self.close_connection or reply.close

    def stream(self, reply: Streamed, connection: Connection) -> None:
        framed = reply.end != "closed"
        self.send_header(*(("Transfer-Encoding", "chunked") if framed else ("Connection", "close")))
        self.end_headers()
        _send((_frame(part) if framed else part for part in reply.parts()), connection)
        if reply.end == "whole":
            connection.send(b"0\r\n\r\n")
        elif reply.end == "silence":
            connection.pause(float("inf"))
        elif reply.end == "reset":
            connection.reset()
        self.close_connection = self.close_connection or reply.end != "whole"

    def log_message(self, *_: object) -> None:
        pass


def _send(parts: Iterator[Part], connection: Connection) -> None:
    for part in parts:
        if isinstance(part, bytes):
            connection.send(part)
        else:
            connection.pause(part)


def _frame(part: Part) -> Part:
    return b"%x\r\n%b\r\n" % (len(part), part) if isinstance(part, bytes) else part


def _pieces(reply: Reply) -> Iterator[Part]:
    if reply.drip:
        for at in range(len(reply.body)):
            yield reply.body[at : at + 1]
            yield reply.drip
    elif reply.close:
        yield reply.body[: len(reply.body) // 2]
    else:
        yield reply.body
