"""An article's text split into paragraphs, each a verbatim slice of it."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from service.domain.boilerplate import is_boilerplate
from service.domain.errors import ArticleTooLong
from service.domain.paragraph import Paragraph
from service.domain.sentences import sentences
from service.domain.summary import Span
from service.domain.wrapping import Line, unwrap, wrap_width

MAX_LINES = 10_000  # wrapped at 30 columns, the longest article has 7,000
RUN_WORDS = 80  # of a body without breaks that make a paragraph (issue 2)
RUN_CHARACTERS = 200  # the same of Chinese
_WHOLE = 1.5  # runs that a text without any break may have and still be one paragraph
_BODY = 2.5  # runs that the one paragraph beside a headline or an editor's line may have
_LONGEST = 6  # runs that a paragraph among others may have: longer ones are bodies that lost their breaks
_BULK = 0.8  # of the text: a paragraph that holds so much of it is a body, the others are around it

_BREAK = re.compile(r"\n|<br\b[^<>\n]{0,40}>", re.IGNORECASE)
_INDENT = re.compile(  # where a CMS lost the line end before an indented paragraph
    "[ \xa0\u2003\u3000](?=[ \xa0\u2003\u3000])(?:(?<=\\S\u3000)\u3000+|(?<=[。！？…”』」].)[ \xa0\u2003\u3000]+"
    '|(?<=[.!?"”][ \xa0])[ \xa0]{3,})'
)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
_WORD = re.compile(r"[^\W\u3400-\u9fff\uf900-\ufaff]+")


def split(text: str, most: int) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a cleaned text, numbered from 1; ``text[start:end]`` is each one's text.

    Paragraphs end at blank lines, at single line ends (but not where lines are merely wrapped), at what is left of
    ``<br>``, and at full-width indents; a list between blank lines is one paragraph; where a body has no breaks, runs
    of sentences stand for them. Linear. Stops after ``most`` paragraphs; raise ArticleTooLong for more than
    ``MAX_LINES`` lines.
    """
    blocks = list(_blocks(text))
    width = wrap_width(blocks)
    spans = [span for block in blocks for span in _paragraphs_of(block, width, alone=len(blocks) == 1)]
    runs = islice(_all_runs(text, spans), most)
    return tuple(numbered(text[run.start : run.end], run, number) for number, run in enumerate(runs, start=1))


def numbered(text: str, span: Span, number: int) -> Paragraph:
    """Return the paragraph of that number, marked where it is boilerplate or empty."""
    return Paragraph(number, text, span.start, span.end, not text or is_boilerplate(text))


def _blocks(text: str) -> Iterator[list[Line]]:
    """Yield the runs of lines that no blank line parts."""
    block: list[Line] = []
    for line in _lines(text):
        if line:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _lines(text: str) -> Iterator[Line | None]:
    """Yield the lines, None for a blank one."""
    start, fresh = 0, False
    for end, following in _breaks(text):
        raw = text[start:end]
        if stripped := raw.strip():
            lead = start + raw.index(stripped[0])
            indented = raw.startswith(("\u3000", "  ", "\t", "\xa0"))
            yield Line(lead, stripped, indented, fresh or raw.startswith("\u3000\u3000"))
        else:
            yield None
        start, fresh = following, text[end:following] != "\n"


def _breaks(text: str) -> Iterator[tuple[int, int]]:
    ends = [(match.start(), match.end()) for match in _BREAK.finditer(text)]
    # An indent begins the next line, so that the line is seen to be indented.
    ends += [(match.start(), match.start()) for match in _INDENT.finditer(text)]
    if len(ends) > MAX_LINES:
        raise ArticleTooLong(f"an article may have {MAX_LINES:,} lines")
    yield from sorted(ends)
    yield len(text), len(text)


def _paragraphs_of(block: Sequence[Line], width: int, *, alone: bool) -> Iterator[Span]:
    units = list(unwrap(block, width))
    if not alone and all(first.list_item for first, _ in units) and not any(first.fresh for first, _ in units[1:]):
        yield Span(block[0].start, block[-1].end)
        return
    yield from (Span(first.start, last.end) for first, last in units)


def _all_runs(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    sizes = [_size(text[span.start : span.end]) for span in spans]
    limit = _WHOLE if len(spans) == 1 else _LONGEST
    if len(spans) > 1 and max(sizes) >= sum(sizes) * _BULK:
        limit = _BODY
    for span, size in zip(spans, sizes, strict=True):
        if size <= limit:
            yield span
        else:
            yield from _runs(text, span, size / round(size))


def _runs(text: str, span: Span, wanted: float) -> Iterator[Span]:
    """Yield runs of sentences of about the size wanted, cut where no straight quotation mark is open."""
    start = end = span.start
    size, marks = 0.0, 0
    for sentence in sentences(text[span.start : span.end]):
        words = text[span.start + sentence.start : span.start + sentence.end]
        added = _size(words)
        if size and size + added / 2 > wanted and (marks % 2 == 0 or size > wanted * _WHOLE):
            yield Span(start, end)
            start, size, marks = span.start + sentence.start, 0.0, 0
        size += added
        marks += words.count('"')
        end = span.start + sentence.end
    yield Span(start, end)


def _size(text: str) -> float:
    """Return the length in runs: 80 words or 200 Chinese characters make one."""
    return len(_WORD.findall(text)) / RUN_WORDS + sum(map(len, _HAN.findall(text))) / RUN_CHARACTERS
