"""Dates of insights against the paragraphs they cite, in both languages and across them."""

import time

import pytest

from service.domain.article import About, Article, read_paragraphs
from service.domain.checks.dates import check_dates
from service.domain.checks.evidence import Basis, Evidence, Outcome
from service.domain.finding import Problem
from service.domain.summary import Insight
from service.domain.verification import Tally

WHERE = "/core_insights/0"
PUBLISHED = "2025-08-13T12:33:00+08:00"  # a Wednesday


def article(*paragraphs: str, title: str = "", published_at: str = PUBLISHED) -> Article:
    return read_paragraphs(paragraphs, About(title=title, published_at=published_at), least=1)


def checked(text: str, source: Article, *cited: int) -> Outcome:
    return check_dates(Insight(text), Basis(Evidence(source), cited or (1,)), WHERE)


def said(claim: str, source: str, published_at: str = PUBLISHED) -> bool:
    """Whether a claim on a one-paragraph article passes."""
    return not checked(claim, article(source, published_at=published_at)).findings


TRUE = [
    ("公司上半年营收16亿元，同比增长15%", "First-half revenue rose 15% from last year, the company said on August 13"),
    ("去年11月，该模型发布", "In November of last year, the model came out"),
    ("去年11月，该模型发布", "The model came out in November 2024"),
    ("周三，公司宣布", "The company announced on Aug. 13, 2025"),
    ("公司昨天宣布", "It announced on the 12th"),
    ("公司上周五宣布", "It announced on Friday, Aug. 8"),
    ("第三季度财报", "results for the third quarter of 2025"),
    ("截至6月末，用户达1亿", "As of June 30, users reached 100 million"),
    ("1至9月利润", "profit in the first nine months"),
    ("上世纪90年代末", "in the late 1990s"),
    ("预计2026年底前", "by the end of 2026"),
    ("2020年至2024年间", "in 2020-2024"),
    ("7月25日至28日", "July 25-28"),
    ("公司近日宣布", "The company recently said"),
    ("下午3时30分", "at 15:30"),
    ("2,024名员工", "It is a 2024 figure"),
    ("It said on Tuesday that sales rose from a year earlier", "公司8月12日表示，销售额较去年增长"),
    ("In fiscal 2024, which ended in March", "截至3月的2024财年"),
    ("from August to October", "8月至10月"),
    ("The conference runs April 8-12, 2019", "会议将于2019年4月8日至12日举行"),
    ("公司宣布", "It announced on Wednesday"),
    ("公司8月12日宣布", "It announced on Tuesday"),
    ("公司成立于2024年", "今年8月，公司宣布"),
    ("公司宣布", "今年8月，公司宣布"),
    ("2月销量", "sales in August"),
    ("No date at all", "It was announced on August 13, 2025"),
    ("The price was raised", "Prices rose last month"),
    ("It fell last quarter in Q1", "上一季度下降"),
    ("In 2019 it was founded", "This year it grew"),
    ("三天前，公司宣布", "It announced on August 10"),
    ("2,023名员工", "early 2023"),
    ("8月5日发布，次日上市", "It was listed on August 6"),
    ("五一假期", "over the May Day holiday"),
    ("五一假期", "from May 1"),
    ("公司宣布", "in the 618 shopping festival"),
    ("“十四五”规划", "the 14th Five-Year Plan"),
    ("三天前，公司宣布", "Three days ago, it announced"),
    ("三年前，公司宣布", "It announced in 2022"),
    ("两个月前", "in June"),
    ("两周前", "on July 30"),
    ("two days ago", "8月11日"),
    ("五天后举行", "on August 18"),
    ("2022年成立", "It was founded three years ago"),
    ("Three years ago", "2022年"),
    ("公司宣布五天后举行", "It said on Wednesday"),
    ("FreeDOS始于1994年6月29日", "Today it is a modern DOS"),
    ("公司7月5日成立", "It announced on Wednesday"),
]

