"""Finds the shapes of dates in a folded text and says what their parts are.

Groups of a shape: Y year, B year before our era, H half, Q quarter, M month, D day, W weekday, S decade, C century, h
and m clock time, A half of the day, P part of a period, R relative word, L last/this/next before a month; ``up`` marks
what is counted from the beginning of the year, ``half_hour`` thirty minutes, ``name`` a month's name that needs a
capital, ``vague`` words that name no time.
"""

import re
from collections.abc import Iterator

from service.domain.dates import chinese, english

_NUMERALS = "[一二三四五六七八九十]"
# A number is read from its beginning: no digit of "1,998" or "3.14" starts one.
_AT_DIGIT = r"(?=[0-9])(?<![0-9a-z$€£¥])(?<![0-9][.,:/])"
_AT_NUMERAL = f"(?={_NUMERALS})(?<![一二三四五六七八九十百千万亿〇零第0-9])"
_AT_LETTER = "(?=[a-z])(?<![a-z0-9])"
_AT_HAN = "(?=[\u4e00-\u9fff])"
_AT_QUOTE = "(?=')(?<![a-z0-9'])"
_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_AT_DIGIT, english.FIGURES + chinese.DIGIT_LED + english.DIGIT_LED),
    (_AT_NUMERAL, chinese.NUMERAL_LED),
    (_AT_LETTER, english.WORD_LED),
    (_AT_HAN, chinese.WORD_LED),
    (_AT_QUOTE, english.QUOTE_LED),
)
_SHAPES = [re.compile(shape) for _, shapes in _GROUPS for shape in shapes]


def _master() -> re.Pattern[str]:
    """Return all shapes in one pattern, in which a group's number says which shape it is."""
    count, branches = 0, []
    for guard, shapes in _GROUPS:
        bare = []
        for shape in shapes:
            bare.append(f"(?P<r{count}>{re.sub('[(][?]P<[A-Za-z_]+>', '(?:', shape)})")
            count += 1
        branches.append(f"{guard}(?:{'|'.join(bare)})")
    return re.compile("|".join(branches))


_MASTER = _master()
_BEFORE_MORE, _MORE = re.compile(english.BEFORE_MORE), re.compile(english.MORE)


def shapes(folded: str) -> Iterator[re.Match[str]]:
    """Yield the matches of the shapes in a folded text, in its order, none overlapping."""
    position = 0
    while found := _MASTER.search(folded, position):
        match: re.Match[str] | None = _SHAPES[int(str(found.lastgroup)[1:])].match(folded, found.start())
        listed = match is not None and {"M", "D"} <= match.groupdict().keys() and match[0].isascii()
        while match is not None:
            yield match
            position = match.end()
            match = _further(folded, position) if listed else None


def _further(folded: str, position: int) -> re.Match[str] | None:
    """Return a further day that is listed after a month and its day."""
    before = _BEFORE_MORE.match(folded, position)
    return before and _MORE.match(folded, before.end())
