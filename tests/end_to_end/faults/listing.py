"""What became of each row of the list of faults."""

from dataclasses import dataclass, field

import pytest

ROWS = range(1, 35)  # of the list
MOST_FIGURES = 12  # of one promise that are shown


@dataclass
class Promise:
    """What must happen, by all its tests: the worst of their outcomes, and what they measured."""

    outcome: str = "pass"
    seconds: float = 0.0
    figures: list[str] = field(default_factory=list)
    cases: dict[str, float] = field(default_factory=dict)

    def add(self, report: pytest.TestReport) -> None:
        self.seconds += report.duration
        if report.failed:
            self.outcome = "FAIL"
        elif report.skipped and self.outcome == "pass":
            self.outcome = "skip"
        case = report.nodeid.partition("[")[2].removesuffix("]") or report.nodeid.rpartition("::")[2]
        if report.when == "call":
            self.cases[case] = report.duration
        if report.when == "teardown":  # has what was recorded before, too
            measured = [told for name, told in report.user_properties if name == "figure"]
            self.figures += [f"{told} ({case})" if "[" in report.nodeid else str(told) for told in measured]

    def told(self) -> list[str]:
        """Return what was measured; where no test says more, the slowest of several."""
        if self.figures:
            more = len(self.figures) - MOST_FIGURES
            return self.figures[:MOST_FIGURES] + ([f"and {more} more"] if more > 0 else [])
        if len(self.cases) > 1:
            slowest = max(self.cases, key=lambda case: self.cases[case])
            return [f"{len(self.cases)} cases, the slowest {self.cases[slowest]:.2f} s ({slowest[:40]})"]
        return []


class Listing:
    """A pytest plugin that remembers what became of each promise."""

    def __init__(self) -> None:
        self.promises: dict[tuple[int, str], Promise] = {}
        self._marked: dict[str, list[tuple[int, str]]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            if marks := [(mark.args[0], mark.args[1]) for mark in item.iter_markers("fault")]:
                self._marked[item.nodeid] = marks

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for promise in self._marked.get(report.nodeid, ()):
            self.promises.setdefault(promise, Promise()).add(report)

    def lines(self) -> list[str]:
        """Return the list as text, the figures of a promise below it; rows without a test are told at the end."""
        lines = [f"{'row':>3}  {'':4}  {'s':>5}  what must happen"]
        for (row, words), promise in sorted(self.promises.items(), key=lambda told: told[0]):
            lines.append(f"{row:>3}  {promise.outcome:4}  {promise.seconds:5.1f}  {words}")
            lines += [f"{'':18}{told}" for told in promise.told()]
        missing = set(ROWS) - {row for row, _ in self.promises}
        return lines + ([f"not run: rows {', '.join(map(str, sorted(missing)))}"] if missing else [])
