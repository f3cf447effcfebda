"""The service as it is run: gunicorn with our settings, in processes of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.redis_server import free_port
from tests.started import wait_for

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Instance:
    """A service that runs: its address, its master process, and the seconds from its start until it was ready."""

    address: str
    process: subprocess.Popen[bytes]
    ready_after: float


@contextmanager
def served(log: Path, *, folder: Path = ROOT, **environ: str) -> Iterator[str]:
    """Yield the address of a service started with these settings and no others; its output goes to ``log``.

    ``folder`` is the checkout that is run.
    """
    with instance(log, folder=folder, **environ) as one:
        yield one.address


@contextmanager
def instance(log: Path, *, folder: Path = ROOT, **environ: str) -> Iterator[Instance]:
    """Yield a service started with these settings and no others; its output goes to ``log``."""
    port = environ.get("PORT") or str(free_port())
    began = time.monotonic()
    with _running("serve", log, {"PORT": port} | environ, folder) as process:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/readyz", process, log)
        yield Instance(address, process, time.monotonic() - began)


@contextmanager
def working(log: Path, **environ: str) -> Iterator[None]:
    """Have a worker do the jobs meanwhile; it may still be starting."""
    with _running("worker", log, environ):
        yield


@contextmanager
def _running(
    command: str, log: Path, environ: dict[str, str], folder: Path = ROOT
) -> Iterator[subprocess.Popen[bytes]]:
    settings = {"PATH": os.environ["PATH"], "REQUEST_TIMEOUT_SECONDS": "30"} | environ
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "service", command], cwd=folder, env=settings, stdout=output, stderr=output
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(40)
