"""The way to a model endpoint: bounded in time and size, and carrying nothing that was not meant for it."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import httpcore2

from service.adapters.endpoint.clock import Clock
from service.adapters.endpoint.sockets import WatchedSockets
from service.domain.errors import BackendUnavailable, BackendUnreachable

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


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to a call: its status, its headers by their small-letter names, and its body as it comes."""

    status: int
    headers: Mapping[str, str]
    pieces: Iterator[bytes]

    @property
    def ok(self) -> bool:
        """Whether the call was taken."""
        return 200 <= self.status < 300  # noqa: PLR2004


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A call: headers beside those of HTTP itself, and the body, which makes a GET a POST."""

    url: str
    headers: Mapping[str, str]
    body: bytes = b""


class Transport:
    """Makes the calls of one thread, one at a time, over a connection that is kept.

    Redirects are not followed: by them an article could be sent anywhere. Compressed answers are refused, for they may
    be anything when opened. Proxies of the environment are not used.
    """

    def __init__(self) -> None:
        self._sockets = WatchedSockets()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_ssl_context(), max_connections=1, keepalive_expiry=30.0, network_backend=self._sockets
        )

    @contextmanager
    def call(self, sent: Sent, clock: Clock) -> Iterator[Received]:
        """Give the answer, its body still to be read; what is not read when the block ends closes the connection.

        Raise BackendUnreachable where no connection came about, BackendUnavailable where it broke, and what the clock
        raises, while the body is read, too.
        """
        self._sockets.clock = clock
        clock.wait()
        headers = {**sent.headers, "accept-encoding": "identity", "user-agent": "core-insights"}
        with (
            _translated(),
            self._pool.stream(
                "POST" if sent.body else "GET", sent.url, headers=list(_raw(headers)), content=sent.body or None
            ) as response,
        ):
            received = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            if received.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
                raise BackendUnavailable("the model endpoint's answer is compressed though nobody asked for that")
            yield Received(response.status, received, _pieces(response))

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()

    def __del__(self) -> None:
        """Close the connection of a thread that has ended."""
        self.close()


def capped(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """Yield the pieces; raise BackendUnavailable where they are more than ``limit`` bytes together."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise BackendUnavailable("the model endpoint's answer is larger than any brief")
        yield piece


def _pieces(response: httpcore2.Response) -> Iterator[bytes]:
    with _translated():
        yield from response.iter_stream()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except _UNREACHED as error:
        raise BackendUnreachable("the model endpoint cannot be reached") from error
    except _BROKEN as error:
        raise BackendUnavailable("the model endpoint broke off") from error


def _raw(headers: Mapping[str, str]) -> Iterator[tuple[bytes, bytes]]:
    return ((name.encode("ascii"), value.encode("ascii")) for name, value in headers.items())


@cache
def _ssl_context() -> ssl.SSLContext:
    return httpcore2.default_ssl_context()
