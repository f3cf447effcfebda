"""Lines that end because they were full, told from lines that end because a paragraph does."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

_WIDEST = 120  # columns: nobody breaks lines beyond that, so longer ones are paragraphs
_NARROWEST = 30  # columns: shorter lines are a list, a table, a poem
_OVERLONG = 20  # one line in so many may be longer than the rest: an address cannot be broken
_SLACK = 0.9  # of the width: lines of proportional type, copied, differ in their number of characters

_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\U00020000-\U0003ffff]"
)
_FIRST_WORD = re.compile(rf"{_WIDE.pattern}|[^\s\u2e80-\uffff]+")
_STOP = re.compile(r"[.!?。！？…:：;；\"”’」』）)]$")
_LIST_ITEM = re.compile(r"(?:[-*•·–]|\d{1,3}[.)、](?!\d)|[(（]\d{1,3}[)）])\s*\S")


class Line(NamedTuple):
    """A line without the white space around it: where it starts, and what came before it.

    ``indented``: white space; ``fresh``: a sure sign of a new paragraph (a full-width indent, a line break tag).
    """

    start: int
    text: str
    indented: bool = False
    fresh: bool = False

    @property
    def end(self) -> int:
        """Where the line ends."""
        return self.start + len(self.text)

    @property
    def list_item(self) -> bool:
        """Whether the line begins with a bullet or a number."""
        return _LIST_ITEM.match(self.text) is not None


def wrap_width(blocks: Sequence[Sequence[Line]]) -> int:
    """Return the columns at which the lines of a text were wrapped, 0 where they were not.

    Wrapped lines could not have held the first word of the next one, seldom end with a sentence, and are followed by
    small letters or Chinese. ``blocks`` are the lines between blank lines.
    """
    pairs = [pair for block in blocks for pair in _pairs(block)]
    columns = sorted(_columns(line.text) for block in blocks if len(block) > 1 for line in block)
    if not pairs or columns[-1 - len(columns) // _OVERLONG] > _WIDEST:
        return 0
    width = columns[-1 - len(columns) // _OVERLONG]
    full = [(line, following) for line, following in pairs if _full(line, following, width)]
    stops = sum(1 for line, _ in full if _STOP.search(line.text))
    small = sum(1 for _, following in full if following.text[0].islower() or _WIDE.match(following.text))
    wrapped = len(full) * 5 >= len(pairs) * 3 and stops * 2 < len(full) and small * 3 >= len(full)
    return width if wrapped and width >= _NARROWEST else 0


def unwrap(block: Sequence[Line], width: int) -> Iterator[tuple[Line, Line]]:
    """Yield the first and the last line of each paragraph in lines that no blank line parts."""
    first = last = block[0]
    for line in block[1:]:
        if not (width and _may_go_on(last, line) and _goes_on(last, line, width)):
            yield first, last
            first = line
        last = line
    yield first, last


def _pairs(block: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    for line, following in pairwise(block):
        if _may_go_on(line, following):
            yield line, following


def _may_go_on(line: Line, following: Line) -> bool:
    return (
        not following.fresh and not following.list_item and (line.indented or not following.indented or line.list_item)
    )


def _goes_on(line: Line, following: Line, width: int) -> bool:
    cut = _STOP.search(line.text) is None and _columns(line.text) * 2 > width
    return cut or _full(line, following, width)


def _full(line: Line, following: Line, width: int) -> bool:
    """Whether the next line's first word had no room."""
    word = _FIRST_WORD.match(following.text)
    return _columns(line.text) + 1 + (_columns(word[0]) if word else 1) > width * _SLACK


def _columns(text: str) -> int:
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))
