"""A master, its replica and a sentinel, each a process of its own."""

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.redis_server import RedisServer, free_port, program

MASTER = "newsroom"
DOWN_MILLISECONDS = 500  # of silence, after which the replica is elected


class Sentinel:
    """A sentinel that watches the master at this port."""

    def __init__(self, master: int) -> None:
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="sentinel-"))
        settings = self._folder / "sentinel.conf"
        settings.write_text(
            f"bind 127.0.0.1\nport {self.port}\ndir {self._folder}\n"
            f"sentinel monitor {MASTER} 127.0.0.1 {master} 1\n"
            f"sentinel down-after-milliseconds {MASTER} {DOWN_MILLISECONDS}\n"
            f"sentinel failover-timeout {MASTER} 3000\n"
        )
        command = [program(), str(settings), "--sentinel"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ask(self, *words: str) -> bytes:
        """Return the raw answer, b"" while there is none."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as connection:
            connection.sendall(" ".join(words).encode() + b"\r\n")
            return connection.recv(65_536)
        return b""

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


class WatchedRedis:
    """A master with a replica, watched by a sentinel; the other one that its address names is dead.

    One: several would need seconds to hear of each other, and clients ask only one that answers.
    """

    def __init__(self) -> None:
        self.master = RedisServer()
        self.master.start()
        self.replica = RedisServer("--replicaof", f"127.0.0.1 {self.master.port}")
        self.replica.start()
        _until(lambda: b"master_link_status:up" in self.replica.command("INFO", "replication"))
        self.sentinel = Sentinel(self.master.port)
        known = f"name={MASTER},status=ok,address=127.0.0.1:{self.master.port},slaves=1".encode()
        _until(lambda: known in self.sentinel.ask("INFO", "sentinel"))

    def url(self, database: int = 0) -> str:
        return f"redis+sentinel://127.0.0.1:{free_port()},127.0.0.1:{self.sentinel.port}/{MASTER}/{database}"

    def close(self) -> None:
        for process in (self.sentinel, self.replica, self.master):
            process.close()


def _until(holds, seconds: float = 20.0) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "Redis and its sentinels do not come up"
        time.sleep(0.05)
