"""The results as a table for people, and the files that keep them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_BENCH = Path(__file__).parents[1]
RESULTS = _BENCH / "results.json"
REPORT = _BENCH / "RESULTS.md"
BY_HAND = "<!-- What follows is written by hand: make bench keeps it. -->\n"

Results = dict[str, Any]


def keep(results: Results) -> None:
    """Write both files; scenarios that were not run keep their last results."""
    whole = {**(json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}), **results}
    RESULTS.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    by_hand = REPORT.read_text(encoding="utf-8").partition(BY_HAND)[2] if REPORT.exists() else ""
    REPORT.write_text(page(whole) + "\n" + BY_HAND + by_hand, encoding="utf-8")


def page(results: Results) -> str:
    """Return the results as Markdown."""
    return "\n".join(("# The load benchmark: the last run", "", *_lines(results)))


def _lines(results: Results) -> Iterator[str]:
    machine = results["machine"]
    yield "`make bench` wrote this, and `bench/results.json`, which has every round. It takes about five minutes."
    yield ""
    yield f"The machine: {', '.join(f'{name} {value}' for name, value in machine.items())}."
    for name, lines in SECTIONS.items():
        if name in results:
            run = results[name]["run"]
            yield ""
            yield from lines(results[name])
            yield ""
            yield f"*{run['date']}, commit {run['commit']}, load average before it {run['load average']}.*"


def _hits(told: Results) -> Iterator[str]:
    yield f"## Hits: the same request again, {told['connections']} connections, one worker with a core of its own"
    yield ""
    yield "| | median of the rounds, requests a second | best | p50 ms | p99 ms | errors |"
    yield "|---|---|---|---|---|---|"
    for name in told["median"]:
        rounds = sorted((one[name] for one in told["rounds"]), key=lambda one: one["requests_per_second"])
        middle = rounds[len(rounds) // 2]
        errors = sum(one["errors"] for one in rounds)
        yield (
            f"| {NAMES[name]} | {told['median'][name]:,.0f} | {told['best'][name]:,.0f} | {middle['ms']['p50']} "
            f"| {middle['ms']['p99']} | {errors} |"
        )
    yield ""
    yield f"- service to bare answer: **{told['service to bare']}** (aim 0.8 or more)"
    yield f"- its p99 to the bare answer's: **{told['p99 of service to bare']}** (aim 1.3 or less)"
    yield f"- service to afternoon's: **{told['service to afternoon']}** (aim 1.5 or more)"


def _misses(told: Results) -> Iterator[str]:
    yield from _in_flight("Misses", told)
    ours = told["service"]
    yield ""
    yield f"- throughput of the ideal: **{ours['requests_per_second'] / told['ideal']:.3f}** (aim 0.95 or more)"
    yield f"- added ms: p50 **{ours['added ms']['p50']}** (aim 10), p99 **{ours['added ms']['p99']}** (aim 60)"
    yield f"- CPU of the workers: **{ours['cpu ms a request']} ms** a request (aim 4)"


def _held(told: Results) -> Iterator[str]:
    yield from _in_flight("Held", told)


def _in_flight(title: str, told: Results) -> Iterator[str]:
    yield (
        f"## {title}: {told['connections']:,} connections, each article another, an endpoint of "
        f"{told['endpoint seconds']:g} s, two workers"
    )
    yield ""
    yield "| | requests a second | added ms p50 | p99 | max | errors | CPU ms | MiB before | most | threads |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    yield f"| ideal | {told['ideal']:g} | 0 | 0 | 0 | | | | | |"
    for name in ("direct", "service", "afternoon"):
        if name in told:
            yield _row(NAMES[name], told[name], 1000 * told["endpoint seconds"])


def _row(name: str, one: Results, waited: float) -> str:
    added = " | ".join(
        f"{one['ms'][share] - waited:.1f}" if one["answered"] else "–" for share in ("p50", "p99", "max")
    )
    workers = ["", "", "", ""]
    if "cpu ms a request" in one:
        memory = one["MiB of the workers"]
        sums = (memory["before"], memory["most"], one["threads of the workers"])
        workers = [str(one["cpu ms a request"]), *(" + ".join(map(str, each)) for each in sums)]
    return f"| {name} | {one['requests_per_second']} | {added} | {one['errors']} | {' | '.join(workers)} |"


def _kept(told: Results) -> Iterator[str]:
    yield f"## Kept: what Redis has to do, measured over {told['briefs']:,} briefs"
    yield ""
    yield f"{told['bytes a brief']:,} bytes a brief, in all."
    yield ""
    yield "| | model calls | commands | CPU microseconds of Redis | bytes to Redis | from Redis |"
    yield "|---|---|---|---|---|---|"
    for kind in ("miss", "hit"):
        one = told[kind]
        commands = ", ".join(f"{name} {count:g}" for name, count in sorted(one["commands"].items()))
        calls = one["model calls"] / told["briefs"]
        numbers = f"{one['Redis microseconds']} | {one['bytes in']:,} | {one['bytes out']:,}"
        yield f"| a {kind} | {calls:.2f} | {commands} | {numbers} |"
    yield ""
    yield "| keys | for each brief | bytes of one |"
    yield "|---|---|---|"
    for name, key in told["keys"].items():
        yield f"| `{name}` | {key['keys a brief']} | {key['bytes']:,} |"


NAMES = {
    "bare": "bare WSGI answer of the same bytes",
    "service": "**the service**",
    "afternoon": "an afternoon's Flask + openai + redis",
    "hello": "Flask's hello (13 bytes)",
    "direct": "the driver at the endpoint, no service",
}
SECTIONS = {"hits": _hits, "misses": _misses, "held": _held, "kept": _kept}
