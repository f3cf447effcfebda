"""Compute the tables of docs/capacity.md from the last run of ``make bench``.

    python -m bench.capacity [--seconds 10] [--asks 5] [--peak 3] [--write]

Prints them; ``--write`` puts them into the page, between its marks.
"""

import argparse
import json
import math
import runpy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.adapters.lifetime import KEPT_SECONDS
from service.settings import DEFAULT_WORKER_THREADS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "capacity.md"
MARKS = ("<!-- python -m bench.capacity --write -->\n", "<!-- end -->\n")
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)

_GUNICORN = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))
_SIMILARITY_BYTES = 65_536 * (128 * 24 + 100)  # all that the index of rewrites may grow to, see redis_similarity.py
_HEADROOM = 1.5  # of Redis's memory: fragmentation, buffers, a copy while it saves


@dataclass(frozen=True)
class Assumed:
    """What no measurement tells: how the day goes, and the model."""

    peak: float
    asks: float
    seconds: float
    calls: float = 1.1
    busy: float = 0.5
    days: float = 1.0


@dataclass(frozen=True)
class Measured:
    """What ``make bench`` measured, per request; milliseconds of one core, bytes."""

    miss_ms: float
    hit_ms: float
    brief: int
    similar: float
    events: float
    redis: Any

    @classmethod
    def last(cls) -> "Measured":
        results = json.loads((ROOT / "bench" / "results.json").read_text(encoding="utf-8"))
        kept = results["kept"]
        sizes = {name: one["keys a brief"] * one["bytes"] for name, one in kept["keys"].items()}
        return cls(
            miss_ms=results["misses"]["service"]["cpu ms a request"],
            hit_ms=round(1000 / results["hits"]["median"]["service"], 2),
            brief=round(sum(size for name, size in sizes.items() if name.endswith(":value"))),
            similar=sum(size for name, size in sizes.items() if name.endswith(":briefs")),
            events=sum(size for name, size in sizes.items() if name.endswith(":events")),
            redis=kept,
        )


@dataclass(frozen=True)
class Need:
    """What a number of articles a day needs at the peak."""

    articles: int
    assumed: Assumed
    measured: Measured

    @property
    def misses(self) -> float:
        return self.articles / 86_400 * self.assumed.peak

    @property
    def hits(self) -> float:
        return self.misses * (self.assumed.asks - 1)

    @property
    def in_flight(self) -> float:
        return self.misses * self.assumed.calls * self.assumed.seconds

    @property
    def cores(self) -> float:
        """Of web, where every article is waited for over HTTP."""
        used = (self.misses * self.measured.miss_ms + self.hits * self.measured.hit_ms) / 1000
        return used / self.assumed.busy

    @property
    def replicas(self) -> int:
        """Of two cores and two workers; two at least, so that one may go."""
        threads = 2 * _GUNICORN["threads"] * self.assumed.busy
        return max(2, math.ceil(self.cores / 2), math.ceil(self.in_flight / threads))

    @property
    def job_workers(self) -> int:
        """Worker processes of a core each, where the articles come as jobs."""
        by_cpu = self.misses * self.measured.miss_ms / 1000 / self.assumed.busy
        return max(2, math.ceil(by_cpu), math.ceil(self.in_flight / DEFAULT_WORKER_THREADS))

    @property
    def redis_bytes(self) -> float:
        kept = self.articles * self.assumed.days
        events = self.misses * KEPT_SECONDS * self.measured.events
        similar = min(kept * self.measured.similar, _SIMILARITY_BYTES)
        return (kept * self.measured.brief + similar + events) * _HEADROOM

    @property
    def redis_commands(self) -> float:
        return self._redis(lambda one: sum(one["commands"].values()))

    @property
    def redis_core(self) -> float:
        """The share of Redis's one core that its commands take."""
        return self._redis(lambda one: one["Redis microseconds"]) / 1e6

    @property
    def redis_megabits(self) -> float:
        return self._redis(lambda one: one["bytes in"] + one["bytes out"]) * 8 / 1e6

    @property
    def client_megabits(self) -> float:
        """Articles in, briefs out."""
        return (self.misses + self.hits) * (_ARTICLE_BYTES + self.measured.brief) * 8 / 1e6

    @property
    def model_megabits(self) -> float:
        return self.misses * self.assumed.calls * (_QUESTION_BYTES + _STREAM_BYTES) * 8 / 1e6

    def _redis(self, cost: Callable[[Any], float]) -> float:
        return self.misses * cost(self.measured.redis["miss"]) + self.hits * cost(self.measured.redis["hit"])


