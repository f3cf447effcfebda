"""Somebody's words are not stated as fact."""

import pytest

from service.domain.checks.attribution import check_attribution
from service.domain.finding import Problem
from service.domain.summary import Citation, Insight, Span
from service.domain.verification import Tally
from tests.domain.checks.articles import cites, evidence, says, whole

ENGLISH = evidence(
    "The model will reach 500 million users next year, Lindqvist said. Revenue rose 15% in the first half. Staff left.",
    "Analysts expect margins to widen.",
    "The company announced 300 new jobs in Denver.",
)
CHINESE = evidence(
    "据《科技日报》报道，该公司上半年营收为16.4亿元，同比增长15%。公司随后股价上涨。市场平静。",
    "林悦称，模型下载量已超3.5亿次。",
    "公司宣布裁员三百人。",
)


def cited(text, *citations):
    return Insight(text, citations)


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("The model will have 500 million users next year", 1, "said"),
        ("Margins will widen", 2, "expect"),
    ],
)
def test_reported_words_stated_as_fact_are_noted(text, number, words):
    outcome = check_attribution(cited(text, Citation(number)), cites(ENGLISH, number), "/x")
    (finding,) = outcome.findings
    assert (finding.problem, finding.source, finding.paragraph) == (Problem.ATTRIBUTION_MISSING, words, number)
    assert outcome.tally == Tally(1, 0)


@pytest.mark.parametrize(
    ("text", "number", "tally"),
    [
        ("According to Lindqvist, the model will have 500 million users next year", 1, Tally(1, 1)),
        ("Revenue rose 15% in the first half", 1, Tally()),
        ("It adds jobs in Denver", 3, Tally()),
        ("Nothing in common", 1, Tally()),
    ],
)
def test_attributed_or_plain_facts_pass(text, number, tally):
    outcome = check_attribution(cited(text, Citation(number)), cites(ENGLISH, number), "/x")
    assert (outcome.findings, outcome.tally) == ((), tally)


@pytest.mark.parametrize(
    ("text", "citation", "words"),
    [
        ("Revenue was 1.64 billion yuan", Citation(1, "营收为16.4亿元", Span(14, 22)), "据《科技日报》报道"),
        ("The stock rose", Citation(1, "股价上涨", Span(38, 42)), ""),
        ("模型下载量超3.5亿次", Citation(2), "称"),
        ("Three hundred people go", Citation(3), ""),
    ],
)
def test_chinese_reports_are_read_where_the_quote_stands(text, citation, words):
    outcome = check_attribution(cited(text, citation), cites(CHINESE, citation.paragraph), "/x")
    assert [finding.source for finding in outcome.findings] == ([words] if words else [])


@pytest.mark.parametrize(
    "text",
    [
        "据路透社，营收增长15%",
        "据林悦，营收增长15%",
        "Revenue rose 15%, per Reuters",
        "Revenue rose 15%, Reuters reported",
    ],
)
def test_short_attributions_count(text):
    outcome = check_attribution(cited(text, Citation(1, "营收为16.4亿元", Span(14, 22))), cites(CHINESE, 1), "/x")
    assert outcome.tally == Tally(1, 1)


def test_second_source_that_states_it_is_enough():
    both = cited("Revenue rose 15% and margins", Citation(1), Citation(2))
    assert check_attribution(both, cites(ENGLISH, 1, 2), "/x").findings == ()


def test_whole_article_needs_one_clear_sentence():
    clear = check_attribution(says("The model will reach 500 million users next year"), whole(ENGLISH), "/x")
    assert [finding.paragraph for finding in clear.findings] == [1]
    assert check_attribution(says("Something else altogether"), whole(ENGLISH), "/x").tally == Tally()
    twice = evidence("Margins widen next year, she said.", "He denied that margins widen next year.")
    assert check_attribution(says("Margins widen next year"), whole(twice), "/x").tally == Tally()
