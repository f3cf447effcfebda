"""The text form: the reference byte for byte, and any draft there and back."""

from pathlib import Path

import pytest
from hypothesis import example, given

from service.domain.article import Source
from service.domain.brief import Draft, Header
from service.domain.errors import SummaryError
from service.domain.language import Language
from service.domain.summary import Citation, Group, Insight, Summary
from service.formats import markdown
from service.formats.grammar import parse
from service.formats.text import Form, canonical, header_time, render
from tests.formats.strategies import DRAFTS, SUMMARIES

REFERENCE = (Path(__file__).parent / "core-insights.en.txt").read_text(encoding="utf-8")

pytestmark = pytest.mark.property


def test_reference_comes_back_byte_for_byte():
    """The one example the customer gave, its page furniture aside."""
    furniture, rest = REFERENCE.split("\n", 1)
    assert furniture == "Workflow"
    assert render(parse(REFERENCE), Form.FLAT) == rest


def test_reference_is_read_as_what_it_is():
    draft = parse(REFERENCE)
    assert draft.header == Header(
        language=Language.ENGLISH,
        title="“中国开源AI将主导世界?硅谷和华盛顿惊了”",
        source=Source("Guan Cha Zhe Wang", "Guan Cha Zhe Wang"),
        published_at="2025-08-13 12:33",
    )
    assert [group.heading for group in draft.summary.groups] == [
        "AI Model Developments",
        "Competitive Dynamics",
        "Strategic Implications",
    ]
    assert [len(group.insights) for group in draft.summary.groups] == [3, 3, 3]
    assert draft.summary.core_insights[1].citations == (Citation(2), Citation(10))
    assert draft.summary.core_insights[1].text.endswith("a potential global standard")


def test_reference_is_the_same_in_every_text_rendering():
    draft = parse(REFERENCE)
    assert parse(render(draft, Form.LINES)) == draft
    assert markdown.parse(markdown.render(draft)) == draft


@pytest.mark.parametrize("form", Form)
@given(DRAFTS)
@example(Draft(Header(language=Language.ENGLISH, title="Workflow"), Summary((Insight("a", (Citation(1),)),))))
@example(Draft(Header(language=Language.ENGLISH, title="Core Insights"), Summary((Insight("a", (Citation(1),)),))))
def test_any_draft_comes_back(form, draft):
    assert parse(render(draft, form)) == canonical(draft)


@pytest.mark.parametrize("form", Form)
@given(DRAFTS)
def test_writing_again_changes_nothing(form, draft):
    once = render(draft, form)
    assert render(parse(once), form) == once


@given(SUMMARIES)
def test_canonical_text_keeps_citations(summary):
    draft = Draft(Header(language=Language.ENGLISH), summary)
    kept = [insight.citations for _, insight in canonical(draft).summary.located()]
    assert kept == [insight.citations for _, insight in summary.located()]


CHINESE = """标题
观察者网·2025-08-13

核心观点
- 近3.5亿用户在用这一模型 [1][2]

分组1：用户
- 用户一年内翻番 [2]
"""


def test_chinese_brief_has_its_own_labels():
    insight = Insight("近3.5亿用户在用这一模型", (Citation(1), Citation(2)))
    group = Group(1, "用户", (Insight("用户一年内翻番", (Citation(2),)),))
    header = Header(
        language=Language.SIMPLIFIED_CHINESE,
        title="标题",
        source=Source("观察者网", "Guan Cha Zhe Wang"),
        published_at="2025-08-13",
    )
    draft = Draft(header, Summary((insight,), (group,)))
    assert render(draft, Form.LINES) == CHINESE
    traditional = Draft(Header(language=Language.TRADITIONAL_CHINESE), Summary((), (Group(1, "用戶", (insight,)),)))
    assert render(traditional, Form.LINES).startswith("核心觀點\n\n分組1：用戶\n- ")


@pytest.mark.parametrize(
    ("published_at", "shown"),
    [
        ("2025-08-13T12:33:00+08:00", "2025-08-13 12:33"),
        ("2025-08-13T04:33:59.123Z", "2025-08-13 04:33"),
        ("2025-08-13", "2025-08-13"),
        ("", ""),
        ("yesterday", ""),
    ],
)
def test_time_stays_in_its_offset(published_at, shown):
    assert header_time(published_at) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Core Insights:\n* One thing happened. [1]\n* Another [2, 3]\n\nGroup 4 : Deals\n• A deal [¶2]\n",
        "\ufeffCore Insights\r\n– One thing happened. [1]\r\n– Another\r\n  [2][3]\r\nGroup 1: Deals\r\n- A deal 【2】\r\n",
    ],
)
def test_handwritten_variants_are_read(text):
    draft = parse(text)
    assert [insight.text for insight in draft.summary.core_insights] == ["One thing happened.", "Another"]
    assert draft.summary.core_insights[1].citations == (Citation(2), Citation(3))
    assert draft.summary.groups == (Group(1, "Deals", (Insight("A deal", (Citation(2),)),)),)


def test_insight_without_citation_is_read():
    assert parse("Core Insights\n- Nothing backs this\n").summary.core_insights == (Insight("Nothing backs this"),)


@pytest.mark.parametrize("text", ["", "\n\n", "Just prose about a company.", "Title\n\nSummary\n- a [1]"])
def test_what_is_no_text_form_is_refused(text):
    with pytest.raises(SummaryError):
        parse(text)


def test_refusal_names_the_line():
    with pytest.raises(SummaryError, match="line 3"):
        parse("Core Insights\n\nprose before any insight\n- a [1]")
