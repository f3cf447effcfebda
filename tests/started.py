"""Waiting for a server that was started in a process of its own."""

import subprocess
import time
from pathlib import Path

import httpx2

STARTS_IN = 120.0  # seconds at most, on a machine that does much else


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the address answers 200; fail with the log where the process ends before, or the time does."""
    ends = time.monotonic() + STARTS_IN
    while time.monotonic() < ends:
        try:
            if httpx2.get(url, timeout=10, trust_env=False).status_code == 200:
                return
        except httpx2.HTTPError:
            pass
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)
    raise AssertionError(f"{url} did not answer: {log.read_text()}")
