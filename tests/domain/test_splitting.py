"""Paragraphs as newsrooms send them: each a verbatim slice, in order, nothing lost."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.boilerplate import is_boilerplate
from service.domain.splitting import split

pytestmark = pytest.mark.property

ONE, TWO, THREE = "第一段说了一件事。", "第二段说了另一件事。", "第三段作了总结。"


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n\n{TWO}\n\n{THREE}",
        f"\n\n{ONE}\n \t\n{TWO}\n\n\n{THREE}\n",
        f"{ONE}\n{TWO}\n{THREE}",
        f"{ONE}<br>{TWO}<BR />{THREE}",
        f"{ONE}<br/><br/>{TWO}<br>\n{THREE}",
        f"　　{ONE}\n　　{TWO}\n　　{THREE}",
        f"　　{ONE}　　{TWO}　　{THREE}",
    ],
)
def test_breaks_of_all_kinds_part_paragraphs(text):
    assert [paragraph.text for paragraph in split(text, 10)] == [ONE, TWO, THREE]


WRAPPED = """The company said on Tuesday that its open model had been downloaded
three hundred and fifty million times since it was released in spring,
which is twice as often as in the year before.

Analysts had expected less. They pointed at the many competitors that
were founded in the meantime, most of them in the same two cities."""


def test_wrapped_lines_stay_together():
    paragraphs = split(WRAPPED, 10)
    assert [paragraph.text.split()[0] for paragraph in paragraphs] == ["The", "Analysts"]
    assert paragraphs[0].text.endswith("year before.")


def test_indents_part_wrapped_lines():
    text = WRAPPED.replace("\n\nAnalysts", "\n    Analysts")
    assert [paragraph.text.split()[0] for paragraph in split(text, 10)] == ["The", "Analysts"]


def test_list_between_blank_lines_is_one():
    text = "Three things changed:\n\n- the price\n- the date\n- the name\n\nNothing else did."
    assert [paragraph.text.count("\n") for paragraph in split(text, 10)] == [0, 2, 0]


def test_list_without_blank_lines_is_many():
    assert len(split("1. the price\n2. the date\n3. the name", 10)) == 3


@pytest.mark.parametrize(
    ("sentence", "most"),
    [
        ("这是一句不长不短的中文句子，用来填满一段没有换行的正文。", 260),
        ("Nobody broke this long text into lines. ", 560),
    ],
)
def test_body_without_breaks_becomes_runs(sentence, most):
    """About 200 characters or 80 words each, and never cut inside a sentence."""
    paragraphs = split(sentence * 60, 99)
    assert len(paragraphs) >= 5
    assert all(len(paragraph.text) <= most for paragraph in paragraphs)
    assert all(paragraph.text.endswith(("。", ".")) for paragraph in paragraphs)


def test_runs_end_before_limit_of_paragraphs():
    assert len(split("一段。\n" * 50, 7)) == 7


@pytest.mark.parametrize(
    "line",
    [
        "责任编辑：王小明", "（责任编辑 李四）", "编辑:张三 校对", "来源：新华社", "本文来源：36氪", "【广告】", "扫码关注我们的公众号",
        "点击阅读原文", "相关阅读：另一篇文章", "版权声明：未经许可不得转载", "未经授权，请勿转载", "图片来源：视觉中国",
        "Advertisement", "Editor: Jane Doe", "Source: Reuters", "Read more: another story", "Sign up for our daily newsletter",
        "Follow us on Twitter", "© 2025 Northwind Media. All rights reserved.", "Reporting by Jane Doe; Editing by John Roe",
        "Share this article",
    ],
)  # fmt: skip
def test_lines_around_a_story_are_boilerplate(line):
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "据新华社报道，该公司来源于一所大学的实验室。",
        "来源于大学实验室的这家公司，去年营收翻番。",
        "广告收入同比增长15%。",
        "编辑部搬到了北京。",
        "关注度上升了三成。",
        "The editor: a history of a profession that has changed more in ten years than in the hundred before, and more is coming.",
        "Advertisement revenue rose 15%.",
        "Sources said the deal was close.",
        "Subscribers rose to 3 million.",
    ],
)
def test_news_is_no_boilerplate(line):
    assert not is_boilerplate(line)


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["\n", "\n\n", "<br>", "　　", "。", ". ", "“", "”", "- ", "1. ", " ", "责任编辑：王", "句子", "Words here"]
        ),
        st.text(max_size=30),
    ),
    max_size=60,
).map("".join)


@given(PIECES)
def test_paragraphs_are_slices_in_order(text):
    paragraphs = split(text, 10**6)
    assert [paragraph.number for paragraph in paragraphs] == list(range(1, len(paragraphs) + 1))
    assert all(text[p.start : p.end] == p.text and p.text.strip() == p.text != "" for p in paragraphs)
    assert all(one.end <= two.start for one, two in pairwise(paragraphs))


BREAKS = re.compile("<br>", re.IGNORECASE)


@given(PIECES)
def test_nothing_but_breaks_is_lost(text):
    bare = BREAKS.sub("", text)
    kept = BREAKS.sub("", "".join(paragraph.text for paragraph in split(text, 10**6)))
    assert "".join(kept.split()) == "".join(bare.split())
