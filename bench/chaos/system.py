"""The whole of the service in processes of its own, each part of which can be harmed and healed."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random

import httpx2

from bench.chaos.history import Recorder
from bench.chaos.keys import Keys
from bench.chaos.models import Model
from bench.chaos.proxies import Proxies
from tests.children import children_of
from tests.end_to_end.proxy import proxied
from tests.redis_server import RedisServer
from tests.tcp_proxy import PASS, Fault

ROOT = Path(__file__).parents[2]
TIMEOUT = 10  # seconds that a request may take: REQUEST_TIMEOUT_SECONDS
CACHE, QUEUE = 0, 1  # which proxy is whose
MODEL_KEYS = ("sk-chaos-canary-1f6d", "sk-chaos-canary-93ab")
_STARTS_IN = 120.0  # seconds at most, beside a test suite
_CACHE_OPTIONS = ("--maxmemory", "256mb", "--maxmemory-policy", "allkeys-lru")
_QUEUE_OPTIONS = ("--appendonly", "yes", "--maxmemory-policy", "noeviction")


class System:
    """Everything that runs. ``started`` counts, so that each process has a log of its own under ``logs``."""

    def __init__(self, stack: ExitStack, recorder: Recorder, logs: Path, seed: int) -> None:
        self.logs = logs
        self.cache, self.queue = RedisServer(*_CACHE_OPTIONS), RedisServer(*_QUEUE_OPTIONS)
        for server in (self.cache, self.queue):
            stack.callback(server.close)
            server.start()
        self._proxies = Proxies(self.cache.port, self.queue.port)
        stack.callback(self._proxies.close)
        self.models = [stack.enter_context(Model(name, recorder, seed)) for name in ("first", "second")]
        self.keys = Keys(logs.parent / "keys.json")
        self._environ = self._settings() | {"API_KEYS_FILE": str(self.keys.path)}
        self._started = 0
        self._processes: list[subprocess.Popen[bytes]] = []
        stack.callback(self._end_all)
        self._ports = [_port(), _port()]
        self.web = self._instance(self._ports[0])
        self.workers = [self._start("service.worker") for _ in range(2)]
        self._ready(self._ports[0], self.web)
        self.url = f"http://127.0.0.1:{self._ports[0]}"
        if self.proxied:
            self.url = stack.enter_context(proxied(_new(logs / "nginx"), *self._ports))

    @property
    def redis_ports(self) -> list[int]:
        """Where the service finds its two."""
        return self._proxies.ports

    @property
    def proxied(self) -> bool:
        """Whether nginx is in front, as it is deployed; else callers talk to gunicorn."""
        return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin") is not None

    def harm_redis(self, number: int, fault: Fault) -> Callable[[], None]:
        """Harm what passes to a Redis; return what heals it."""
        self._proxies.become(number, fault)
        return lambda: self._proxies.become(number, PASS)

    def web_workers(self) -> tuple[int, ...]:
        """Return the processes that answer."""
        return children_of(self.web.pid)

    def signal_web(self, number: signal.Signals, random: Random) -> Callable[[], None]:
        """Send the signal to one of the processes that answer; return what lets it go on, and waits until all do."""
        pid = random.choice(self.web_workers())
        _send(pid, number)

        def heal() -> None:
            _send(pid, signal.SIGCONT)
            self._answers()

        return heal

    def kill_computing(self, random: Random) -> None:
        """Kill what computes for one of the processes that answer, if that has not just lost it."""
        for pid in children_of(random.choice(self.web_workers())):
            _send(pid, signal.SIGKILL)

    def roll_web(self) -> None:
        """Start another instance behind nginx and end the one that was there; without nginx gunicorn reloads itself."""
        if not self.proxied:
            _send(self.web.pid, signal.SIGHUP)
            return
        old, self._ports = self.web, self._ports[::-1]
        self.web = self._instance(self._ports[0])
        self._ready(self._ports[0], self.web)
        old.terminate()
        old.wait(TIMEOUT + 20)

    def signal_worker(self, number: signal.Signals, random: Random) -> Callable[[], None]:
        """Send the signal to a job worker; return what lets it go on, or starts another in the place of a dead one."""
        at = random.randrange(len(self.workers))
        worker = self.workers[at]
        _send(worker.pid, number)

        def heal() -> None:
            _send(worker.pid, signal.SIGCONT)
            if number != signal.SIGSTOP:
                worker.wait(60)
                self.workers[at] = self._start("service.worker")

        return heal

    def _settings(self) -> dict[str, str]:
        first, second = self.models
        cache, queue = self._proxies.ports
        return {
            "PATH": os.environ["PATH"], "WEB_CONCURRENCY": "2", "REQUEST_TIMEOUT_SECONDS": str(TIMEOUT),
            "LLM": "custom/first,vllm/second", "LLM_BASE_URL": first.base_url, "LLM_API_KEY": MODEL_KEYS[0],
            "VLLM_BASE_URL": second.base_url, "VLLM_API_KEY": MODEL_KEYS[1], "DEFAULT_LANGUAGE": "source",
            "REDIS_URL": f"redis://127.0.0.1:{cache}/0", "QUEUE_URL": f"redis://127.0.0.1:{queue}/0",
            "CACHE_TTL_SECONDS": "86400", "WORKER_THREADS": "16",
        }  # fmt: skip

    def _instance(self, port: int) -> subprocess.Popen[bytes]:
        return self._start("gunicorn", "--config", "deploy/gunicorn.conf.py", "service.wsgi:app", PORT=str(port))

    def _start(self, module: str, *words: str, **environ: str) -> subprocess.Popen[bytes]:
        self._started += 1
        with (self.logs / f"{self._started:04d}-{module.replace('.', '-')}.log").open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *words],
                cwd=ROOT,
                env=self._environ | environ,
                stdout=output,
                stderr=output,
            )
        self._processes = [one for one in self._processes if one.poll() is None] + [process]
        return process

    def _answers(self) -> None:
        """Wait until several requests in a row are answered at once: by whichever process has taken them."""
        in_a_row, ends = 0, time.monotonic() + _STARTS_IN
        while in_a_row < 6 and time.monotonic() < ends:
            try:
                httpx2.get(f"{self.url}/healthz", timeout=1, trust_env=False)
                in_a_row += 1
            except httpx2.HTTPError:
                in_a_row = 0
            time.sleep(0.2)

    def _ready(self, port: int, process: subprocess.Popen[bytes]) -> None:
        ends = time.monotonic() + _STARTS_IN
        while time.monotonic() < ends:
            with contextlib.suppress(httpx2.HTTPError):
                if httpx2.get(f"http://127.0.0.1:{port}/readyz", timeout=10, trust_env=False).is_success:
                    return
            if process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"the service does not start: see {self.logs}")

    def _end_all(self) -> None:
        for process in self._processes:
            _send(process.pid, signal.SIGCONT)
            process.terminate()
        for process in self._processes:
            try:
                process.wait(TIMEOUT + 10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _port() -> int:
    """Return a free port that the kernel gives to nobody: an instance leaves it for minutes, and then comes back.

    In its place a model of the test suite, which ran beside, once answered what was asked of the service.
    """
    while True:
        port = Random().randrange(20_000, 30_000)  # below Linux's ip_local_port_range
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
