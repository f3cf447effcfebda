"""Distinct articles at a slow endpoint: hundreds of calls in flight, and then a thousand."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace

from bench.load.driving import Driven, driven
from bench.load.processes import Server, counts, endpoint, redis, reference, service
from bench.load.telling import tell

WORKERS = 2
PASSED_ON = ("WEB_THREADS", "LLM_CONCURRENCY", "LINE_SECONDS")
"""Settings of the operator's that may be tried from outside."""


@dataclass(frozen=True)
class Plan:
    """So many connections, at an endpoint that waits so many seconds, measured for so many."""

    connections: int
    wait: float
    seconds: float

    def drive(self, url: str, first: int = 0) -> Driven:
        """Post distinct articles. Connections begin evenly over half of the warm-up: their calls end evenly, too."""
        warm_up = 4 * self.wait
        distinct = int(self.connections / self.wait * (self.seconds + warm_up) * 1.1)
        return driven(
            url,
            connections=self.connections,
            seconds=self.seconds,
            warm_up=warm_up,
            distinct=distinct,
            first=first,
        )

    def told(self) -> dict[str, object]:
        ideal = self.connections / self.wait
        return {"connections": self.connections, "endpoint seconds": self.wait, "seconds": self.seconds, "ideal": ideal}


def misses(seconds: float) -> dict[str, object]:
    """Return what 256 in flight at an endpoint of 1 s cost the service and an afternoon's, beside no service at all."""
    plan = Plan(256, 1.0, seconds)
    with endpoint(plan.wait) as model:
        direct = plan.drive(f"{model.url}/v1/chat/completions")
    _tell("the driver at the endpoint", plan, direct)
    return {**plan.told(), "direct": direct, **{name: _measured(name, plan) for name in ("service", "afternoon")}}


def held(seconds: float) -> dict[str, object]:
    """Return how 1,000 connections at an endpoint of 2 s fare, and the memory of the workers."""
    plan = Plan(1_000, 2.0, seconds)
    return {**plan.told(), "service": _measured("service", plan)}


def _measured(name: str, plan: Plan) -> dict[str, object]:
    with _running(name, plan.wait) as (model, server):
        replace(plan, connections=16, seconds=1.0).drive(f"{server.url}/summarize", first=5_000_000)  # imports all
        before, cpu = server.status("VmRSS"), server.cpu_seconds()
        endpoint_cpu, _ = model.cpu_seconds(), counts(model)
        result = plan.drive(f"{server.url}/summarize")
        total = max(result["total"], 1)
        told = {
            "added ms": {share: round(ms - 1000 * plan.wait, 1) for share, ms in result["ms"].items()},
            "cpu ms a request": round(1000 * (server.cpu_seconds() - cpu) / total, 2),
            "cpu ms a call of the endpoint": round(1000 * (model.cpu_seconds() - endpoint_cpu) / total, 2),
            "MiB of the workers": {"before": _mib(before), "most": _mib(server.status("VmHWM"))},
            "threads of the workers": server.status("Threads"),
            "endpoint": counts(model),
        }
    _tell(name, plan, result)
    return {**result, **told}


@contextmanager
def _running(name: str, wait: float) -> Iterator[tuple[Server, Server]]:
    start: Callable[[dict[str, str]], AbstractContextManager[Server]] = (
        service if name == "service" else lambda settings: reference(name, settings)
    )
    with ExitStack() as stack:
        model = stack.enter_context(endpoint(wait))
        settings = {"LLM": "custom/stub", "LLM_BASE_URL": f"{model.url}/v1", "WEB_CONCURRENCY": str(WORKERS)}
        settings["LINE_SECONDS"] = "60"  # they wait for their turn: a refusal costs next to nothing, and tells nothing
        settings |= {setting: os.environ[setting] for setting in PASSED_ON if setting in os.environ}
        settings["REDIS_URL"] = stack.enter_context(redis()).url
        yield model, stack.enter_context(start(settings))


def _tell(name: str, plan: Plan, result: Driven) -> None:
    rate, ms = result["requests_per_second"], result["ms"]
    tell(
        f"{plan.connections} in flight: {name}: {rate:.1f} of {plan.connections / plan.wait:.0f} a second, "
        f"p50 {ms['p50']:.0f} ms, p99 {ms['p99']:.0f} ms, {result['errors']} errors"
    )


def _mib(kilobytes: list[int]) -> list[int]:
    return [round(one / 1024) for one in kilobytes]
