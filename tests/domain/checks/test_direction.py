"""Up is not down, and not is not so."""

import pytest

from service.domain.checks.direction import check_direction
from service.domain.finding import Problem
from service.domain.verification import Tally
from tests.domain.checks.articles import cites, evidence, says, whole

ENGLISH = evidence(
    "Revenue rose 15% to $1.2 billion, while profit fell 3,500 in 2025. The chips will not be sold to Chinese customers.",
    "Bird flu was not thought to be a threat until 1997.",
    title="Costs up 7.5 percent",
)
CHINESE = evidence(
    "公司营收同比增长15%，净利润下降2.5个百分点。新模型尚未向海外用户开放。增速放缓8%。",
    "销量涨了三成，但价格跌12.5%。",
)


def found(text, read, *cited):
    return [(f.problem, f.text, f.source) for f in check_direction(says(text), cites(read, *cited), "/x").findings]


@pytest.mark.parametrize(
    ("text", "read", "words"),
    [
        ("Revenue fell 15%", ENGLISH, ("fell", "rose")),
        ("Profit climbed 3500", ENGLISH, ("climbed", "fell")),
        ("营收下降15％", CHINESE, ("下降", "增长")),
        ("Revenue dropped 15 percent", CHINESE, ("dropped", "增长")),
        ("Prices rose 12.5%", CHINESE, ("rose", "跌")),
    ],
)
def test_opposite_directions_are_noted(text, read, words):
    assert found(text, read, 1, 2) == [(Problem.DIRECTION_DIFFERS, *words)]


def test_each_part_of_a_clause_has_its_direction():
    read = evidence("营收增长15%，利润下降3%，公司没有给出更多的细节。")
    words = [text for _, text, _ in found("Revenue fell 15% and profit rose 3%", read, 1)]
    assert words == ["fell", "rose"]


def test_forty_numbers_are_compared():
    outcome = check_direction(says("下跌6%，" * 100), whole(evidence("上涨6%，" * 100)), "/x")
    assert outcome.tally == Tally(40, 0)


def test_title_moves_numbers_too():
    (finding,) = check_direction(says("Costs were down 7.5 percent"), cites(ENGLISH, 1), "/x").findings
    assert (finding.problem, finding.paragraph) == (Problem.DIRECTION_DIFFERS, None)
    assert "the title" in finding.message


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Revenue increased 15%", ENGLISH),
        ("Revenue did not fall 15%", ENGLISH),
        ("Growth slowed 8%", CHINESE),
        ("Revenue fell in 2025 by 12", ENGLISH),
        ("Gains turned to falls of 15%", ENGLISH),
        ("利润提高到15%后下降", CHINESE),
        ("Revenue rose 15% and profit fell 2.5%", CHINESE),
        ("Profit rose and revenue fell 2.5% and 15%", CHINESE),
    ],
)
def test_same_or_unclear_directions_pass(text, read):
    assert found(text, read, 1, 2) == []


def test_tally_counts_moves_that_the_source_has():
    assert check_direction(says("Revenue rose 15% and 99%"), cites(ENGLISH, 1), "/x").tally == Tally(1, 1)
    assert check_direction(says("Revenue fell 15%"), cites(ENGLISH, 1), "/x").tally == Tally(1, 0)


@pytest.mark.parametrize(
    ("text", "read", "words"),
    [
        ("The chips will be sold to Chinese customers", ENGLISH, ("", "not")),
        ("新模型已向海外用户开放", CHINESE, ("", "尚未")),
    ],
)
def test_lost_negations_are_noted(text, read, words):
    assert found(text, read, 1) == [(Problem.NEGATION_DIFFERS, *words)]


def test_added_negations_are_noted():
    read = evidence("The new chips will be sold to Chinese customers from March.")
    assert found("The chips won’t be sold to Chinese customers", read, 1) == [(Problem.NEGATION_DIFFERS, "n’t", "")]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The chips will not be sold to Chinese customers", ENGLISH),
        ("Bird flu was thought to be a threat in 1997", ENGLISH),
        ("Chips will be sold", ENGLISH),
        ("Something else was never mentioned anywhere before", ENGLISH),
        ("The new model is open to overseas users already", CHINESE),
        ("！", CHINESE),
    ],
)
def test_same_or_incomparable_statements_pass(text, read):
    assert found(text, read, 1, 2) == []


def test_longest_likeness_of_a_whole_article_counts():
    many = evidence(
        "Staff left the company in autumn.",
        "The new chips will be shown to customers.",
        "The new chips will not be sold to Chinese customers.",
        "The new chips will be sold to Chinese resellers.",
        "Nothing else.",
    )
    text = "The new chips will be sold to Chinese customers"
    for _ in range(2):  # read once
        (finding,) = check_direction(says(text), whole(many), "/x").findings
        assert (finding.problem, finding.source, finding.paragraph) == (Problem.NEGATION_DIFFERS, "not", 3)
    assert check_direction(says("Margins widen slightly every summer"), whole(many), "/x").findings == ()
