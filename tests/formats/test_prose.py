"""Plain sentences: a summary without our labels."""

import contextlib
import time

import pytest

from service.domain.errors import SummaryError
from service.formats.prose import MAX_INSIGHTS
from service.formats.reading import read, read_anyones


def read_back(text):
    insights = read_anyones(text).core_insights
    return [(insight.text, [citation.paragraph for citation in insight.citations]) for insight in insights]


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        # one insight a sentence, a mark with the sentence before it
        ("Revenue rose 15%. It fell.", [("Revenue rose 15%.", []), ("It fell.", [])]),
        ("Revenue rose. [1][2] Sales fell [3]. End", [("Revenue rose.", [1, 2]), ("Sales fell.", [3]), ("End", [])]),
        ("Revenue rose.[1]Sales fell.", [("Revenue rose.", [1]), ("Sales fell.", [])]),
        ("营收增长15%。[1]下载量3.5亿次[2][3]。完", [("营收增长15%。", [1]), ("下载量3.5亿次。", [2, 3]), ("完", [])]),
        ("It rose 15% [1] and fell 3% [2].", [("It rose 15% and fell 3%.", [1, 2])]),
        ("[1] It rose.", [("It rose.", [1])]),
        # lists: one insight an item
        ("- It rose. Then it fell [3].\n- 营收增长", [("It rose. Then it fell.", [3]), ("营收增长", [])]),
        ("• one thing\n• another", [("one thing", []), ("another", [])]),
        ("1. It rose\n   to 3.\n2. It fell\n\nThe end.", [("It rose to 3.", []), ("It fell", []), ("The end.", [])]),
        ("1、营收增长\n2、利润下降", [("营收增长", []), ("利润下降", [])]),
        ("(1) It rose\n(2) It fell", [("It rose", []), ("It fell", [])]),
        ("-\n- one", [("one", [])]),
        # numbers at the start of a line that are no list marks
        ("It rose to\n15. Then it fell.", [("It rose to 15.", []), ("Then it fell.", [])]),
        ("1、2月份营收增长", [("1、2月份营收增长", [])]),
        ("3.5亿次下载", [("3.5亿次下载", [])]),
        # headings, rules and emphasis
        ("# Summary\n\nIt rose.\n***\nKey points:\n* one", [("It rose.", []), ("one", [])]),
        ("**Heading**\nIt **rose** fast.", [("It rose fast.", [])]),
        ("**It rose.**", [("It rose.", [])]),
        ("Group 1: Money\n- It rose [1]", [("It rose", [1])]),
        # wrapped lines, and lines that are statements of their own
        ("It rose\nto 15%.", [("It rose to 15%.", [])]),
        ("营收增\n长。完", [("营收增长。", []), ("完", [])]),
        ("It rose\nSales fell\nand fell", [("It rose", []), ("Sales fell and fell", [])]),
        ("He said “it rose.”\nThen.", [("He said “it rose.”", []), ("Then.", [])]),
        # the label's words within prose
        ("Core Insights: it rose 15%.", [("Core Insights: it rose 15%.", [])]),
        ("We read Core Insights daily.", [("We read Core Insights daily.", [])]),
        ("\ufeffIt rose.", [("It rose.", [])]),
    ],
)
def test_statements_are_told_apart(text, statements):
    assert read_back(text) == statements


@pytest.mark.parametrize(
    "text", ["Core Insights\n- It rose [1]", "## 核心观点\n\n- 营收增长 [1]", "T\n\nCore Insights - It rose [1]"]
)
def test_labelled_text_is_read_by_its_grammar(text):
    assert read_anyones(text) == read(text).summary


@pytest.mark.parametrize(
    "text", ["", " \n", "# Heading", "…", "<html><p>It rose.</p></html>", "a.\n\n" * (MAX_INSIGHTS + 1), "\n" * 30_000]
)
def test_what_says_nothing_is_refused(text):
    with pytest.raises(SummaryError):
        read_anyones(text)


def test_convert_still_needs_labels():
    with pytest.raises(SummaryError):
        read("It rose 15%.")


@pytest.mark.parametrize("piece", ["[", "]", "[1]", "a.[1]", "- ", "1. ", "**", "“", "-", "a\n", "- \n", "(1)", "a.) "])
def test_hostile_text_costs_linear_time(piece):
    text = piece * (200_000 // len(piece)) + "x"
    started = time.process_time()
    with contextlib.suppress(SummaryError):
        read_anyones(text)
    assert time.process_time() - started < 2  # it takes 0.3 s here; what is quadratic takes minutes
