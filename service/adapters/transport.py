"""The way to a model endpoint: bounded in time and size, and carrying nothing that was not meant for it."""

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import cast

import httpcore2
import httpx2

MAX_ANSWER_BYTES = 2 * 1024 * 1024  # faults.md row 12; a brief has 10 kB
CONNECT_SECONDS = 5.0  # a listening endpoint accepts at once, however slow its model is
_SENT_HEADERS = frozenset(
    {"host", "content-type", "content-length", "authorization", "accept", "connection", "user-agent"}
)
_PIECE = 65_536  # bytes written between two looks at the clock


class AnswerTooLarge(httpx2.TransportError):
    """The endpoint's answer is larger than any brief."""


class BoundedTransport(httpx2.BaseTransport):
    """Sends requests of one thread, one at a time.

    The request's read timeout is taken as the total time, in seconds, until the last byte of the answer: every single
    read and write gets what is left of it, so that an endpoint that drips ends in time too. Answers above 2 MiB are
    cut off; compressed ones are refused, for they may be anything when opened. Only named headers are sent: the
    client library adds others from the environment. Redirects are the client's matter (``follow_redirects=False``).
    """

    def __init__(self, ssl_context: ssl.SSLContext) -> None:
        self._clock = _Clock()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=ssl_context,
            max_connections=1,
            keepalive_expiry=30.0,
            network_backend=_TimedBackend(self._clock),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response, its body still to be read; raise httpcore2 errors, AnswerTooLarge when read."""
        seconds = request.extensions["timeout"]["read"]
        self._clock.start(seconds)
        url = request.url
        response = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=[
                    *((name, value) for name, value in request.headers.raw if name.decode().lower() in _SENT_HEADERS),
                    (b"Accept-Encoding", b"identity"),
                ],
                content=request.stream,
                extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), seconds)},
            )
        )
        stream = _CappedStream(cast("Iterable[bytes]", response.stream))
        if _encoding(response.headers) not in {b"", b"identity"}:
            stream.close()
            raise AnswerTooLarge("the answer is compressed though nobody asked for that")
        return httpx2.Response(response.status, headers=response.headers, stream=stream, extensions=response.extensions)

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()


class _Clock:
    """How long the request under way may still take."""

    def __init__(self) -> None:
        self._ends = 0.0

    def start(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        return self._ends - time.monotonic()


class _TimedBackend(httpcore2.NetworkBackend):
    def __init__(self, clock: _Clock) -> None:
        self._clock = clock
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  the clock knows better
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        seconds = min(CONNECT_SECONDS, max(0.001, self._clock.left()))
        return _TimedStream(self._sockets.connect_tcp(host, port, seconds, local_address, socket_options), self._clock)


class _TimedStream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream, clock: _Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._left(httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        for start in range(0, len(buffer), _PIECE):
            self._stream.write(buffer[start : start + _PIECE], self._left(httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        seconds = self._left(httpcore2.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, seconds), self._clock)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    def _left(self, error: type[httpcore2.TimeoutException]) -> float:
        seconds = self._clock.left()
        if seconds <= 0:
            raise error
        return seconds


class _CappedStream(httpx2.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for piece in self._stream:
            size += len(piece)
            if size > MAX_ANSWER_BYTES:
                self.close()
                raise AnswerTooLarge("the answer is larger than 2 MiB")
            yield piece

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            self._stream.close()


def _encoding(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    return next((value.strip().lower() for name, value in headers if name.lower() == b"content-encoding"), b"")
