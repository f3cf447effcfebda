"""The connection to one caller, which notices that the caller has left."""

import select
import socket
import struct
import time


class CallerLeft(Exception):
    """The caller has closed its end."""


class Connection:
    """Sends pieces at their time; ``sent`` counts those since the last answer began."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self.port: int = connected.getpeername()[1]
        self._due = 0.0
        self.sent = 0

    def begin(self) -> None:
        """Begin an answer: pauses count from now."""
        self._due = time.monotonic()
        self.sent = 0

    def pause(self, seconds: float) -> None:
        """Wait until so many seconds after the last pause ended; raise CallerLeft as soon as the caller leaves."""
        self._due += seconds
        left = self._due - time.monotonic()
        while left > 0:
            self._look(min(left, 3600.0))
            left = self._due - time.monotonic()

    def send(self, piece: bytes) -> None:
        """Send the piece; raise CallerLeft where nobody takes it."""
        self._look(0)
        try:
            self._socket.sendall(piece)
        except OSError as error:
            raise CallerLeft from error
        self.sent += 1

    def reset(self) -> None:
        """Make closing the connection a TCP reset."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _look(self, seconds: float) -> None:
        try:
            poll = select.poll()  # select() knows no descriptor above 1,023
            poll.register(self._socket, select.POLLIN)
            gone = bool(poll.poll(seconds * 1000)) and not self._socket.recv(1, socket.MSG_PEEK)
        except OSError as error:
            raise CallerLeft from error
        if gone:
            raise CallerLeft
