"""What a run says of itself: to the terminal, and as bench/CHAOS.md."""

import argparse
from collections import Counter
from collections.abc import Iterator

from bench.chaos.checking.verdict import Verdict
from bench.chaos.history import History
from bench.load.machine import machine, run

_SHOWN = 20  # broken looks that are listed; more say nothing more


def lines(history: History, verdicts: list[Verdict]) -> Iterator[str]:
    """Yield what the terminal shows."""
    numbers = (len(history.requests), _jobs(history), len(history.calls), _faults(history))
    yield "{} requests, {} jobs, {} model calls, {} faults".format(*numbers)
    for verdict in verdicts:
        state = "BROKEN" if verdict.broken else "holds "
        yield f"{state} {verdict.promise}: {verdict.checked} looked at. {verdict.note}"
        for broken in verdict.broken[:_SHOWN]:
            yield f"         {broken}"


def page(history: History, verdicts: list[Verdict], options: argparse.Namespace) -> str:
    """Return the report as Markdown."""
    command = f"python -m bench.chaos --minutes {options.minutes:g} --seed {options.seed}"
    about = "; ".join(f"{name} {value}" for name, value in (run() | machine()).items())
    return "\n".join(
        [
            "# Chaos", "",
            f"`{command}` (`make chaos MINUTES={options.minutes:g}`), on: {about}.", "",
            f"**{len(history.requests)} requests and {_jobs(history)} accepted jobs under {_faults(history)} faults,"
            f" one every 5 s: {sum(len(one.broken) for one in verdicts)} broken invariants.**"
            f" {len(history.calls)} calls reached the model endpoints.", "",
            *_table(("invariant", "looked at", "broken", ""), _verdicts(verdicts)), "",
            *(f"- {broken}" for verdict in verdicts for broken in verdict.broken[:_SHOWN]), "",
            "What callers got:", "", *_table(("request", "outcome", "number"), _outcomes(history)), "",
            "What was harmed:", "", *_table(("part", "fault", "times"), _harmed(history)), "",
        ]
    )  # fmt: skip


def _verdicts(verdicts: list[Verdict]) -> list[tuple[object, ...]]:
    return [(one.promise, one.checked, len(one.broken), one.note) for one in verdicts]


def _outcomes(history: History) -> list[tuple[object, ...]]:
    counts = Counter(
        (one.what, f"{one.status} {one.code}".strip() if one.status else one.error) for one in history.requests
    )
    return [(what, outcome, number) for (what, outcome), number in sorted(counts.items())]


def _harmed(history: History) -> list[tuple[object, ...]]:
    counts = Counter((one.target or one.family, one.name) for one in history.faults if one.family != "calm")
    return [(target, name, number) for (target, name), number in sorted(counts.items())]


def _table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def _jobs(history: History) -> int:
    return len({one.job for one in history.requests if one.what == "job" and one.job})


def _faults(history: History) -> int:
    return sum(one.family not in {"calm", "machine"} for one in history.faults)
