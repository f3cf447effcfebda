"""What gunicorn's main process does for its workers before the fork, and what it leaves to each of them."""

import json
import subprocess
import sys
from typing import NamedTuple

import pytest

EVERYTHING = {
    "LLM": "custom/m",
    "LLM_BASE_URL": "http://127.0.0.1:9/v1",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "QUEUE_URL": "redis://127.0.0.1:9/0",
}

START = """
import json, os, sys, threading
import service.commands.serving
early = "prometheus_client" in sys.modules
from service.bootstrap.preload import load
load(os.environ)
links = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]
files = [os.readlink(link) for link in links if os.path.lexists(link)]
threads, loaded = threading.active_count(), set(sys.modules)
import service.wsgi
new = set(sys.modules) - loaded - {"service.wsgi"}
late = sorted(name for name in new if name.partition(".")[0] not in sys.stdlib_module_names)
print(json.dumps([early, threads, [file for file in files if "socket" in file], late]))
"""


class Start(NamedTuple):
    early_metrics: bool
    threads: int
    sockets: list[str]
    late: list[str]


@pytest.fixture(scope="module")
def start() -> Start:
    arguments = [sys.executable, "-c", START]
    return Start(*json.loads(subprocess.run(arguments, env=EVERYTHING, check=True, capture_output=True).stdout))


def test_a_worker_imports_nothing_more(start: Start):
    """What it imported by itself, each would, and one that replaces a dead one would let callers wait."""
    assert not start.late


def test_workers_share_no_thread_and_no_connection(start: Start):
    """A thread does not survive the fork, and two processes on one connection read each other's answers."""
    assert (start.threads, start.sockets) == (1, [])


def test_metrics_are_imported_after_gunicorns_settings_have_made_their_folder(start: Start):
    """Imported before, they would be kept in the memory of each worker, and a scrape would tell those of one."""
    assert not start.early_metrics