FALSE = [
    ("8月13日，公司宣布", "The company announced on August 15"),
    ("8月13日，公司宣布", "The company announced on August 13, 2024"),
    ("2025年上半年", "in the second half of 2025"),
    ("去年11月", "in November 2023"),
    ("公司周三宣布", "It announced on Thursday"),
    ("前三季度", "in the third quarter"),
    ("下午3时30分", "at 4:30 p.m."),
    ("1998年成立", "Founded in 1989"),
    ("2026年上市", "It goes public in 2025"),
    ("7月销量", "sales in August"),
    ("今年6月", "今年8月"),
    ("8月31日", "8月33日"),
    ("公司昨天宣布", "It announced today"),
    ("公司8月12日宣布", "It announced on Wednesday"),
    ("公司8月12日宣布", "It announced on August 13"),
    ("新华社北京8月12日电，“今天很好”", "It was said on August 13"),
    ("上周表示", "It said this week that next week"),
    ("in 2020", "去年"),
    ("三季度，2020年同期", "in Q3 2019"),
    ("本周三", "下周三"),
    ("early August", "8月下旬"),
    ("公司8月5日发布", "It was launched on August 13"),
    ("公司8月5日发布", "It was launched on Wednesday"),
    ("公司8月5日发布", "It was launched today"),
    ("计划于2023年底完成", "It is due in early 2023"),
    ("2023年初完成", "It was done in late 2023"),
    ("三天前", "on August 11"),
    ("三年前", "four years ago"),
    ("Three years ago", "2021年"),
    ("两周前", "on July 23"),
    ("It was launched on Tuesday", "公司8月13日发布"),
    ("It was launched on Tuesday", "公司今天发布"),
    ("2024年8月5日发布", "It was launched in August 2025"),
    ("2024年8月5日发布", "It was launched this year"),
]


@pytest.mark.parametrize(("source", "claim"), TRUE)
def test_dates_that_the_source_gives_pass(source: str, claim: str) -> None:
    assert said(claim, source)


@pytest.mark.parametrize(("source", "claim"), FALSE)
def test_dates_that_the_source_does_not_give_are_found(source: str, claim: str) -> None:
    assert not said(claim, source)


@pytest.mark.parametrize(
    ("source", "claim", "passes"),
    [
        ("去年", "last year", True),
        ("去年", "this year", False),
        ("公司宣布", "last year", True),
        ("8月13日", "August 13, 2024", True),
        ("8月13日", "on Wednesday", True),
        ("8月13日", "August 15", False),
    ],
)
def test_without_publication_what_is_unsure_passes(source: str, claim: str, passes: bool) -> None:
    assert said(claim, source, published_at="") is passes


def test_the_tally_leaves_vague_words_out() -> None:
    outcome = checked(
        "It recently said on August 13 and 15, up year on year", article("近日，公司8月13日表示，同比增长")
    )
    assert outcome.tally == Tally(2, 1)


def test_a_finding_says_what_the_source_says() -> None:
    (finding,) = checked("It came on August 15", article("公司", "8月13日发布，7月2日起"), 1, 2).findings
    assert finding.problem is Problem.DATE_NOT_FOUND
    assert (finding.check, finding.where, finding.paragraph) == ("dates", WHERE, 2)
    assert (finding.text, finding.source) == ("August 15", "8月13日")
    assert finding.message == "says August 15; paragraph 2 says 8月13日 = August 13"


def test_a_finding_of_the_title_names_no_paragraph() -> None:
    (finding,) = checked("8月15日发布", article("公司宣布", title="Model out on August 13")).findings
    assert (finding.source, finding.paragraph) == ("August 13", None)
    assert finding.message == "says 8月15日; the title says August 13"


def test_a_day_of_the_title_gives_no_year() -> None:
    source = article("2024年成立", title="8月13日特稿")
    assert checked("Founded in 2025", source).findings != ()
    assert checked("On August 13, 2025", source).findings == ()


def test_a_finding_without_a_like_date_says_so() -> None:
    (finding,) = checked("It was founded in 2022", article("公司周一宣布")).findings
    assert (finding.source, finding.paragraph) == ("", None)
    assert finding.message == "says 2022; no cited paragraph gives this date"


