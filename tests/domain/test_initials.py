"""Alternatives arranged by their first letters match what they matched, in any case and in their order."""

import re

import pytest

from service.domain.initials import by_initial

WORDS = r"said|says?|no\s+longer|no|den(?:y|ies)|insist|key|核心|关键"
ARRANGED, PLAIN = re.compile(rf"\b{by_initial(WORDS)}\b"), re.compile(rf"\b(?:{WORDS})\b", re.IGNORECASE)


@pytest.mark.parametrize(
    "text",
    [
        "He said so",
        "SAY no",
        "no  longer",
        "Nobody",
        "they DENY, he denies",
        "ſaid",
        "\u212aey",
        "İnsist",
        "ınsist",
        "这是 核心 所在",
        "这是关键",
        "",
    ],
)
def test_arranged_alternatives_match_the_same(text):
    assert [match.span() for match in ARRANGED.finditer(text)] == [match.span() for match in PLAIN.finditer(text)]
