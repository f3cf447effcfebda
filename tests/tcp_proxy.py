"""A TCP proxy that harms what passes through it, switched over while it runs."""

import contextlib
import math
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Fault:
    """What happens to answers: each piece is ``delay`` seconds late, and one byte goes out in ``drip`` seconds.

    ``after`` so many bytes of answers, a connection ends as ``end`` says: closed, reset, or held and passing nothing on
    in either direction ("hole") until the fault changes. With ``refuses`` no connection is accepted, and none lives on.
    """

    delay: float = 0.0
    drip: float = 0.0
    after: float = math.inf
    end: Literal["cut", "reset", "hole"] = "cut"
    refuses: bool = False


PASS = Fault()
REFUSE = Fault(refuses=True)
BLACK_HOLE = Fault(after=0, end="hole")
_TICK = 0.02


class TcpProxy:
    """Listens on a loopback port of its own for what is to go to the port ``behind`` it."""

    def __init__(self, behind: int, fault: Fault = PASS) -> None:
        self.connections = 0
        self._behind = behind
        self._fault = fault
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._listener.getsockname()[1]
        self._listen()
        if fault.refuses:
            self.become(fault)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def become(self, fault: Fault) -> None:
        """Harm everything in this way from now on, open connections too."""
        before, self._fault = self._fault, fault
        if fault.refuses:
            self._close()
        elif before.refuses:
            self._listener = socket.create_server(("127.0.0.1", self.port), backlog=512)
            self._listen()

    def __enter__(self) -> "TcpProxy":
        return self

    def __exit__(self, *_: object) -> None:
        self.become(REFUSE)

    def _listen(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

    def _close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                _shut(connection)

    def _serve(self, caller: socket.socket) -> None:
        with contextlib.suppress(OSError), caller, socket.create_connection(("127.0.0.1", self._behind)) as behind:
            pair = {caller, behind}
            with self._lock:
                self._open |= pair
            asking = threading.Thread(target=self._pass_on, args=(caller, behind), daemon=True)
            asking.start()
            self._answer(behind, caller)
            _shut(behind)
            asking.join()
            with self._lock:
                self._open -= pair

    def _pass_on(self, caller: socket.socket, behind: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := caller.recv(65_536):
                self._hold(0)
                behind.sendall(piece)
        _shut(behind)

    def _answer(self, behind: socket.socket, caller: socket.socket) -> None:
        sent = 0
        with contextlib.suppress(OSError):
            while piece := behind.recv(65_536):
                self._hold(sent)
                room = max(0, self._fault.after - sent)
                sent += self._send(piece if room >= len(piece) else piece[: int(room)], caller)
                if room < len(piece) and self._fault.end != "hole":
                    break
                if room < len(piece):  # the rest stays in the hole until that is closed
                    self._hold(sent)
                    sent += self._send(piece[int(room) :], caller)
        if self._fault.end == "reset" and sent >= self._fault.after:
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            caller.shutdown(socket.SHUT_RD)  # wakes the other thread: a socket that is being read stays open
        else:
            _shut(caller)

    def _send(self, piece: bytes, caller: socket.socket) -> int:
        time.sleep(self._fault.delay)
        if not self._fault.drip:
            caller.sendall(piece)
            return len(piece)
        for at in range(len(piece)):
            caller.sendall(piece[at : at + 1])
            time.sleep(self._fault.drip)
        return len(piece)

    def _hold(self, sent: int) -> None:
        """Wait while the fault is a hole that so many bytes have reached."""
        while self._fault.end == "hole" and sent >= self._fault.after:
            time.sleep(_TICK)


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def never_accepting() -> Iterator[str]:
    """Yield the address of a port whose queue of connections is full: who connects hears nothing, not even a refusal."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, contextlib.ExitStack() as waiting:
        for _ in range(4):
            filler = waiting.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
