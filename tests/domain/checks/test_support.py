"""An insight of which its paragraphs say nothing is found, in either language and across them."""

import pytest

from service.domain.checks.support import check_support
from service.domain.finding import Problem, Severity, Strictness, severity_of
from service.domain.verification import Tally
from tests.domain.checks.articles import cites, evidence, says

ENGLISH = evidence(
    "The company will build three new factories in the city and hire engineers from abroad.",
    "Its shares were little changed.",
    title="New factories for the city",
)
CHINESE = evidence("公司将在该市新建三座工厂，并从国外聘请工程师。", "股价變化不大。")
BUSINESS = evidence("林知远说，公司尚未盈利，预计最早2028年实现收支平衡。")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Three factories are to be built, and foreign engineers hired", ENGLISH),
        ("公司将新建三座工厂，聘请国外工程师", ENGLISH),
        ("The company builds factories and hires engineers", CHINESE),
        ("公司將新建三座工廠，聘請國外工程師", CHINESE),
        ("是", CHINESE),
        ("Founder Lin Zhiyuan said Qinghe Semiconductor expects to break even in 2028 at the earliest", BUSINESS),
    ],
)
def test_what_the_paragraph_says_is_supported_however_it_is_worded(text, read):
    outcome = check_support(says(text), cites(read, 1), "/x")
    assert (outcome.tally, outcome.findings) == (Tally(1, 1), ())


@pytest.mark.parametrize("read", [ENGLISH, CHINESE])
@pytest.mark.parametrize(
    "text",
    [
        "A plant-based diet keeps hearts healthy and deserves a place on every table",
        "以植物为主的饮食有益心脏，值得每个家庭采用",
    ],
)
def test_what_no_cited_paragraph_says_is_found(text, read):
    """An obeying model writes such sentences and cites any paragraph for them (issue 8, figure 6)."""
    for _ in range(2):
        (finding,) = check_support(says(text), cites(read, 1, 2), "/x").findings
        assert (finding.problem, finding.text) == (Problem.UNSUPPORTED, text)


def test_it_is_a_warning_that_fails_where_checks_are_strict():
    assert [severity_of(Problem.UNSUPPORTED, one) for one in Strictness] == [
        Severity.FAILS,
        Severity.WARNS,
        Severity.NOTES,
    ]
