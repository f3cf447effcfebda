"""Checks made where this process computes are those of a checker, and are made once."""

from contextlib import closing

import pytest

from service.domain.checker import STANDARD, Checker
from service.domain.gate import gate_by
from service.domain.summary import Group, Summary
from service.summarizer import checking
from service.summarizer.checking import ComputedChecks
from tests.domain.samples import chinese
from tests.fakes import GOOD, INVENTED, OTHER

SUMMARY = Summary((GOOD, INVENTED), (Group(1, "2099 in figures", (OTHER,)), Group(2, "More", (INVENTED, GOOD))))


@pytest.fixture
def checks():
    with closing(ComputedChecks(chinese(), STANDARD)) as checks:
        yield checks


@pytest.fixture
def counted(monkeypatch):
    """The places that were checked, each time they were."""
    places = []
    checked = Checker._checked

    def count(self, insight, where):
        places.append(where)
        return checked(self, insight, where)

    monkeypatch.setattr(Checker, "_checked", count)
    return places


def test_they_are_those_of_a_checker(checks):
    checker = Checker.of(chinese(), STANDARD)
    assert checks.check(GOOD, "/core_insights/0") == checker.check(GOOD, "/core_insights/0")
    assert checks.heading("2099 in figures") == checker.heading("2099 in figures") != "2099 in figures"
    gated, plain = gate_by(checks, SUMMARY), gate_by(checker, SUMMARY)
    assert (gated.summary, gated.checked) == (plain.summary, plain.checked)
    assert checks.article == checker.article


def test_what_was_checked_is_not_checked_again(checks, counted):
    for where, insight in list(SUMMARY.located())[:3]:
        checks.check(insight, where)
    checks.check_all(SUMMARY)
    checks.check(GOOD, "/core_insights/0")
    assert sorted(counted) == sorted(where for where, _ in SUMMARY.located())


def test_process_that_knows_nothing_of_them_makes_them_anew(checks):
    before = checks.check_all(SUMMARY)
    checking._checkers.clear()
    assert checks.check_all(SUMMARY) == before


def test_closed_checks_are_forgotten_with_the_next_that_begin(checks):
    for _ in range(3):
        with closing(ComputedChecks(chinese(), STANDARD)) as others:
            others.check(GOOD, "/core_insights/0")
    checks.check(GOOD, "/core_insights/0")
    assert list(checking._checkers) == [checks._number]
