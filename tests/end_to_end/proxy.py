"""nginx as it is deployed, before instances on loopback."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.redis_server import free_port

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
_UPSTREAM = "server web:8000 max_fails=0;"


def nginx() -> str:
    """Return the program; skip the test where there is none, save in CI, which says NGINX_TESTS=required."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is None:
        missing = "no nginx: install it (apt-get install nginx-light)"
        (pytest.fail if os.environ.get("NGINX_TESTS") == "required" else pytest.skip)(missing)
    return found


@contextmanager
def proxied(folder: Path, *ports: int, more: str = "") -> Iterator[str]:
    """Yield the address of an nginx with our configuration before these ports; ``folder`` has its logs.

    ``more`` are directives of its server beside ours.
    """
    port = free_port()
    servers = " ".join(_UPSTREAM.replace("web:8000", f"127.0.0.1:{one}") for one in ports)
    text = CONFIGURATION.read_text()
    for given, instead in {
        _UPSTREAM: servers,
        "listen 8080;": f"listen 127.0.0.1:{port}; {more}",
        "/tmp/": f"{folder}/",
        "/dev/stdout": f"{folder}/access",
        "/dev/stderr": f"{folder}/error",
    }.items():
        assert given in text
        text = text.replace(given, instead)
    (folder / "nginx.conf").write_text(text)
    command = [nginx(), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", f"{folder}/error"]
    user = "user root; " if os.getuid() == 0 else ""  # else its workers are nobody, who may not write in the folder
    with subprocess.Popen([*command, "-g", f"{user}daemon off;"]) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 20
    while time.monotonic() < ends and process.poll() is None:
        try:
            httpx2.get(url, timeout=5, trust_env=False)
        except httpx2.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx does not start")