_ARTICLE_BYTES = 4_300
_QUESTION_BYTES = 10_000  # the prompt with its example, and the article
_STREAM_BYTES = 130_000  # 620 tokens as events of 210 bytes

ROWS: dict[str, Callable[[Need], str]] = {
    "new articles a second, at the peak": lambda need: f"{need.misses:,.1f}",
    "requests a second, at the peak": lambda need: f"{need.misses + need.hits:,.1f}",
    "**model calls in flight**": lambda need: f"{need.in_flight:,.0f}",
    "cores of web": lambda need: f"{need.cores:,.1f}",
    "**web replicas** (2 cores, 2 workers), articles waited for": lambda need: f"{need.replicas:,}",
    "or **job workers** (1 core each), articles as jobs": lambda need: f"{need.job_workers:,}",
    "**Redis memory**": lambda need: _bytes(need.redis_bytes),
    "Redis commands a second": lambda need: f"{need.redis_commands:,.0f}",
    "share of Redis's core": lambda need: f"{need.redis_core:.1%}",
    "Mbit/s: clients": lambda need: f"{need.client_megabits:,.1f}",
    "Mbit/s: model": lambda need: f"{need.model_megabits:,.1f}",
    "Mbit/s: Redis": lambda need: f"{need.redis_megabits:,.1f}",
}


def tables(assumed: Assumed, measured: Measured) -> str:
    """Return the page's generated part."""
    needs = [Need(size, assumed, measured) for size in SIZES]
    hits = 1 - 1 / assumed.asks
    lines = [
        f"Assumed: the busiest hour has {assumed.peak:g} times the average; an article is asked for {assumed.asks:g} "
        f"times in all, so that {hits:.0%} are hits; a model call takes {assumed.seconds:g} s, and "
        f"{assumed.calls - 1:.0%} of the articles need a second one for repairs; briefs are kept for {assumed.days:g} "
        f"day; at the peak {assumed.busy:.0%} of the processors and threads are used.",
        "",
        f"Measured: a miss costs {measured.miss_ms:g} ms of a core, a hit {measured.hit_ms:g} ms; a brief of a 4 kB "
        f"article takes {measured.brief:,} bytes of Redis, and {measured.similar:,.0f} more to be found by rewrites of "
        f"it (all of those together at most {_bytes(_SIMILARITY_BYTES)}).",
        "",
        f"| articles a day | {' | '.join(f'{size:,}' for size in SIZES)} |",
        f"|---|{'---:|' * len(SIZES)}",
        *(f"| {name} | {' | '.join(cell(need) for need in needs)} |" for name, cell in ROWS.items()),
    ]
    return "\n".join(lines) + "\n"


def _bytes(size: float) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description="What so many articles a day need")
    parser.add_argument("--peak", type=float, default=3.0, help="the busiest hour, in averages (default 3)")
    parser.add_argument("--asks", type=float, default=5.0, help="how often an article is asked for (default 5)")
    parser.add_argument("--seconds", type=float, default=10.0, help="of a model call (default 10)")
    parser.add_argument("--write", action="store_true", help="renew docs/capacity.md")
    options = parser.parse_args()
    text = tables(Assumed(options.peak, options.asks, options.seconds), Measured.last())
    print(text)
    if options.write:
        before, rest = PAGE.read_text(encoding="utf-8").split(MARKS[0])
        after = rest.split(MARKS[1])[1]
        PAGE.write_text(f"{before}{MARKS[0]}{text}{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
