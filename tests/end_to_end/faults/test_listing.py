"""Every row of the list of faults is somebody's, and is printed as it went."""

import re
from pathlib import Path

import pytest

from tests.end_to_end.faults.listing import ROWS, Listing

TESTS = Path(__file__).parents[2]


def test_every_row_has_a_test():
    marked = re.compile(r"^@pytest\.mark\.fault\(\s*(\d+),", re.MULTILINE)
    rows = {int(row) for path in TESTS.rglob("test_*.py") for row in marked.findall(path.read_text())}
    assert rows == set(ROWS)


def report(nodeid, when="call", outcome="passed", figures=()):
    told = [("figure", figure) for figure in figures]
    return pytest.TestReport(nodeid, ("", 0, ""), {}, outcome, None, when, user_properties=told, duration=0.5)


def test_worst_outcome_and_all_figures_are_printed():
    listing = Listing()
    listing._marked = {"t.py::test_a[x]": [(15, "Redis hangs")], "t.py::test_a[y]": [(15, "Redis hangs")]}
    listing.pytest_runtest_logreport(report("t.py::test_a[x]", "setup"))
    listing.pytest_runtest_logreport(report("t.py::test_a[x]", outcome="failed"))
    listing.pytest_runtest_logreport(report("t.py::test_a[y]", outcome="skipped"))
    listing.pytest_runtest_logreport(report("t.py::test_a[y]", "teardown", figures=["added 0.2 s"]))
    assert listing.lines()[1:3] == [" 15  FAIL    2.0  Redis hangs", " " * 18 + "added 0.2 s (y)"]
    assert listing.lines()[-1].startswith("not run: rows 1, 2,")
