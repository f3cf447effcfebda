"""A repeated identical request, beside a bare answer of the same bytes and what an afternoon gives."""

import os
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load.articles import body
from bench.load.driving import Driven, repeated
from bench.load.processes import Server, endpoint, post, redis, reference, service
from bench.load.telling import tell

CONNECTIONS = 64
ROUNDS = 3
SERVERS = ("bare", "service", "afternoon", "hello")


@dataclass(frozen=True)
class Cores:
    """The server has one to itself, as far as there are two; the driver, Redis and the endpoint are on the other."""

    server: int
    others: int

    @classmethod
    def of_machine(cls) -> "Cores":
        cores = sorted(os.sched_getaffinity(0))
        return cls(cores[0], cores[-1])


def hits(seconds: float) -> dict[str, object]:
    """Return the rounds of each server, best and median, and the ratios, each the median of those of its rounds."""
    cores = Cores.of_machine()
    with servers(cores) as running:
        rounds = [_round(running, cores, seconds, number) for number in range(ROUNDS)]
    rates = {name: [one[name]["requests_per_second"] for one in rounds] for name in SERVERS}
    return {
        "connections": CONNECTIONS,
        "seconds": seconds,
        "rounds": rounds,
        "best": {name: max(rates[name]) for name in SERVERS},
        "median": {name: statistics.median(rates[name]) for name in SERVERS},
        "service to bare": _ratio(rates["service"], rates["bare"]),
        "service to afternoon": _ratio(rates["service"], rates["afternoon"]),
        "p99 of service to bare": _ratio(_p99(rounds, "service"), _p99(rounds, "bare")),
    }


@contextmanager
def servers(cores: Cores) -> Iterator[dict[str, Server]]:
    """Yield all four with one worker each, the article's brief kept by the two that keep any."""
    with ExitStack() as stack:
        model = stack.enter_context(endpoint(0.0, cores.others))
        settings = {"LLM": "custom/stub", "LLM_BASE_URL": f"{model.url}/v1", "WEB_CONCURRENCY": "1"}
        ours, theirs = (
            {**settings, "REDIS_URL": stack.enter_context(redis(cores.others)).url} for _ in ("ours", "theirs")
        )
        running = {"service": stack.enter_context(service(ours, cores.server))}
        with tempfile.TemporaryDirectory() as folder:
            answer = Path(folder) / "answer"
            answer.write_bytes(post(running["service"], body(0)).content)
            told = {"bare": {**settings, "ANSWER": str(answer)}, "afternoon": theirs, "hello": settings}
            for name, environ in told.items():
                running[name] = stack.enter_context(reference(name, environ, cores.server))
                post(running[name], body(0))
            yield running


def _round(running: dict[str, Server], cores: Cores, seconds: float, number: int) -> dict[str, Driven]:
    results = {}
    for name in SERVERS:
        url = f"{running[name].url}/summarize"
        if number == 0:
            repeated(url, body(0), connections=CONNECTIONS, seconds=1, core=cores.others)  # warms up
        results[name] = repeated(url, body(0), connections=CONNECTIONS, seconds=seconds, core=cores.others)
        rate, p99 = results[name]["requests_per_second"], results[name]["ms"]["p99"]
        tell(f"hits, round {number + 1} of {ROUNDS}: {name} {rate:.0f} requests a second, p99 {p99:.1f} ms")
    return results


def _p99(rounds: list[dict[str, Driven]], name: str) -> list[float]:
    return [one[name]["ms"]["p99"] for one in rounds]


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return round(statistics.median(one / other for one, other in zip(ours, theirs, strict=True) if other), 3)
