"""Sockets that look at the clock of the call under way while they wait."""

import errno
import ipaddress
import os
import select
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import TypeVar

import httpcore2

from service.adapters.endpoint.clock import Clock
from service.ports import Deadline

CONNECT_SECONDS = 5.0  # a listening endpoint accepts at once, however slow its model is
_PIECE = 65_536  # bytes written between two looks at the clock

Address = tuple[int, int, int, tuple[object, ...]]
"""Family, kind and protocol of a socket, and the place to connect it to, which begins with an address in digits."""
LookUp = Callable[[str, int], list[Address]]
_Done = TypeVar("_Done")


class WatchedSockets(httpcore2.NetworkBackend):
    """Opens connections; every wait of theirs is cut into slices, and ``clock`` asked before each.

    What the clock raises goes through httpcore2 untouched, which closes the connection. ``look_up`` returns the
    addresses of a host; the OSError that it raises is the cause of the ConnectError that comes of it.
    """

    def __init__(self, look_up: LookUp | None = None) -> None:
        self._look_up = look_up or looked_up
        self.clock = Clock(Deadline.after(0))

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  the clock knows better
        local_address: str | None = None,  # noqa: ARG002  we ask for none
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,  # noqa: ARG002  we ask for none
    ) -> httpcore2.NetworkStream:
        """Return a connection to the first address of the host that accepts one."""
        ends = time.monotonic() + CONNECT_SECONDS
        try:
            addresses = self._addresses(host, port, ends)
            for tried, address in enumerate(addresses):
                share = (ends - time.monotonic()) / (len(addresses) - tried)
                try:
                    return _WatchedStream(self._connected(address, time.monotonic() + share), self)
                except OSError as error:
                    refused = error
        except OSError as error:  # of the lookup
            raise httpcore2.ConnectError(str(error)) from error
        raise httpcore2.ConnectError(str(refused)) from refused

    def _addresses(self, host: str, port: int, ends: float) -> list[Address]:
        """Look the host up, in a thread of its own where that may ask a server: a lookup knows no timeout."""
        if _is_literal(host):
            return self._look_up(host, port)
        found = _begun(partial(self._look_up, host, port))
        while True:
            try:
                return found.result(self.clock.wait())
            except TimeoutError:
                if time.monotonic() >= ends:
                    raise OSError("the name was not looked up in time") from None

    def _connected(self, address: Address, ends: float) -> socket.socket:
        family, kind, protocol, place = address
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(0)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            failed = connection.connect_ex(place)
            if failed == errno.EINPROGRESS:
                failed = self._awaited(connection, ends)
            _raise(failed)
        except BaseException:
            connection.close()
            raise
        return connection

    def _awaited(self, connection: socket.socket, ends: float) -> int:
        """Return the error of the attempt to connect, 0 where there is none."""
        poll = select.poll()
        poll.register(connection, select.POLLOUT)
        while not poll.poll(self.clock.wait() * 1000):
            if time.monotonic() >= ends:
                return errno.ETIMEDOUT
        return connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)


class _WatchedStream(httpcore2.NetworkStream):
    def __init__(self, connection: socket.socket, sockets: WatchedSockets) -> None:
        self._socket = connection
        self._sockets = sockets

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._patiently(partial(self._socket.recv, max_bytes), httpcore2.ReadError)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        rest = memoryview(buffer)
        while rest:
            sent = self._patiently(partial(self._socket.send, rest[:_PIECE]), httpcore2.WriteError)
            rest = rest[sent:]

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        try:
            secured = ssl_context.wrap_socket(
                self._socket, server_hostname=server_hostname, do_handshake_on_connect=False
            )
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from error
        stream = _WatchedStream(secured, self._sockets)
        try:
            stream._patiently(secured.do_handshake, httpcore2.ConnectError)
        except BaseException:
            secured.close()
            raise
        return stream

    def get_extra_info(self, info: str) -> object:
        """Return whether there is something to read, which tells the pool that an idle connection was closed."""
        if info != "is_readable":
            return None
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(0))

    def _patiently(self, act: Callable[[], _Done], failed: type[httpcore2.NetworkError]) -> _Done:
        while True:
            self._socket.settimeout(self._sockets.clock.wait())
            try:
                return act()
            except TimeoutError:
                continue
            except OSError as error:
                raise failed(str(error)) from error


def _raise(failed: int) -> None:
    if failed:
        raise OSError(failed, os.strerror(failed))  # of the class that tells why


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _begun(look_up: Callable[[], list[Address]]) -> Future[list[Address]]:
    future: Future[list[Address]] = Future()

    def look() -> None:
        try:
            future.set_result(look_up())
        except (TimeoutError, UnicodeError) as error:  # who waits takes the former for its own; the latter: of no name
            future.set_exception(OSError(str(error)))
        except OSError as error:
            future.set_exception(error)

    try:
        Thread(target=look, daemon=True, name="lookup").start()
    except RuntimeError as error:  # as many threads as the system allows
        future.set_exception(OSError(str(error)))
    return future


def looked_up(host: str, port: int) -> list[Address]:
    """Return the addresses of the host, as the system knows them; raise OSError or UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, kind, protocol, place) for family, kind, protocol, _, place in found]
