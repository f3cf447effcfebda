"""The service as it is run: gunicorn with our settings, in processes of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.redis_server import free_port

ROOT = Path(__file__).parents[2]


@contextmanager
def served(log: Path, **environ: str) -> Iterator[str]:
    """Yield the address of a service started with these settings and no others; its output goes to ``log``."""
    port = free_port()
    settings = {"PATH": os.environ["PATH"], "PORT": str(port), "REQUEST_TIMEOUT_SECONDS": "30"} | environ
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "serve"], cwd=ROOT, env=settings, stdout=output, stderr=output
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/readyz", process, log)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(40)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        try:
            if httpx2.get(url, timeout=1, trust_env=False).status_code == 200:
                return
        except httpx2.HTTPError:
            pass
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(f"the service did not start: {log.read_text()}")
