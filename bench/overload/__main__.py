"""Measure an overload: calm, the peak, ten times the peak, and afterwards.

    python -m bench.overload --seconds 15 --json overload.json

Real gunicorn with two workers and their usual settings, a real Redis, an endpoint that takes a second, callers in
processes of their own. Kept briefs are asked for at the same rate throughout. All of it shares the machine's cores.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bench.load.driving import driven
from bench.load.machine import machine, run
from bench.load.misses import PASSED_ON
from bench.load.processes import Server, endpoint, redis, service
from bench.load.telling import tell
from bench.overload.caller import Sample

ROOT = Path(__file__).parents[2]
HITS_A_SECOND = 30.0
KEPT = 16  # briefs that are asked for again and again
TIMES = 10
PEAK_CONNECTIONS = (32, 96)
HALF = 0.5  # of the peak: what is asked for in calm and afterwards
_WARM_UP = 3.0  # seconds at the beginning of a phase that are not counted


@dataclass
class Bench:
    """A running service, and numbers for articles that nobody has sent."""

    server: Server
    seconds: float
    numbers: Iterator[int] = field(default_factory=lambda: count(1_000_000, 1_000_000))

    @property
    def url(self) -> str:
        return f"{self.server.url}/summarize"

    def hits(self, seconds: float) -> "subprocess.Popen[str]":
        return self._begun(HITS_A_SECOND, seconds, first=0, kept=KEPT)

    def misses(self, rate: float, seconds: float) -> "subprocess.Popen[str]":
        return self._begun(rate, seconds, first=next(self.numbers))

    def _begun(self, rate: float, seconds: float, **options: int) -> "subprocess.Popen[str]":
        words = {"url": self.url, "rate": rate, "seconds": seconds, **options}
        command = [sys.executable, "-m", "bench.overload.caller", *(f"--{name}={word}" for name, word in words.items())]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def calm(self) -> dict[str, float]:
        """Return how long hits take where nothing else is asked."""
        return spread(samples_of(self.hits(self.seconds)))

    def peak(self) -> float:
        """Return the most briefs a second, beside hits."""
        return max(self._briefs(connections) for connections in PEAK_CONNECTIONS)

    def _briefs(self, connections: int) -> float:
        hits = self.hits(self.seconds + _WARM_UP)
        told = driven(
            self.url,
            connections=connections,
            seconds=self.seconds,
            warm_up=_WARM_UP,
            distinct=100_000 // connections,
            first=next(self.numbers),
        )
        samples_of(hits)
        tell(f"{connections} connections: {told['requests_per_second']} briefs a second, {told['problems']}")
        return told["requests_per_second"]

    def at(self, rate: float) -> dict[str, list[Sample]]:
        """Return what came of hits, and of misses at that rate."""
        seconds = self.seconds + _WARM_UP
        hits, misses = self.hits(seconds), self.misses(rate, seconds)
        return {"hits": samples_of(hits), "misses": samples_of(misses)}


def samples_of(process: "subprocess.Popen[str]") -> list[Sample]:
    """Return what a caller saw, in the order in which it was due."""
    output, _ = process.communicate(timeout=600)
    assert process.returncode == 0
    return sorted((at, status, ms) for at, status, ms in json.loads(output))


def spread(samples: list[Sample], status: int = 200) -> dict[str, float]:
    """Return the number, and milliseconds, of the answers with that status."""
    ranked = sorted(ms for at, got, ms in samples if got == status and at >= _WARM_UP) or [0.0]
    at = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
    return {"number": len(ranked), **{name: ranked[int(share * (len(ranked) - 1))] for name, share in at.items()}}


def statuses(samples: list[Sample]) -> dict[str, int]:
    """Return how many were answered how."""
    return dict(Counter(str(status) for _, status, _ in samples))


def goodput(samples: list[Sample], seconds: float) -> float:
    """Return the briefs a second that were answered while the overload lasted."""
    ends = (at + ms / 1000 for at, status, ms in samples if status == 200)
    return sum(_WARM_UP <= end < _WARM_UP + seconds for end in ends) / seconds


def normal_after(samples: list[Sample], usual: float) -> float:
    """Return the second from which on everything is answered, in twice the usual time at most."""
    late = (at for at, status, ms in samples if status != 200 or ms > 2 * usual)
    return max(late, default=0.0)


def measured(seconds: float) -> dict[str, object]:
    """Run all phases."""
    with _running() as server:
        bench = Bench(server, seconds)
        driven(bench.url, connections=64, seconds=60, warm_up=0, distinct=64, first=900_000)  # all is imported
        for _ in range(3):
            samples_of(bench.hits(3.0))
        calm = bench.calm()
        tell(f"calm: hits {calm}")
        peak = bench.peak()
        before = bench.at(HALF * peak)
        usual = spread(before["misses"])
        tell(f"half the peak of {peak}: misses {usual}, hits {spread(before['hits'])}, {statuses(before['misses'])}")
        during = bench.at(TIMES * peak)
        after = bench.at(HALF * peak)
    hits, sheds = spread(during["hits"]), spread(during["misses"], 503)
    good = goodput(during["misses"], seconds)
    return {
        "peak": peak,
        "offered": TIMES * peak,
        "goodput": good,
        "goodput to peak": round(good / peak, 3),
        "sheds ms": sheds,
        "hits ms": {"calm": calm, "at half the peak": spread(before["hits"]), "overload": hits},
        "hits p99 to calm": round(hits["p99"] / calm["p99"], 2),
        "hits p99 to half the peak": round(hits["p99"] / spread(before["hits"])["p99"], 2),
        "briefs ms": {"at half the peak": usual, "overload": spread(during["misses"])},
        "answers": {name: statuses(samples) for name, samples in [*during.items(), ("after", after["misses"])]},
        "normal after seconds": normal_after(after["misses"], usual["p99"]),
    }  # fmt: skip


@contextmanager
def _running() -> Iterator[Server]:
    with endpoint(1.0) as model, redis() as store:
        settings = {"LLM": "custom/stub", "LLM_BASE_URL": f"{model.url}/v1", "WEB_CONCURRENCY": "2"}
        settings |= {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        with service({**settings, "REDIS_URL": store.url}) as server:
            yield server


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures an overload")
    parser.add_argument("--seconds", type=float, default=15.0, help="of each phase")
    parser.add_argument("--json", type=Path, help="write all of it here")
    options = parser.parse_args()
    told = {"machine": machine(), "run": run(), "seconds": options.seconds, **measured(options.seconds)}
    text = json.dumps(told, indent=1)
    if options.json:
        options.json.write_text(text + "\n")
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
