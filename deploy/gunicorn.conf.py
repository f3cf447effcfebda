"""Gunicorn's settings; the variables below may override them."""

import atexit
import contextlib
import os
import resource
import shutil
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from service.adapters.draining import DRAIN


class _Pool(ThreadPoolExecutor):
    """Where the system allows no further thread, a request waits for one that is there; else the worker would die."""

    def _adjust_thread_count(self):
        try:
            super()._adjust_thread_count()
        except RuntimeError:  # "can't start new thread": a bound of tasks (a container's pids) or of memory
            if not self._threads:
                raise


class Worker(ThreadWorker):  # noqa: D101
    def get_thread_pool(self):  # noqa: D102  gunicorn's own name for this
        return _Pool(max_workers=self.cfg.threads)

    def init_signals(self):  # noqa: D102
        super().init_signals()
        # A signal that came since the fork went to the main process's handler, which only puts it into a queue: nobody
        # would ever look there, and the main process would wait for this one until its patience ends, two minutes.
        for _ in range(self.handed_down):
            self.inherited.get()  # came before the fork: for the main process alone
        while not self.inherited.empty():
            if self.inherited.get() in {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}:
                self.alive = False

    def handle_error(self, req, client, addr, exc):  # noqa: ARG002, D102
        from service.web.unreadable import refusal  # noqa: PLC0415  only workers have all of it in memory

        with contextlib.suppress(OSError):  # the caller is gone
            write_nonblock(client, refusal(exc))

    def set_accept_enabled(self, enabled):  # noqa: D102
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:  # told to end as it starts, it is asked to accept first
            self._leave_port()

    def _leave_port(self):
        # Gunicorn's own worker keeps the port until the last request in flight has ended: the kernel goes on accepting
        # connections that nobody will ever answer. Here those that it has accepted are answered, further ones refused,
        # so that a proxy asks another instance at once.
        for listener in self.sockets:
            before = -1
            while self.nr_conns != before:
                before = self.nr_conns
                self.accept(listener)
            listener.close()
        self.sockets = []  # gunicorn may say twice that no more is accepted


_host = os.environ.get("HOST") or "127.0.0.1"
bind = f"{_host}:{os.environ.get('PORT') or '8000'}"
worker_class = Worker  # gthread
# Without Redis each worker would keep briefs of its own, and GET /briefs/{id} would find one half of the time.
workers = int(os.environ.get("WEB_CONCURRENCY") or (2 if os.environ.get("REDIS_URL") else 1))
# A request mostly waits for a model: threads are the requests in flight. One is started when it is first needed.
threads = int(os.environ.get("WEB_THREADS") or 1024)
worker_connections = threads + 1024  # those beyond the requests in flight are kept open for the next ones
backlog = 2048
timeout = 60  # seconds without a worker's heartbeat; a gthread request is not bound by it
graceful_timeout = int(float(os.environ.get("REQUEST_TIMEOUT_SECONDS") or 120)) + 5  # requests in flight may end
keepalive = 15
# After TERM, and before the port is left, /readyz says 503 for so long: who sends requests here may look every other
# second, and needs to tell others. On loopback nobody looks.
drain_seconds = float(os.environ.get("DRAIN_SECONDS") or (0 if _host in {"127.0.0.1", "localhost", "::1"} else 5))
limit_request_line = 8190
control_socket_disable = True  # nothing on this machine needs a way into the arbiter
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # a read-only root works  # noqa: S108, PTH112

# A request in flight has a connection to its caller and one to its model: more than the usual soft limit of 1,024.
_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
if 0 <= _soft < 65_536:  # noqa: PLR2004  and a limit below 0 is none
    resource.setrlimit(resource.RLIMIT_NOFILE, (65_536 if _hard < 0 else min(65_536, _hard), _hard))


def pre_fork(server, worker):  # noqa: D103
    worker.inherited, worker.handed_down = server.SIG_QUEUE, server.SIG_QUEUE.qsize()


def post_fork(server, worker):  # noqa: ARG001, D103
    # Threads that compute take turns of so many seconds. Who answers what is kept, or refuses, needs about six turns:
    # with 5 ms, which is Python's own, that would be 30 ms for every brief in the making.
    sys.setswitchinterval(0.001)


def post_worker_init(worker):  # noqa: D103
    from service.bootstrap.computing import compute_apart  # noqa: PLC0415

    compute_apart(os.environ, alone=worker.cfg.workers == 1)


def when_ready(server):  # noqa: D103
    stop = server.handle_term

    def drain():
        over = DRAIN.begun or not drain_seconds  # or somebody who will not wait has said TERM again
        DRAIN.begin()
        if over:
            stop()  # raises StopIteration
        server.log.info("Draining for %g s", drain_seconds)
        signal.setitimer(signal.ITIMER_REAL, drain_seconds)  # no thread: the master forks

    server.handle_term = drain  # INT and QUIT end at once, as ever
    signal.signal(signal.SIGALRM, lambda *_: server.SIG_QUEUE.put_nowait(signal.SIGTERM))


def _remove(folder, maker):
    if os.getpid() == maker:  # workers end, too
        shutil.rmtree(folder, ignore_errors=True)


# Where the workers keep what they counted, for any of them to tell the sum: service/adapters/metric_files.py. Read
# again (HUP), the settings keep it; a new main process (USR2) finds its parent's in the environment, and makes its own.
_mine = f"core-insights-{os.getpid()}-"
if _mine not in os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""):
    os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    with contextlib.suppress(OSError):  # no room, or no place to write: each worker counts alone
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix=_mine, dir=worker_tmp_dir)
        atexit.register(_remove, os.environ["PROMETHEUS_MULTIPROC_DIR"], os.getpid())


def on_starting(server):  # noqa: D103
    # HOST is checked with the other settings; this is for --bind.
    from service.domain.loopback import is_loopback  # noqa: PLC0415

    # A Unix socket (a path) is for who is on this machine, too. Who reaches one that is handed over (fd://, or by
    # systemd) is not known.
    others = "LISTEN_FDS" in os.environ or not all(
        isinstance(address, str) or (isinstance(address, tuple) and is_loopback(address[0]))
        for address in server.cfg.address
    )
    if others and not os.environ.get("API_KEYS_FILE"):
        sys.stderr.write("core-insights: others than this machine are let in, so API_KEYS_FILE must be set\n")
        sys.exit(4)

    # Workers fork from here with all that they import: two need not do the same, and one that died is back at once.
    # Code is read anew by USR2 or a new start, therefore, and not by HUP.
    from service.bootstrap.preload import load  # noqa: PLC0415

    # Gunicorn has no handlers yet. TERM would leave files behind, or do nothing to a container's first process.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    load(os.environ)


def child_exit(server, worker):  # noqa: ARG001, D103
    from service.adapters.metric_files import bury  # noqa: PLC0415  mostly, nobody dies

    bury(worker.pid)


def pre_request(worker, req):  # noqa: ARG001, D103  gunicorn asks for both names
    if DRAIN.begun:
        req.force_close()  # says "Connection: close", so that nobody sends another request as the connection ends
    # A body above the limit of web/ (1 MiB) is refused unread, so its connection serves no other request: say so.
    for name, value in req.headers:
        if name == "CONTENT-LENGTH" and (len(value) > 7 or (value.isdigit() and int(value) > 1_048_576)):  # noqa: PLR2004
            req.force_close()
