"""What the server is started with: threads for all calls that an endpoint may get, and files for all connections."""

import json
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest

from service.adapters.places import THREADS
from service.adapters.presets import configured_backends
from service.bootstrap import gunicorn_settings

READ = """
import json, resource, runpy, sys
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (1_024, hard))
read = runpy.run_path(sys.argv[1])
files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
print(json.dumps({name: read[name] for name in ("threads", "worker_connections")} | {"files": files, "hard": hard}))
"""

BOUNDED = """
import resource, runpy, sys, threading, time
pool = runpy.run_path(sys.argv[1])["_Pool"](1_000)
threading.stack_size(2**30)
_, hard = resource.getrlimit(resource.RLIMIT_AS)
resource.setrlimit(resource.RLIMIT_AS, (10 * 2**30, hard))
def request():
    time.sleep(0.01)
    return threading.get_ident()
answers = [pool.submit(request) for _ in range(100)]
print(len({answer.result(10) for answer in answers}))
"""

TOLD_TO_END = """
import os, runpy, signal, sys, types
import service.bootstrap.preload as preload
preload.load = lambda environ: os.kill(os.getpid(), signal.SIGTERM)
settings = runpy.run_path(sys.argv[1])
print(os.environ["PROMETHEUS_MULTIPROC_DIR"], flush=True)
settings["on_starting"](types.SimpleNamespace(cfg=types.SimpleNamespace(address=[])))
print("served")
"""

TOLD_AS_IT_BEGINS = """
import os, runpy, signal
globals().update(runpy.run_path({settings!r}))
workers, on_starting, ours = 1, lambda server: None, post_fork

def post_fork(server, worker):
    if worker.age == 1:
        os.kill(os.getpid(), signal.SIGTERM)  # its handlers are still those of the main process
    ours(server, worker)
"""


def settings_with(environ: dict[str, str]) -> dict[str, int]:
    arguments = [sys.executable, "-c", READ, str(gunicorn_settings())]
    told: dict[str, int] = json.loads(subprocess.run(arguments, env=environ, check=True, capture_output=True).stdout)
    return told


@pytest.mark.parametrize(("environ", "threads"), [({}, THREADS), ({"WEB_THREADS": "64"}, 64)])
def test_threads_outnumber_the_calls_of_an_endpoint(environ: dict[str, str], threads: int) -> None:
    """Else kept briefs could not be read while a model is slow. The number stands in two files; here they meet."""
    (backend,) = configured_backends(environ | {"LLM": "vllm/m"})
    told = settings_with(environ)
    assert told["threads"] == threads
    assert backend.concurrency + backend.concurrency // 4 < threads < told["worker_connections"]


def test_files_suffice_for_all_connections() -> None:
    """A request in flight has two, and 1,024 files are what many systems give who does not ask for more."""
    told = settings_with({})
    assert told["files"] == min(65_536, told["hard"])


def test_requests_wait_where_the_system_allows_no_more_threads() -> None:
    """Gunicorn's own worker dies of it, and what it has in memory with it."""
    arguments = [sys.executable, "-c", BOUNDED, str(gunicorn_settings())]
    assert 1 <= int(subprocess.run(arguments, check=True, capture_output=True).stdout) < 20


@pytest.mark.parametrize(
    ("address", "environ", "code"),
    [
        (("0.0.0.0", 1), {}, 4),
        (("0.0.0.0", 1), {"API_KEYS_FILE": "none"}, 0),
        (3, {}, 4),  # fd://3
        (("127.0.0.1", 1), {"LISTEN_FDS": "1"}, 4),
    ],
)
def test_no_other_machine_is_served_without_keys_whatever_bind_says(
    address: object, environ: dict[str, str], code: int
) -> None:
    """A socket that is handed over may be anyone's to reach."""
    addresses = [("127.0.0.1", 1), "/run/sock", address]
    starting = "import runpy, sys, types; on = runpy.run_path(sys.argv[1])['on_starting']; " + (
        f"on(types.SimpleNamespace(cfg=types.SimpleNamespace(address={addresses})))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", starting, str(gunicorn_settings())], env=environ, capture_output=True, check=False
    )
    assert ended.returncode == code
    assert (b"API_KEYS_FILE" in ended.stderr) is bool(code)


def test_told_to_end_while_it_imports_it_ends_and_leaves_nothing_behind() -> None:
    """Gunicorn's own handler of TERM comes later."""
    arguments = [sys.executable, "-c", TOLD_TO_END, str(gunicorn_settings())]
    ended = subprocess.run(arguments, capture_output=True, text=True, check=True)
    (folder,) = ended.stdout.split()
    assert not Path(folder).exists()


def test_a_worker_that_is_told_to_end_as_it_begins_ends(tmp_path: Path) -> None:
    """Gunicorn's own goes on; a main process that was told to end within 0.1 s of its start waited for it 125 s."""
    settings = tmp_path / "settings.py"
    settings.write_text(TOLD_AS_IT_BEGINS.format(settings=str(gunicorn_settings())))
    arguments = ["-m", "gunicorn", "--config", str(settings), "--bind", "127.0.0.1:0", "flask:Flask"]
    with subprocess.Popen([sys.executable, *arguments], stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        booted = next(line for line in server.stderr if "Booting worker" in line).split()[-1]
        timer = Timer(30, server.kill)
        timer.start()
        ended = next((line for line in server.stderr if "Worker exiting" in line), "")
        server.terminate()
        server.communicate(timeout=30)
        timer.cancel()
    assert f"(pid: {booted})" in ended
    assert server.returncode == 0  # not killed
