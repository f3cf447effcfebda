"""The way to a model endpoint, below the openai SDK: bounded, and carrying nothing that was not meant for it."""

import ssl
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import cast

import httpcore2
import httpx2

from service.adapters.endpoint.clock import Clock
from service.adapters.endpoint.sockets import WatchedSockets
from service.domain.errors import BackendUnavailable, BackendUnreachable

_MAX_ERROR_BYTES = 65_536  # of a refusal, which are read; what a message needs
_MAX_BYTES = 17 * 1024 * 1024  # of anything, whoever reads it: ``events.py`` bounds answers, and more tightly
_SENT_HEADERS = frozenset({"host", "content-type", "content-length", "authorization", "accept", "user-agent"})
_UNREACHED = (httpcore2.ConnectError, httpcore2.ConnectTimeout)
# All that httpcore2 raises: told apart by a test that walks its tree.
_BROKEN = (
    httpcore2.ConnectionNotAvailable,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.TimeoutException,
    httpcore2.UnsupportedProtocol,
)


class WatchedTransport(httpx2.BaseTransport):
    """Sends the requests of one thread, one at a time, over a connection that is kept; ``clock`` bounds each.

    The SDK's timeouts are passed over. Only named headers are sent: the SDK adds others from the environment. Redirects
    are the client's matter. Compressed answers are refused, for they may be anything when opened; of a refusal, no more
    is read than a message needs.

    What the clock raises goes through the SDK untouched, and so do BackendUnreachable, where no connection came about,
    and BackendUnavailable, where it broke, here and while the answer is read.
    """

    def __init__(self) -> None:
        self._sockets = WatchedSockets()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_ssl_context(), max_connections=1, keepalive_expiry=30.0, network_backend=self._sockets
        )
        weakref.finalize(self, self._pool.close)  # of a thread that has ended

    def start(self, clock: Clock) -> None:
        """Take the clock of the call that begins; raise what it raises where there is no time for one."""
        self._sockets.clock = clock
        clock.wait()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response, its body still to be read."""
        url = request.url
        sent = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=[
                *((name, value) for name, value in request.headers.raw if name.decode().lower() in _SENT_HEADERS),
                (b"Accept-Encoding", b"identity"),
            ],
            content=request.stream,
        )
        with _translated():
            received = self._pool.handle_request(sent)
        taken = 200 <= received.status < 300  # noqa: PLR2004
        stream = _Body(received, _MAX_BYTES if taken else _MAX_ERROR_BYTES)
        response = httpx2.Response(received.status, headers=received.headers, stream=stream)
        if response.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
            stream.close()
            raise BackendUnavailable("the model endpoint's answer is compressed though nobody asked for that")
        return response

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    """The body of a response as it comes, up to a limit; what is not read when it is closed closes the connection."""

    def __init__(self, received: httpcore2.Response, limit: int) -> None:
        self._received = received
        self._limit = limit

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        with _translated():
            for piece in cast("Iterable[bytes]", self._received.stream):
                yield piece
                size += len(piece)
                if size > self._limit:
                    return

    def close(self) -> None:
        with _translated():
            self._received.close()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except _UNREACHED as error:
        raise BackendUnreachable("the model endpoint cannot be reached") from error
    except _BROKEN as error:
        raise BackendUnavailable("the model endpoint broke off") from error


@cache
def _ssl_context() -> ssl.SSLContext:
    return httpcore2.default_ssl_context()
