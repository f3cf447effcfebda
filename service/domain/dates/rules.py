"""Finds the shapes of dates in a folded text.

Groups of a shape: Y year, B year before our era, H half, Q quarter, M month, D day, W weekday, S decade, C century, h
and m clock time, A half of the day, P part of a period, R relative word, L last/this/next before a month; ``up`` marks
what is counted from the beginning of the year, ``half_hour`` thirty minutes, ``name`` a month's name that needs a
capital, ``small`` a letter that must be none, N and U how far from
publication (``ago``, ``later``, ``about``) in which unit, ``vague`` words that name no time,
``holiday`` the name of a day.
"""

import re
from collections.abc import Iterator
from functools import cache

from service.domain.dates import chinese, english


def _beginning() -> re.Pattern[str]:
    """Return where a date can begin, cheap to look for, so that the shapes are tried in few places.

    A number is read from its beginning: no digit of "1,998" or "3.14" starts a date.
    """
    pairs = [pair.split("|") for pair in chinese.BEGINNINGS]
    first = "".join(first for first, _ in pairs)
    letters = sorted({word[0] for word in english.BEGINNINGS})
    words = "|".join(f"{a}(?:{'|'.join(w[1:] for w in english.BEGINNINGS if w[0] == a)})" for a in letters)
    branches = (
        rf"[0-9](?<![0-9a-z$€£¥].)(?<![0-9][.,:/].)(?={chinese.AFTER_DIGIT}|{english.AFTER_DIGIT})",
        f"[{chinese.NUMERALS}](?<![{chinese.NUMERALS}百千万亿〇零第0-9].)(?={chinese.AFTER_NUMERAL})",
        "'(?<![a-z0-9'].)(?=[0-9])",
        f"(?=[{first}])(?:{'|'.join(f'[{first}]{after}' for first, after in pairs)})",
        rf"\b(?=[{''.join(letters)}])(?:{words})",
    )
    some = f"(?=[0-9'{chinese.NUMERALS}{first}{''.join(letters)}])"  # most Chinese characters are none of these
    return re.compile(f"{some}(?:{'|'.join(branches)})", re.ASCII)


_BEGINNING = _beginning()


@cache
def _pattern(shape: str) -> re.Pattern[str]:
    return re.compile(shape, re.ASCII)  # 3 and 财 are no one word


class _Shapes:
    """Shapes that begin alike, in one pattern, in which the number of a group says which one it is.

    That one is compiled when it is first met: all of them were 3 % of the start.
    """

    def __init__(self, *shapes: str) -> None:
        self.each = shapes
        bare = (re.sub("[(][?]P<[A-Za-z_]+>", "(?:", shape) for shape in shapes)
        self.any = _pattern("|".join(f"({shape})" for shape in bare))

    def match(self, folded: str, position: int) -> re.Match[str] | None:
        found = self.any.match(folded, position)
        return _pattern(self.each[(found.lastindex or 0) - 1]).match(folded, position) if found else None


_DIGIT = _Shapes(*english.FIGURES, *chinese.DIGIT_LED, *english.DIGIT_LED)
_LATIN = _Shapes(*english.WORD_LED)
_NUMERAL = _Shapes(*chinese.NUMERAL_LED)
_HAN = _Shapes(*chinese.WORD_LED)
_AFTER = {
    **dict.fromkeys("0123456789", _DIGIT),
    **dict.fromkeys("abcdefghijklmnopqrstuvwxyz", _LATIN),
    **dict.fromkeys(chinese.NUMERALS, _NUMERAL),
    "'": _Shapes(*english.QUOTE_LED),
}
_BEFORE_MORE, _MORE = re.compile(english.BEFORE_MORE), re.compile(english.MORE, re.ASCII)


def shapes(folded: str) -> Iterator[re.Match[str]]:
    """Yield the matches of the shapes in a folded text, in its order, none overlapping."""
    position = 0
    while found := _BEGINNING.search(folded, position):
        start = found.start()
        match = _AFTER.get(folded[start], _HAN).match(folded, start)
        position = start + 1
        listed = match is not None and match[0].isascii() and {"M", "D"} <= match.groupdict().keys()
        while match is not None:
            yield match
            position = match.end()
            match = _further(folded, position) if listed else None


def _further(folded: str, position: int) -> re.Match[str] | None:
    """Return a further day that is listed after a month and its day."""
    before = _BEFORE_MORE.match(folded, position)
    return before and _MORE.match(folded, before.end())
