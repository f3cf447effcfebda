"""Between a draft and a brief: checked, asked for once more, and else withheld."""

import pytest

from service.domain.checker import Rules
from service.domain.finding import Problem, Severity, Strictness, severity_of
from service.domain.gate import check, gate, regate, settle, verify
from service.domain.glossary import Glossary, Term
from service.domain.summary import Citation, Group, Insight, Summary
from service.domain.verification import Status, Tally
from tests.domain.samples import CHINESE, chinese

GOOD = Insight("The model was downloaded over 350 million times", (Citation(1, "超3.5亿次"),))
MOVED = Insight("Revenue rose 15%", (Citation(2, "同比增长15%"),))
INVENTED = Insight("It was founded in 1990", (Citation(1, "成立于1990年"),))


def draft(*groups):
    return Summary((GOOD, INVENTED), tuple(Group(n, f"G{n}", group) for n, group in enumerate(groups, start=1)))


def test_failed_insights_are_named_by_place():
    gated = gate(chinese(), draft((INVENTED, MOVED)))
    assert [checked.where for checked in gated.failed] == ["/core_insights/1", "/groups/0/insights/0"]


def test_replacement_takes_the_place_of_the_failed():
    gated = regate(gate(chinese(), draft((MOVED,))), {"/core_insights/1": MOVED, "/core_insights/0": INVENTED})
    settled = settle(gated)
    assert [insight.text for insight in settled.summary.core_insights] == [GOOD.text, MOVED.text]
    assert settled.withheld == ()


def test_what_fails_twice_is_withheld_with_its_findings():
    settled = settle(regate(gate(chinese(), draft((MOVED,))), {"/core_insights/1": INVENTED}))
    (withheld,) = settled.withheld
    assert (withheld.text, withheld.where) == (INVENTED.text, "/core_insights/1")
    assert [finding.problem for finding in withheld.findings] == [Problem.QUOTE_NOT_FOUND, Problem.NO_CITATION]
    assert all(INVENTED.text != insight.text for _, insight in settled.summary.located())
    assert settled.report.status is Status.FLAGGED


def test_findings_point_into_the_brief_that_leaves():
    summary = Summary((INVENTED, MOVED), (Group(1, "Empty", (INVENTED,)), Group(2, "Kept", (INVENTED, MOVED))))
    settled = settle(gate(chinese(), summary))
    places = dict(settled.summary.located())
    assert [group.number for group in settled.summary.groups] == [1]
    moved = [finding.where for finding in settled.report.findings if finding.check == "citations"]
    assert moved == [
        "/core_insights/0",
        "/groups/0/insights/0",
        *["/withheld/0"] * 2,
        *["/withheld/1"] * 2,
        *["/withheld/2"] * 2,
    ]
    for where in ("/core_insights/0", "/groups/0/insights/0"):
        assert places[where].findings == tuple(f for f in settled.report.findings if f.where == where)


def test_report_counts_and_names_what_nothing_cites():
    report = settle(gate(chinese(), Summary((GOOD, MOVED)))).report
    assert report.checks["citations"] == Tally(2, 2)
    assert report.checks["quantities"] == Tally(2, 2)
    assert (report.uncited_paragraphs, report.uncited_numbers) == ((2,), ())
    assert report.status is Status.PASSED
    assert {finding.severity for finding in report.findings} == {Severity.NOTES}


def test_verifying_withholds_nothing():
    report = verify(chinese(), draft((Insight("Uncited"), MOVED)))
    found = [(finding.where, finding.problem) for finding in report.findings if finding.check == "citations"]
    assert found == [
        ("/core_insights/1", Problem.QUOTE_NOT_FOUND),
        ("/core_insights/1", Problem.NO_CITATION),
        ("/groups/0/insights/0", Problem.NO_CITATION),
        ("/groups/0/insights/1", Problem.QUOTE_MOVED),
    ]
    assert report.checks["citations"] == Tally(3, 2)


def test_empty_summary_has_nothing_to_check():
    report = verify(chinese(), Summary(()))
    assert set(report.checks.values()) == {Tally(0, 0)}
    assert report.uncited_paragraphs == ()


def test_uncited_paragraphs_with_numbers_are_told():
    report = settle(gate(chinese(), Summary((GOOD,)))).report
    assert (report.uncited_paragraphs, report.uncited_numbers) == ((2, 3), (3,))


WRONG = Insight("The model was downloaded 3.5 billion times", (Citation(1, "超3.5亿次"),))
ELSEWHERE = Insight("Revenue rose 15%", (Citation(1, "超3.5亿次"),))


