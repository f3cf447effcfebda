"""Insights are told as soon as they passed, and never before."""

import json

import pytest

from service.domain.checker import STANDARD, Checker, Rules
from service.domain.gate import gate_by, regate
from service.domain.glossary import Glossary, Term
from service.domain.summary import Citation, Group, Insight, Summary
from service.ports import Notice
from service.summarizer.live_draft import LiveDraft
from tests.domain.samples import chinese
from tests.fakes import GOOD, INVENTED, OTHER

SUMMARY = Summary((GOOD, INVENTED), (Group(1, "Figures", (OTHER,)), Group(2, "More", (INVENTED, GOOD))))


class Recorder:
    committed = False

    def __init__(self):
        self.told = []

    def begin(self):
        self.told.append(("begin",))

    def tell(self, notice: Notice):
        data = json.loads(notice.data)
        named = {"group": ("number", "heading"), "insight": ("where",), "withheld": ("where", "text")}
        self.told.append((notice.name, *(data[name] for name in named.get(notice.name, data))))

    def take(self):
        told, self.told = self.told, []
        return told


@pytest.fixture
def recorder():
    return Recorder()


def live_draft(recorder, rules=STANDARD):
    return LiveDraft(Checker.of(chinese(), rules), recorder)


def write(live, summary):
    for where, insight in summary.located():
        _, _, place = where.partition("/groups/")
        if place.endswith("/insights/0"):
            group = summary.groups[int(place[0])]
            live.group(group.number, group.heading)
        live.insight(where, insight)


PASSED = [
    ("insight", "/core_insights/0"),
    ("group", 1, "Figures"),
    ("insight", "/groups/0/insights/0"),
    ("group", 2, "More"),
    ("insight", "/groups/1/insights/1"),
]


def test_only_what_passed_is_told(recorder):
    write(live_draft(recorder), SUMMARY)
    assert recorder.take() == PASSED


def test_position_counts_what_is_not_told(recorder):
    """Who shows insights in a row can tell whether one is missing before this one: it may yet be mended."""
    positions = []
    recorder.tell = lambda notice: positions.append(json.loads(notice.data).get("position"))
    live = live_draft(recorder)
    write(live, SUMMARY)
    assert [position for position in positions if position is not None] == [0, 2, 4]
    positions.clear()
    live.settled(regate(gate_by(live.checker, SUMMARY), {"/core_insights/1": OTHER}))
    assert [position for position in positions if position is not None] == [1]


def test_draft_that_nobody_told_is_told_whole(recorder):
    live = live_draft(recorder)
    live.drafted(gate_by(live.checker, SUMMARY))
    assert recorder.take() == PASSED


def test_what_was_told_is_neither_told_nor_checked_again(recorder):
    live = live_draft(recorder)
    write(live, SUMMARY)
    recorder.take()
    known = dict(live.checker._known)
    live.drafted(gate_by(live.checker, SUMMARY))
    assert recorder.take() == []
    assert live.checker._known == known


def test_mended_insight_is_told_and_the_rest_withheld(recorder):
    live = live_draft(recorder)
    gated = gate_by(live.checker, SUMMARY)
    live.drafted(gated)
    recorder.take()
    live.settled(regate(gated, {"/core_insights/1": OTHER}))
    assert recorder.take() == [
        ("insight", "/core_insights/1"),
        ("withheld", "/groups/1/insights/0", INVENTED.text),
    ]


def test_group_is_told_with_its_first_mended_insight(recorder):
    live = live_draft(recorder)
    gated = gate_by(live.checker, Summary((GOOD,), (Group(1, "Bad", (INVENTED,)),)))
    live.drafted(gated)
    assert recorder.take() == [("insight", "/core_insights/0")]
    live.settled(regate(gated, {"/groups/0/insights/0": OTHER}))
    assert recorder.take() == [("group", 1, "Bad"), ("insight", "/groups/0/insights/0")]


def test_what_the_draft_does_not_hold_is_taken_back(recorder):
    live = live_draft(recorder)
    write(live, SUMMARY)
    recorder.take()
    live.drafted(gate_by(live.checker, Summary((GOOD,), (Group(1, "Numbers", (OTHER,)),))))
    assert recorder.take() == [("withheld", "/groups/1/insights/1", GOOD.text)]


def test_finding_of_the_whole_summary_is_told_after(recorder):
    """One name in two forms is seen only when both are written."""
    rules = Rules(Glossary.of(Term("星河智能", "Galaxy Intelligence", ("Xinghe AI",))))
    one, other = (
        Insight(f"{name} announced it", (Citation(1, "星河智能"),)) for name in ("Galaxy Intelligence", "Xinghe AI")
    )
    live = live_draft(recorder, rules)
    write(live, Summary((one, other)))
    assert recorder.take() == [("insight", "/core_insights/0"), ("insight", "/core_insights/1")]
    live.drafted(gate_by(live.checker, Summary((one, other))))
    assert recorder.take() == [("insight", "/core_insights/1")]


def test_another_draft_is_silent_before_anything_was_told(recorder):
    live = live_draft(recorder)
    live.group(1, "Bad")
    live.insight("/groups/0/insights/0", INVENTED)
    live.begin()
    assert recorder.take() == []
    write(live, SUMMARY)
    live.begin()
    assert recorder.take() == [*PASSED, ("begin",)]
    write(live, SUMMARY)
    assert recorder.take() == PASSED


def test_progress_is_passed_on(recorder):
    live_draft(recorder).progress("notes", 2, 7)
    assert recorder.take() == [("progress", "notes", 2, 7)]