def test_a_date_of_another_paragraph_becomes_support() -> None:
    source = article("公司宣布新模型", "背景", "据介绍，该模型于2022年3月上线，随后开源。", "2022年3月")
    outcome = checked("The model went online in March 2022", source)
    (finding,), (citation,) = outcome.findings, outcome.support
    assert (finding.problem, finding.paragraph) == (Problem.DATE_ELSEWHERE, 3)
    assert (citation.paragraph, citation.quote) == (3, "该模型于2022年3月上线")
    assert citation.span is not None
    assert source.paragraphs[2].text[citation.span.start : citation.span.end] == citation.quote


def test_the_quote_of_support_is_short() -> None:
    text = "长" * 80 + "于2022年3月上线" + "长" * 80
    (citation,) = checked("in March 2022", article("公司", text)).support
    assert len(citation.quote) <= 60
    assert "2022年3月" in citation.quote


def test_a_date_at_the_end_of_a_long_clause_is_quoted_whole() -> None:
    text = "短句。" + "长" * 70 + "于2022年3月"
    (citation,) = checked("in March 2022", article("公司", text)).support
    assert citation.quote.endswith("于2022年3月")


def test_the_article_supplies_the_month_of_a_day() -> None:
    source = article("公司25日宣布", "这是2月以来的变化")
    assert checked("It announced on February 25", source).findings == ()
    assert checked("It announced on March 25", source).findings != ()


def test_the_article_supplies_the_year_where_publication_is_unknown() -> None:
    source = article("公司2月25日宣布，2019年", "2024年", published_at="")
    assert checked("It announced on February 25, 2024", source).findings == ()
    assert checked("It announced on February 25, 2023", source).findings != ()


def test_at_most_40_dates_of_an_insight_are_compared() -> None:
    outcome = checked("9月7日，" * 60, article("8月5日，" * 60, "9月7日"))
    assert outcome.tally == Tally(40, 0)
    assert {finding.problem for finding in outcome.findings} == {Problem.DATE_ELSEWHERE}


def test_insights_on_the_same_paragraphs_share_what_stands_there() -> None:
    evidence = Evidence(article("8月5日成立"))
    first, second = (
        check_dates(Insight(text), Basis(evidence, (1,)), WHERE) for text in ("August 5", "on August 5 and 6")
    )
    assert first.tally == Tally(1, 1)
    assert second.tally == Tally(2, 1)


@pytest.mark.fault(24, "the reader of dates is linear")
@pytest.mark.no_cover  # tracing would be measured, too
@pytest.mark.parametrize(
    ("source", "claim"), [("周三，", "周四，"), ("8月5日，", "9月7日，"), ("去年，", "前年，"), ("3天前，", "5天前，")]
)
def test_hostile_dates_cost_no_more_than_their_length(source: str, claim: str) -> None:
    """200,000 characters of each take 0.1 s once they are read; the bound leaves room for a busy machine."""
    basis = Basis(Evidence(article((source * 70_000)[:200_000])), (1,))
    insight = Insight((claim * 70_000)[:200_000])
    basis.evidence.facts(1)
    basis.evidence.read(insight.text)
    start = time.process_time()
    check_dates(insight, basis, WHERE)
    assert time.process_time() - start < 1


def test_a_confirmed_date_is_shown_beside_the_words_that_confirm_it() -> None:
    source = article("公司于2022年3月成立，8月5日上市")
    (shown,) = checked("It went public on August 5", source).confirmations
    assert (shown.text, shown.source, shown.paragraph) == ("August 5", "8月5日", 1)
    assert source.paragraphs[0].text[shown.source_span.start : shown.source_span.end] == "8月5日"


def test_the_day_of_publication_confirms_without_a_place_to_show() -> None:
    outcome = checked("It said so on Wednesday", article("公司宣布", published_at="2025-08-13"))
    assert (outcome.tally, outcome.confirmations) == (Tally(1, 1), ())


@pytest.mark.parametrize("source", ["Profit doubled in the second half of last year", "公司8月营收16亿元"])
def test_year_that_nothing_dates_is_not_confirmed(source: str) -> None:
    """Without a day of publication "in August" may be of any year, but says none."""
    assert said(source, "in 1987", published_at="") is False
