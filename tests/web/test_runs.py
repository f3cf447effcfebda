"""Texts cut where something in them is marked."""

import pytest

from service.domain.summary import Span
from service.web.runs import Mark, Run, cut, span_of


def test_marks_may_overlap():
    marks = [Mark("a", Span(2, 6), "quoted"), Mark("b", Span(4, 8), "confirmed")]
    assert cut("0123456789", marks) == (
        Run("01"),
        Run("23", "a", "quoted"),
        Run("45", "a b", "quoted confirmed"),
        Run("67", "b", "confirmed"),
        Run("89"),
    )


@pytest.mark.parametrize("span", [Span(-2, 3), Span(3, 3), Span(5, 2), Span(8, 40)])
def test_marks_that_fit_nowhere_are_left_out(span):
    assert cut("0123456789", [Mark("a", span, "quoted")]) == (Run("0123456789"),)


def test_a_text_bears_200_marks():
    """A thousand statements on one paragraph must not make a page of megabytes."""
    runs = cut("x" * 3_000, [Mark(f"m{n}", Span(n, 3_000), "quoted") for n in range(1_000)])
    assert max(len(run.marks.split()) for run in runs) == 200
    assert "".join(run.text for run in runs) == "x" * 3_000


def test_empty_text_has_no_runs():
    assert cut("", []) == ()


@pytest.mark.parametrize(
    ("words", "text", "span"),
    [
        ("3", "350 and 3 more", Span(8, 9)),
        ("3", "3.5 and 1,3", None),
        ("3.5亿次", "已超3.5亿次，", Span(2, 7)),
        ("October", "in October.", Span(3, 10)),
        ("a+b", "a+b", Span(0, 3)),
        ("", "text", None),
    ],
)
def test_words_are_found_whole(words, text, span):
    assert span_of(words, text) == span
