"""The service as it is run: gunicorn with our settings, in processes of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.redis_server import free_port
from tests.started import wait_for

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
            wait_for(f"{address}/readyz", process, log)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(40)
