"""Run the service for hours at a steady rate, and tell whether anything grows.

    python -m bench.soak --minutes 120 --out soak.json

Real gunicorn with two workers, a job worker, a Redis for the cache and one for jobs, a stub endpoint that takes 0.3 s.
The cache is bounded and forgets after ten minutes, so that what may be kept is reached in the first eighth. The file is
written anew with each sample. Exits 1 where memory grew by 5 %, descriptors or threads are not flat, a process ended,
or more than one request in a thousand failed: a machine that is busy otherwise makes Redis look slow for a moment.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

from bench.load.machine import machine
from bench.load.processes import endpoint, info, service
from bench.soak.load import Tally, drive, fill
from bench.soak.watching import Sample, died, family, growths, samples
from tests.end_to_end.worker import Worker
from tests.redis_server import RedisServer

EVERY = 30.0  # seconds between two samples at most
MOST_FAILED = 0.001
_CACHE = ("--maxmemory", "96mb", "--maxmemory-policy", "allkeys-lru")
_FORGETS = {"CACHE_TTL_SECONDS": "600", "JOB_TTL_SECONDS": "300"}


class Soak:
    """A running service and what was seen of it."""

    def __init__(self, options: argparse.Namespace, url: str, roots: dict[str, int]) -> None:
        self._options = options
        self._url = url
        self._roots = roots
        self._seconds = options.minutes * 60
        self._began = time.monotonic()
        self._seen: list[Sample] = []
        self._tally = Tally()

    async def run(self) -> bool:
        """Drive and look until the time is over; return whether everything was as it should be."""
        driving = asyncio.create_task(
            drive(self._url, rate=self._options.rate, seconds=self._seconds, tally=self._tally)
        )
        while not driving.done():
            await asyncio.wait([driving], timeout=min(EVERY, self._seconds / 48))
            if not driving.done() and self._at < self._seconds:
                self._look()
        driving.result()
        kept = self._write()
        self._print(kept=kept)
        return kept

    @property
    def _at(self) -> float:
        return time.monotonic() - self._began

    def _look(self) -> None:
        pids = {name: one for root, pid in self._roots.items() for name, one in family(root, pid).items()}
        self._seen += samples(self._at, pids)
        self._write()
        private = {one.process: f"{one.private // 1024}" for one in self._seen[-len(pids) :]}
        wrong = self._tally.wrong() or "nothing wrong"
        print(f"{self._at / 60:6.1f} min  {self._tally.total} requests, {wrong}; MiB {private}", flush=True)

    def _write(self) -> bool:
        grown = list(growths(self._seen, self._seconds))
        wrong, gone = self._tally.wrong(), died(self._seen)
        ours = [one for one in grown if not one.process.startswith("redis")]  # Redis is bounded by its own setting
        failed = sum(sum(outcomes.values()) for outcomes in wrong.values())
        kept = failed <= self._tally.total * MOST_FAILED and not gone and all(one.kept for one in ours) and bool(ours)
        told = {
            "minutes": self._options.minutes, "requests a second": self._options.rate, "machine": machine(),
            "seconds so far": round(self._at), "kept": kept, "requests": self._tally.total,
            "outcomes": self._tally.outcomes, "wrong": wrong, "started anew": gone, "ms": self._milliseconds(),
            "growth": [one.told() for one in grown], "samples": [asdict(one) for one in self._seen],
        }  # fmt: skip
        beside = self._options.out.with_suffix(".part")
        beside.write_text(json.dumps(told, indent=1))
        beside.replace(self._options.out)
        return kept

    def _milliseconds(self) -> dict[str, dict[str, float]]:
        ranked = {kind: sorted(times) for kind, times in self._tally.milliseconds.items()}
        return {
            kind: {f"p{share}": round(times[len(times) * share // 100], 1) for share in (50, 99)}
            for kind, times in ranked.items()
        }

    def _print(self, *, kept: bool) -> None:
        print(f"\n{'process':14} {'figure':12} {'2nd eighth':>11} {'last':>11}  growth")
        for one in growths(self._seen, self._seconds):
            print(f"{one.process:14} {one.figure:12} {one.early:11.1f} {one.late:11.1f} {one.share:+7.1%}")
        for kind, outcomes in self._tally.outcomes.items():
            print(f"{kind:12} {dict(outcomes)}")
        print(f"wrong: {self._tally.wrong()}; started anew: {died(self._seen)}\n{'kept' if kept else 'BROKEN'}")


@contextmanager
def running() -> Iterator[tuple[str, dict[str, int]]]:
    """Yield the address of the service and the first process of each part."""
    with ExitStack() as stack:
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        cache, queue = RedisServer(*_CACHE), RedisServer("--appendonly", "yes")
        for server in (cache, queue):
            stack.callback(server.close)
            server.start()
        model = stack.enter_context(endpoint(0.3))
        environ = {
            "LLM": "custom/stub", "LLM_BASE_URL": f"{model.url}/v1", "LLM_API_KEY": "sk-soak",
            "REDIS_URL": cache.url, "QUEUE_URL": queue.url, "WEB_CONCURRENCY": "2", **_FORGETS,
        }  # fmt: skip
        worker = Worker(logs / "worker", "service.worker", **environ)
        stack.callback(worker.kill)
        worker.says("worker-started")
        web = stack.enter_context(service(environ))
        redis = {name: int(info(one, "server")["process_id"]) for name, one in {"cache": cache, "jobs": queue}.items()}
        yield web.url, {"web": web.pid, "worker": worker.process.pid} | {f"redis {n}": pid for n, pid in redis.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--rate", type=float, default=20, help="requests a second (20)")
    parser.add_argument("--out", type=Path, default=Path("soak.json"))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.nice(max(0, 5 - os.nice(0)))
    with running() as (url, roots):
        asyncio.run(fill(url))
        kept = asyncio.run(Soak(options, url, roots).run())
    sys.exit(not kept)


if __name__ == "__main__":
    main()
