"""Quotation marks and what is none."""

import pytest

from service.domain.speech.quoted import read_quoted


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“a” and ‘b’ and \"c\" and 'd'", ["a", "b", "c", "d"]),
        ('「甲」『乙』《丙》他说"丁"', ["甲", "乙", "丁"]),
        ("“他说‘好’了”", ["他说‘好’了"]),
        ("'don't do it', he said", ["don't do it"]),
        ("‘it’s on’", ["it’s on"]),
        ("the companies' 6.1\" screens' and rock 'n' roll of the '90s' best", ["n"]),
        ("“never closed", []),
        ("“" + "x" * 401 + "”", []),
        ("“one\ntwo”", []),
    ],
)
def test_quotations_are_read(text, quoted):
    assert [found.text for found in read_quoted(text)] == quoted
    assert all(text[found.start : found.end] == found.text for found in read_quoted(text))
