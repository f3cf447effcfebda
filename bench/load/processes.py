"""What a scenario starts: servers in processes of their own, on loopback, with their output in a file."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.children import children_of
from tests.redis_server import RedisServer, free_port

ROOT = Path(__file__).parents[2]
OURS = ("service.wsgi:app", ROOT / "deploy" / "gunicorn.conf.py")
_REFERENCES = ROOT / "bench" / "load" / "references"
_STARTS_IN = 60.0  # seconds at most
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server; its CPU and memory are those of its workers and what computes for them, where it has any."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def workers(self) -> list[int]:
        return [one for child in children_of(self.pid) for one in (child, *children_of(child))] or [self.pid]

    def cpu_seconds(self) -> float:
        """Return what all threads of the workers have used so far, in user and kernel mode."""
        stats = (Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split() for worker in self.workers)
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / _TICKS

    def status(self, field: str) -> list[int]:
        """Return a number of /proc/PID/status for each worker, e.g. VmRSS in kB."""
        texts = (Path(f"/proc/{worker}/status").read_text() for worker in self.workers)
        return [int(text.split(f"{field}:")[1].split()[0]) for text in texts]


@contextmanager
def endpoint(seconds: float, core: int | None = None) -> Iterator[Server]:
    """Yield the fast stub endpoint."""
    port = free_port()
    command = ["-m", "bench.load.endpoint", "--port", str(port), "--seconds", str(seconds)]
    with _started(command, {}, port, core) as server:
        yield server


@contextmanager
def redis(core: int | None = None) -> Iterator[RedisServer]:
    """Yield a real Redis, empty, in memory only."""
    server = RedisServer()
    server.start()
    try:
        if core is not None:
            os.sched_setaffinity(int(info(server, "server")["process_id"]), {core})
        yield server
    finally:
        server.close()


def info(server: RedisServer, section: str) -> dict[str, str]:
    """Return what Redis tells of itself in that section of INFO."""
    lines = server.command("INFO", section).decode().splitlines()
    return dict(line.split(":", 1) for line in lines if ":" in line)


@contextmanager
def service(settings: Mapping[str, str], core: int | None = None) -> Iterator[Server]:
    """Yield our service under gunicorn with its own settings file."""
    with _gunicorn(*OURS, settings, core) as server:
        yield server


@contextmanager
def reference(name: str, settings: Mapping[str, str], core: int | None = None) -> Iterator[Server]:
    """Yield one of the references under the same gunicorn."""
    application = f"bench.load.references.{name}:app"
    with _gunicorn(application, _REFERENCES / "gunicorn_settings.py", settings, core) as server:
        yield server


def post(server: Server, body: bytes) -> httpx2.Response:
    """Post to /summarize once; fail where it is not answered 200."""
    headers = {"Content-Type": "application/json"}
    with httpx2.Client(transport=httpx2.HTTPTransport(retries=8), timeout=60, trust_env=False) as client:
        response = client.post(f"{server.url}/summarize", content=body, headers=headers)
    assert response.status_code == 200, response.text
    return response


def counts(model: Server) -> dict[str, int]:
    """Return what the endpoint has counted, and set it to 0."""
    told: dict[str, int] = httpx2.get(f"{model.url}/count", trust_env=False).json()
    httpx2.post(f"{model.url}/reset", trust_env=False)
    return told


@contextmanager
def _gunicorn(application: str, config: Path, settings: Mapping[str, str], core: int | None) -> Iterator[Server]:
    port = free_port()
    command = ["-m", "gunicorn", "--config", str(config), application]
    with _started(command, {"PORT": str(port), **settings}, port, core) as server:
        yield server


@contextmanager
def _started(command: list[str], settings: Mapping[str, str], port: int, core: int | None) -> Iterator[Server]:
    environ = {"PATH": os.environ["PATH"], **settings}
    pinned = ["taskset", "-c", str(core)] if core is not None else []
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [*pinned, sys.executable, *command], cwd=ROOT, env=environ, stdout=output, stderr=output
        )
        server = Server(port, process.pid)
        try:
            _wait(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(server: Server) -> None:
    """Return once the port accepts connections; fail where the process ends before."""
    ends = time.monotonic() + _STARTS_IN
    while time.monotonic() < ends and Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("a server does not start")