def test_wrong_number_fails_its_insight():
    (checked,) = gate(chinese(), Summary((WRONG,))).failed
    (finding,) = checked.insight.findings
    assert finding.message == "says 3.5 billion times; paragraph 1 says 3.5亿次 = 350 million"


def test_citation_that_a_number_needs_is_added():
    settled = settle(gate(chinese(), Summary((ELSEWHERE,))))
    ((_, insight),) = settled.summary.located()
    assert [(citation.paragraph, citation.anchored) for citation in insight.citations] == [(1, True), (3, True)]
    assert Problem.QUANTITY_ELSEWHERE in {finding.problem for finding in insight.findings}


@pytest.mark.parametrize(
    ("strictness", "severity"),
    [
        (Strictness.STRICT, Severity.FAILS),
        (Strictness.STANDARD, Severity.WARNS),
        (Strictness.LENIENT, Severity.NOTES),
    ],
)
def test_strictness_weighs_the_findings(strictness, severity):
    report = verify(chinese(), Summary((ELSEWHERE,)), Rules(strictness=strictness))
    assert {f.severity for f in report.findings if f.problem is Problem.QUANTITY_ELSEWHERE} == {severity}


def test_every_problem_has_a_weight_in_every_strictness():
    assert all(severity_of(problem, strictness) for problem in Problem for strictness in Strictness)


def test_summary_that_cites_nothing_is_compared_with_the_whole_article():
    report = verify(chinese(), Summary((Insight("Revenue rose 15%, downloads hit 3.5 billion"),)))
    assert [finding.problem for finding in report.findings] == [Problem.WRONG_SCALE]
    assert (report.checks["quantities"], report.uncited_paragraphs) == (Tally(2, 1), ())


def test_one_name_written_two_ways_is_found_over_the_whole_summary():
    rules = Rules(Glossary.of(Term("星河智能", "Galaxy Intelligence", ("Xinghe AI",))))
    one, other = (
        Insight(f"{name} announced it", (Citation(1, "星河智能"),)) for name in ("Galaxy Intelligence", "Xinghe AI")
    )
    report = verify(chinese(), Summary((one, other)), rules)
    assert ("/core_insights/1", Problem.NAME_FORMS_DIFFER) in [(f.where, f.problem) for f in report.findings]


def test_confirmed_numbers_stand_beside_the_words_that_confirm_them():
    """What an editor compares: the insight's form, the source's form, and where both stand."""
    figures = Insight("Revenue rose 15% to 1.64 billion yuan", (Citation(3, "同比增长15%"),))
    failing = Insight("It employs 9,000 people", (Citation(3, "增长15%"),))
    report = settle(gate(chinese(), Summary((failing, GOOD), (Group(1, "Figures", (figures,)),)))).report
    shown = [(one.where, one.text, one.source, one.paragraph) for one in report.confirmations]
    assert shown == [
        ("/core_insights/0", "350 million times", "3.5亿次", 1),
        ("/groups/0/insights/0", "15%", "15%", 3),
        ("/groups/0/insights/0", "1.64 billion yuan", "16.4亿元", 3),
    ]
    for one in report.confirmations:
        insight = GOOD if one.where.startswith("/core") else figures
        assert insight.text[one.span.start : one.span.end] == one.text
        assert CHINESE[one.paragraph - 1][one.source_span.start : one.source_span.end] == one.source


def test_checked_summary_keeps_what_is_wrong_beside_what_is_right():
    """Of a summary written by anyone nothing is withheld; its citations are anchored."""
    checked = check(chinese(), Summary((GOOD, INVENTED)))
    good, invented = checked.summary.core_insights
    assert (good.citations[0].anchored, invented.findings != (), checked.withheld) == (True, True, ())
    assert checked.report == verify(chinese(), Summary((GOOD, INVENTED)))


@pytest.mark.fault(25, "a heading that states what is not in the article becomes plain words")
@pytest.mark.parametrize(
    ("heading", "stands"),
    [
        ("Figures and 15% growth", "Figures and 15% growth"),
        ("Profit up 873%", "Further points"),
        ("Visit https://evil.example/now", "Further points"),
        ("利润增长873%", "其他"),
        ("2031年5月17日发布", "其他"),
    ],
)
def test_heading_states_nothing_of_its_own(heading, stands):
    gated = gate(chinese(), Summary((), (Group(1, heading, (GOOD,)),)))
    assert gated.summary.groups[0].heading == stands
