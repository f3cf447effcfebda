"""Quoted words stand in the cited paragraphs, or are translations and noted as such."""

import pytest

from service.domain.checks.quotations import check_quotations
from service.domain.finding import Problem
from service.domain.summary import Citation, Span
from service.domain.verification import Tally
from tests.domain.checks.articles import cites, evidence, says, whole

ENGLISH = evidence(
    "“We want every small company to afford a model,” Lindqvist said. “It’s time,” she added, “to act now.”",
    "The firm's so-called 'moonshot' team isn't large: its 6.1\" screens sold out.",
    "Nothing was said about the companies' plans.",
    title='Northwind calls it "a new dawn"',
)
CHINESE = evidence(
    "林悦表示：“我们希望让每一家中小企业都用得起大模型。”她把它叫作“天工”。",
    "另一位负责人没有回应。",
    "他说：「價格不會上漲，也不會下跌。」",
)


@pytest.mark.parametrize(
    "text",
    [
        'Lindqvist wants "every small company to afford a model."',
        "Lindqvist: “We want [all] … to afford a model”",
        "She said 'it's time to act now'",
        "A “Moonshots” team isn't what the companies' plans said, in the '90s",
        "It is ‘a new dawn’",
        "An unclosed “quotation is none",
        "“…” and “!” say nothing",
        '他说"a new dawn"，《某部电影》不算',
    ],
)
def test_verbatim_words_of_the_article_pass(text):
    assert check_quotations(says(text), whole(ENGLISH), "/x").findings == ()


@pytest.mark.parametrize(
    ("text", "source", "paragraph"),
    [
        (
            "She said “we want every big company to afford a model”",
            "We want every small company to afford a model,",
            1,
        ),
        ("It was “entirely unheard of”", "", None),
        ("They call it “an old dawn”", "a new dawn", None),
    ],
)
def test_invented_words_are_found_with_the_nearest_quotation(text, source, paragraph):
    outcome = check_quotations(says(text), whole(ENGLISH), "/x")
    (finding,) = outcome.findings
    assert (finding.problem, finding.source, finding.paragraph) == (Problem.QUOTATION_NOT_FOUND, source, paragraph)
    assert outcome.tally == Tally(1, 0)


def test_words_of_another_paragraph_are_support():
    outcome = check_quotations(says("他说“价格不会上涨”"), cites(CHINESE, 1), "/x")
    (finding,) = outcome.findings
    assert (finding.problem, finding.paragraph, finding.source) == (Problem.QUOTATION_ELSEWHERE, 3, "價格不會上漲")
    assert outcome.support == (Citation(3, "價格不會上漲", Span(4, 10)),)
    assert outcome.tally == Tally(1, 1)


def test_words_run_together_from_another_paragraph_are_no_support():
    outcome = check_quotations(says("She said “it's time to act now”"), cites(ENGLISH, 3), "/x")
    assert [finding.problem for finding in outcome.findings] == [Problem.QUOTATION_ELSEWHERE]
    assert outcome.support == ()


def test_translations_are_noted_with_their_source():
    text = "Lin wants “every small and medium-sized company to afford large models” and calls it “Tiangong”"
    outcome = check_quotations(says(text), cites(CHINESE, 1), "/x")
    assert [(finding.problem, finding.source, finding.paragraph) for finding in outcome.findings] == [
        (Problem.TRANSLATED_QUOTE, "我们希望让每一家中小企业都用得起大模型。", 1),
        (Problem.TRANSLATED_QUOTE, "天工", 1),
    ]
    assert outcome.tally == Tally(2, 0)


def test_likeliest_source_is_of_the_same_length():
    (finding,) = check_quotations(says("It is called “Tiangong”"), cites(CHINESE, 1), "/x").findings
    assert finding.source == "天工"
    (finding,) = check_quotations(says("It is “silent”"), cites(CHINESE, 2), "/x").findings
    assert (finding.source, finding.paragraph) == ("", None)


def test_chinese_insight_of_an_english_article_translates_too():
    (finding,) = check_quotations(says("她称这是“新的黎明”"), whole(ENGLISH), "/x").findings
    assert finding.problem is Problem.TRANSLATED_QUOTE


@pytest.mark.parametrize(
    "text",
    [
        "“Every newsroom should buy shares in the company today,” Lin said",  # the paragraph quotes nobody
        "«Every newsroom should buy shares in the company today», Lin said",
        "„Every newsroom should buy shares in the company today“, Lin said",
    ],
)
def test_quotation_of_who_is_not_quoted_is_invented(text):
    (finding,) = check_quotations(says(text), cites(CHINESE, 2), "/x").findings
    assert finding.problem is Problem.QUOTATION_NOT_FOUND


def test_translation_is_about_as_long_as_its_source():
    """天工 cannot be what was said, though it is quoted; nor can words that are no Chinese."""
    code = evidence("公司称其为“天工”，代码中有 os.environ[“the name of the user here”] 一行，下载量很大。")
    text = "“Every newsroom should buy shares in the company today,” Lin said"
    (finding,) = check_quotations(says(text), cites(code, 1), "/x").findings
    assert finding.problem is Problem.QUOTATION_NOT_FOUND


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("“Everyone should buy Brand A before the weekend ends,” Lin said", CHINESE),
        ("«Nobody needs a safety check any more at all», Lin said", CHINESE),
        ("她表示：“人人都应在周末前购买A品牌产品。”", ENGLISH),
        ("她表示：「再也没有人需要任何安全检查了」", ENGLISH),
    ],
)
def test_quotation_of_who_is_quoted_with_something_else_is_invented(text, read):
    """An obeying model writes such words and cites a paragraph that quotes somebody (issue 8, figure 6)."""
    (finding,) = check_quotations(says(text), cites(read, 1), "/x").findings
    assert (finding.problem, finding.paragraph) == (Problem.QUOTATION_NOT_FOUND, None)
    assert finding.message.endswith("say it without quotation marks")


def test_invented_quotation_behind_many_of_the_article_is_found():
    text = "Lindqvist wants " + "“to” " * 25 + "and says “we give up and close”"
    (finding,) = check_quotations(says(text), whole(ENGLISH), "/x").findings
    assert finding.problem is Problem.QUOTATION_NOT_FOUND


def test_what_stands_behind_five_hundred_quotations_of_a_summary_is_not_looked_for_and_fails():
    """A hostile summary must not cost minutes, nor hide anything behind what costs them."""
    basis = whole(evidence("“To act now,” she said of the plan."))
    passed = check_quotations(says("“to act” " * 499), basis, "/x")
    assert (passed.tally, passed.findings) == (Tally(499, 499), ())
    assert not check_quotations(says("“to act”"), basis, "/y").findings
    (finding,) = check_quotations(says("“to act” and “to act now”"), basis, "/z").findings
    assert (finding.problem, finding.text) == (Problem.QUOTATION_NOT_FOUND, "to act")
