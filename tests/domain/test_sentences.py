"""Sentences of both languages, cut where a reader would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.sentences import sentences

pytestmark = pytest.mark.property


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["营收增长15%。", "利润下降！", "为什么？", "没有人知道……", "后来知道了。"],
        ["他说：“我们会努力。我们不会停下。”", "随后他离开了。"],
        ["“真的吗？”", "她问。"],
        ["（这句在括号里。还没有完）后面还有。", "下一句。"],
        ["一；", "二。"],
        ["它有“没有闭合的引号。", "下一句。"],
    ],
)
def test_chinese_sentences(parts):
    assert cut("".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["Revenue rose 3.5% to $1.2 billion.", "Profit fell!", "Why?", "Nobody knows..."],
        ["Mr. Smith of the U.S. Department met Dr. Lee.", "They talked."],
        ["Apple Inc. said so.", "Version 2.0 is out."],
        ["“We grew. We will grow,” she said.", "He nodded."],
        ["The firm (founded in 1990. Or so) grew.", "It did."],
        ["J. K. Rowling wrote it.", "Others read it."],
        ["See example.com for more.", "Or not."],
        ["It was e.g. good.", "Done."],
    ],
)
def test_english_sentences(parts):
    assert cut(" ".join(parts)) == parts


def test_line_end_ends_a_sentence():
    assert cut("A heading\nA “sentence\nin two lines") == ["A heading", "A “sentence", "in two lines"]


def test_white_space_alone_holds_none():
    assert cut(" \n　") == []


def test_unclosed_quotation_is_forgotten():
    assert len(cut("“" + "没有闭合。" * 200 + "”")) > 2


@given(st.text(st.sampled_from(list("。.!“”（）「」 \nab1Mr…；U"))))
def test_sentences_cover_the_text(text):
    assert "".join("".join(cut(text)).split()) == "".join(text.split())
