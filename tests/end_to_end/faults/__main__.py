"""Run the rows and print the list: row, what must happen, pass or fail, seconds."""

import sys
from pathlib import Path

import pytest


class Listing:
    """A pytest plugin that remembers what became of each promise: the worst outcome of its cases, and their seconds."""

    def __init__(self) -> None:
        self.promises: dict[str, tuple[int, str]] = {}
        self.outcomes: dict[tuple[int, str], tuple[str, float]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for mark in item.iter_markers("fault"):
                self.promises[item.nodeid] = (mark.args[0], mark.args[1])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        promise = self.promises.get(report.nodeid)
        if promise is None:
            return
        before, seconds = self.outcomes.get(promise, ("pass", 0.0))
        outcome = "FAIL" if report.failed else "skip" if report.skipped and before == "pass" else before
        self.outcomes[promise] = (outcome, seconds + report.duration)

    def lines(self) -> list[str]:
        """Return the list as text."""
        head = f"{'row':>3}  {'':4}  {'s':>5}  what must happen"
        rows = sorted(self.outcomes.items())
        return [head, *(f"{row:>3}  {out:4}  {s:5.1f}  {promise}" for (row, promise), (out, s) in rows)]


listing = Listing()
arguments = ["-q", "--no-header", "-m", "fault", str(Path(__file__).parents[1]), *sys.argv[1:]]
status = pytest.main(arguments, plugins=[listing])
print("\n" + "\n".join(listing.lines()))
sys.exit(status)
