"""An article's text split into paragraphs, each a verbatim slice of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from service.domain.boilerplate import is_boilerplate
from service.domain.paragraph import Paragraph
from service.domain.sentences import sentences
from service.domain.summary import Span

RUN_WORDS = 80  # of a body without breaks that make a paragraph (issue 2)
RUN_CHARACTERS = 200  # the same of Chinese
_WHOLE = 1.5  # runs that a text without any break may have and still be one paragraph
_LONGEST = 6  # runs that a paragraph among others may have: longer ones are bodies that lost their breaks

_BREAK = re.compile(r"\n|<br\s{0,3}/?>", re.IGNORECASE)
_INDENT = re.compile(r"(?<=\S)\u3000{2,}")  # where a CMS lost the line end before an indented paragraph
_STOP = re.compile(r"[.!?。！？…:：;；\"”’」』）)]$")
_LIST_ITEM = re.compile(r"(?:[-*•·–]|\d{1,3}[.)、]|[(（]\d{1,3}[)）])\s*\S")
_WRAP = 120  # characters: nobody breaks lines beyond that
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\W\u3400-\u9fff\uf900-\ufaff]+")


class _Line(NamedTuple):
    start: int
    text: str
    indented: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def split(text: str, most: int) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a cleaned text, numbered from 1; ``text[start:end]`` is each one's text.

    Paragraphs end at blank lines, at single line ends (but not where lines are merely wrapped), at what is left of
    ``<br>``, and at full-width indents; a list between blank lines is one paragraph; where a body has no breaks, runs
    of sentences stand for them. Linear. Stops after ``most`` paragraphs.
    """
    blocks = list(_blocks(text))
    spans = [span for block in blocks for span in _paragraphs_of(block, alone=len(blocks) == 1)]
    limit = _WHOLE if len(spans) == 1 else _LONGEST
    runs = islice((run for span in spans for run in _runs(text, span, limit)), most)
    return tuple(numbered(text[run.start : run.end], run, number) for number, run in enumerate(runs, start=1))


def numbered(text: str, span: Span, number: int) -> Paragraph:
    """Return the paragraph of that number, marked where it is boilerplate or empty."""
    return Paragraph(number, text, span.start, span.end, not text or is_boilerplate(text))


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Yield the runs of lines that no blank line parts."""
    block: list[_Line] = []
    for line in _lines(text):
        if line:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _lines(text: str) -> Iterator[_Line | None]:
    """Yield the lines, None for a blank one."""
    start = 0
    for end, following in _breaks(text):
        raw = text[start:end]
        if stripped := raw.strip():
            lead = start + raw.index(stripped[0])
            yield _Line(lead, stripped, raw.startswith(("\u3000", "  ", "\t")))
        else:
            yield None
        start = following


def _breaks(text: str) -> Iterator[tuple[int, int]]:
    ends = [(match.start(), match.end()) for match in _BREAK.finditer(text)]
    # An indent begins the next line, so that the line is seen to be indented.
    ends += [(match.start(), match.start()) for match in _INDENT.finditer(text)]
    yield from sorted(ends)
    yield len(text), len(text)


def _paragraphs_of(block: Sequence[_Line], *, alone: bool) -> Iterator[Span]:
    if not alone and all(_LIST_ITEM.match(line.text) for line in block):
        yield Span(block[0].start, block[-1].end)
        return
    if not _wrapped([line.text for line in block]):
        yield from (Span(line.start, line.end) for line in block)
        return
    start = block[0]
    last = start
    for line in block[1:]:
        if line.indented and not last.indented:
            yield Span(start.start, last.end)
            start = line
        last = line
    yield Span(start.start, last.end)


def _wrapped(lines: Sequence[str]) -> bool:
    """Whether lines end because they were full: alike in length, and seldom at the end of a sentence."""
    full = lines[:-1]
    if len(full) < 1 or any(_LIST_ITEM.match(line) for line in lines):
        return False
    longest = max(len(line) for line in lines)
    if longest > _WRAP or longest < _WRAP / 5 or min(len(line) for line in full) < longest * 0.6:
        return False
    return sum(1 for line in full if _STOP.search(line)) * 2 < len(full)


def _runs(text: str, span: Span, limit: float) -> Iterator[Span]:
    if _size(text[span.start : span.end]) <= limit:
        yield span
        return
    start, size = span.start, 0.0
    end = span.start
    for sentence in sentences(text[span.start : span.end]):
        added = _size(text[span.start + sentence.start : span.start + sentence.end])
        if size and size + added / 2 > 1:
            yield Span(start, end)
            start, size = span.start + sentence.start, 0.0
        size += added
        end = span.start + sentence.end
    yield Span(start, end)


def _size(text: str) -> float:
    """Return the length in runs: 80 words or 200 Chinese characters make one."""
    return _count(_WORD.finditer(text)) / RUN_WORDS + _count(_HAN.finditer(text)) / RUN_CHARACTERS


def _count(matches: Iterable[object]) -> int:
    return sum(1 for _ in matches)
