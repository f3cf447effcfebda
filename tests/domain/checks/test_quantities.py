"""Every number of an insight is compared with the paragraphs that it cites."""

import pytest

from service.domain.article import About, read_paragraphs
from service.domain.checks.evidence import Basis, Evidence
from service.domain.checks.quantities import check_quantities
from service.domain.finding import Problem
from service.domain.summary import Insight, Span
from service.domain.verification import Tally
from tests.domain.samples import CHINESE, ENGLISH

TABLE = "2021年至2023年分别为100次、350次和9000次，订单有7 7 7 7个。"


def checked(text, cited, paragraphs=CHINESE, title=""):
    article = read_paragraphs(paragraphs, About(title=title), least=1)
    return check_quantities(Insight(text), Basis(Evidence(article), cited), "/core_insights/0")


@pytest.mark.parametrize(
    ("text", "cited", "paragraphs", "count"),
    [
        ("Downloads exceeded 350 million, double a year ago", (1,), CHINESE, 1),
        ("Revenue rose 15% to 1.64 billion yuan", (3,), CHINESE, 2),
        ("下载量已超3.5亿次，较去年同期翻番", (1,), CHINESE, 2),
        ("模型下载3.5亿次，同比增加一倍", (1,), ENGLISH, 2),
        ("It grew from 100 to 9,000 a month", (1,), (TABLE,), 1),
        ("Two companies and both of them", (2,), CHINESE, 0),
        ("Hundreds of users came", (2,), CHINESE, 0),
    ],
)
def test_true_numbers_are_confirmed(text, cited, paragraphs, count):
    outcome = checked(text, cited, paragraphs)
    fails = [one for one in outcome.findings if one.problem not in {Problem.HEDGE_LOST}]
    assert (outcome.tally.checked, fails) == (count, [])


@pytest.mark.parametrize(
    ("text", "cited", "problem", "message"),
    [
        ("Downloads hit 3.5 billion", (1,), Problem.WRONG_SCALE, "says 3.5 billion; paragraph 1 says 3.5亿次 = 350 million"),
        ("Downloads hit 350 million", (1,), Problem.HEDGE_LOST, "without the word that says how exact it is"),
        ("Revenue was 1.64 billion dollars", (3,), Problem.WRONG_CURRENCY, "in another currency; paragraph 3 says 16.4亿元"),
        ("Revenue rose 15 percentage points", (3,), Problem.WRONG_UNIT, "in another unit; paragraph 3 says 15%"),
        ("Revenue rose 52%", (3,), Problem.QUANTITY_NOT_FOUND, "says 52%; the cited paragraphs do not; nearest is 15%"),
        ("Revenue rose 52%", (2,), Problem.QUANTITY_NOT_FOUND, "says 52%; the cited paragraphs hold no such quantity"),
        ("Revenue was 1.6 billion yuan", (3,), Problem.ROUNDED, "paragraph 3 says 16.4亿元 = 1.64 billion CNY"),
        ("公司有三个月没有收入", (1, 2, 3, 4), Problem.QUANTITY_NOT_FOUND, "says 三个月"),
    ],
)  # fmt: skip
def test_wrong_numbers_are_found(text, cited, problem, message):
    (finding,) = checked(text, cited).findings
    assert (finding.problem, finding.check, finding.where) == (problem, "quantities", "/core_insights/0")
    assert message in finding.message


def test_nearest_value_is_named():
    (finding,) = checked("They launched 400 satellites", (1,), ("发射4颗，以后40颗，还有近70颗。",)).findings
    assert finding.source == "40颗"


def test_number_of_another_paragraph_brings_its_citation():
    outcome = checked("Revenue was 1.64 billion yuan", (1,))
    (finding,) = outcome.findings
    (citation,) = outcome.support
    assert (finding.problem, finding.paragraph) == (Problem.QUANTITY_ELSEWHERE, 3)
    assert (citation.paragraph, citation.quote) == (3, "该公司上半年营收为16.4亿元")
    assert CHINESE[2][citation.span.start : citation.span.end] == citation.quote
    assert outcome.tally == Tally(1, 0)


def test_title_is_evidence_without_a_number():
    assert checked("They have 536 members", (2,), title="536个城市").findings == ()
    (finding,) = checked("They have 537 members", (2,), title="536个城市").findings
    assert (finding.paragraph, "in the title" in finding.message) == (None, True)


@pytest.mark.parametrize(
    ("text", "found"), [("公司持续亏损半年", 1), ("公司成立一年", 1), ("The firm is a year old", 0)]
)
def test_one_month_counts_where_nobody_translated(text, found):
    assert len(checked(text, (2,)).findings) == found


def test_words_as_written_are_shown_where_they_stand():
    """The 30 of a time of day is no quantity, but it is what stands there."""
    (shown,) = checked("It had 30", (1, 2), ("Nothing.", "It began at 10:30 on Friday")).confirmations
    assert (shown.text, shown.source, shown.paragraph, shown.source_span) == ("30", "30", 2, Span(15, 17))


def test_words_as_written_are_enough():
    """A number that was read otherwise there, as the 16 of a name, stands all the same."""
    article = ("The iPhone 16 ships.", "It has 11 11 11 parts and 11.5.")
    assert checked("They sell the 16 today", (1,), article).findings == ()
    assert len(checked("They sell the 6 today", (1,), article).findings) == 1
    assert len(checked("They sell 1.5 today", (2,), article).findings) == 1


def test_support_is_cut_between_words():
    long = (
        "the company that nobody in the whole of the industry had ever heard of sold 5,000 robots "
        "to warehouses in every one of the provinces"
    )
    (citation,) = checked("They sold 5,000 robots", (2,), (long, "Nothing here.")).support
    quote = "industry had ever heard of sold 5,000 robots to warehouses in every one of"
    assert citation.quote == quote
    assert citation.span == Span(long.index(quote), long.index(quote) + len(quote))


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("5,000 robots", "5,000 robots"),
        ("It is,  5,000 robots  , it says", "5,000 robots"),
        (f"{'x' * 40} 5,000 robots {'y' * 40}", f"{'x' * 40} 5,000 robots {'y' * 40}"),
        (f"{'很' * 40}卖了5000台{'好' * 40}", f"{'很' * 28}卖了5000台{'好' * 30}"),
    ],
)
def test_support_keeps_to_the_clause(text, quote):
    (citation,) = checked("It is 5,000 robots", (2,), (text, "Nothing here.")).support
    assert citation.quote == quote
