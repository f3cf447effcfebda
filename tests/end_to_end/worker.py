"""Workers as they are run, in processes of their own; as a program, one that waits for nothing long.

``python -m tests.end_to_end.worker`` is ``core-insights worker`` with seconds where that has more of them.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.adapters.queue_redis import QueueTimings
from service.bootstrap.jobs import run_worker
from service.settings import Settings

ROOT = Path(__file__).parents[2]
IMPATIENT = QueueTimings(held=4, lost=1, visibility=4, restore=1, mutex=1)
STARTS_IN = 60.0  # seconds at most, on a machine that does much else


class Worker:
    """A worker process with these settings and no others; its output goes to ``log``."""

    def __init__(self, log: Path, module: str = "tests.end_to_end.worker", **environ: str) -> None:
        self.log = log
        self._began = log.stat().st_size if log.exists() else 0
        command = [sys.executable, "-m", *module.split()]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={"PATH": os.environ["PATH"]} | environ, stdout=output, stderr=output
            )

    def says(self, words: str, within: float = STARTS_IN) -> None:
        """Return once it has logged these words; fail with the log where it ends before, or the time does."""
        ends = time.monotonic() + within
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < ends, self.said
            time.sleep(0.02)

    @property
    def said(self) -> str:
        with self.log.open() as log:
            log.seek(self._began)
            return log.read()

    def kill(self) -> None:
        """Kill it as by kill -9."""
        self.process.kill()
        self.process.wait()

    def end(self) -> int:
        """Have it end gently and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextmanager
def working(log: Path, **environ: str) -> Iterator[Worker]:
    """Yield a worker that has started; it is ended if the block has not done so."""
    worker = Worker(log, **environ)
    try:
        worker.says("worker-started")
        yield worker
    finally:
        if worker.process.poll() is None:
            worker.kill()


if __name__ == "__main__":
    sys.exit(run_worker(Settings.from_env(os.environ), IMPATIENT))
