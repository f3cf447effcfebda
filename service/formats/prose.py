"""Reads plain sentences: a summary as anyone writes it, without the labels of the text form.

A list is one insight an item; other text is one insight a sentence. Headings, list marks and rules say nothing and go.
"""

import re
from collections.abc import Iterator

from service.domain.errors import SummaryError
from service.domain.sentences import sentences
from service.domain.summary import Citation, Insight, Span, Summary
from service.formats.ai_label import without_label
from service.formats.markers import marks, split_citations
from service.formats.text import one_line

MAX_INSIGHTS = 100  # a brief has 25 at most; each is compared with the whole article, which may have 2,000 paragraphs
_MOST_LINES = 20_000

_SILENT = re.compile(  # headings of Markdown and of the text form, bold lines, "Key points:", rules
    r"#{1,6}(?:\s|$)|(?:Group|分组|分組) ?\d{1,4} ?[:：]"
    r"|\*\*[^*]{0,200}[^*.。!！?？]\*\*[:：]?$|[^\d.。!！?？]{1,40}[:：]$"
    r"|(?:[-*_=~] ?){3,}$"
)
_BULLET = re.compile(r"[-*+–·◦○](?:\s+|$)|[•‣▪●■◆]\s*")
_NUMBERED = re.compile(r"(\d{1,3})(?:[.)]\s+|[、．）.)](?=[^\W\d_a-zA-Z]))|[(（](\d{1,3})[)）]\s*(?=\D)")
_STOP_WITHIN = re.compile("[。！？]")
_ENDS = tuple(".。!！?？…;；]】］")
_CLOSING = "”’」』）)\"'"
_BEHIND = " .。!！?？,，;；:：、"
_GOES_ON = re.compile(r"[a-z,.;:，。；、)）]")
_BOLD = re.compile(r"\*\*([^*\n]{1,500})\*\*")
_HAN_GAP = re.compile(r"(?<=[\u3001-\u9fff\uff01-\uff5e]) (?=[\u3001-\u9fff\uff01-\uff5e])")
_SAYS = re.compile(r"\w")


def parse(text: str) -> Summary:
    """Return the statements of a text as core insights, marks at their ends as citations; raise SummaryError.

    Linear in the text.
    """
    found: list[Insight] = []
    lines = [without_label(line.strip()) for line in text.removeprefix("\ufeff").splitlines()]
    if len(lines) > _MOST_LINES:
        raise SummaryError(f"a summary may have {_MOST_LINES:,} lines")
    for is_item, block in _blocks(lines):
        plain = _BOLD.sub(r"\1", block)
        read = [Insight(*split_citations(plain))] if is_item else _statements(plain)
        found += [insight for insight in read if _SAYS.search(insight.text)]
        if len(found) > MAX_INSIGHTS:
            raise SummaryError(f"a summary in plain sentences may have {MAX_INSIGHTS:,} of them")
    if not found:
        raise SummaryError("the summary is empty")
    return Summary(tuple(found))


def _blocks(texts: list[str]) -> Iterator[tuple[bool, str]]:
    """Yield list items, and runs of lines that belong together, each as one line with whether it is an item."""
    lines: list[str] = []
    is_item = False
    number = 1  # that the next item of a numbered list has: any other number at the start of a line is text
    for line in (*texts, ""):
        says_nothing = not line or _SILENT.match(line)
        mark = None if says_nothing else _BULLET.match(line) or _numbered(line, number)
        if lines and (mark or says_nothing):
            yield from ((is_item, block) for block in _joined(lines, is_item=is_item))
            lines = []
        if mark:
            number = int(mark[mark.lastindex]) + 1 if mark.lastindex else number
        if not says_nothing:
            is_item = mark is not None or (is_item and bool(lines))
            lines.append(line[mark.end() :] if mark else line)


def _numbered(line: str, number: int) -> re.Match[str] | None:
    match = _NUMBERED.match(line)
    return match if match and match.lastindex and int(match[match.lastindex]) in {1, number} else None


def _joined(lines: list[str], *, is_item: bool) -> Iterator[str]:
    """Yield the lines as one where they are wrapped text, and one by one where none ends like a sentence."""
    lines = [line for line in lines if line]
    wrapped = is_item or any(_ends_sentence(line) for line in lines)
    block: list[str] = []
    for line in lines:
        if block and not wrapped and not _GOES_ON.match(line):
            yield _one(block)
            block = []
        block.append(line)
    if block:
        yield _one(block)


def _ends_sentence(line: str) -> bool:
    return bool(_STOP_WITHIN.search(line)) or line.endswith(_ENDS) or line.rstrip(_CLOSING).endswith(_ENDS)


def _one(lines: list[str]) -> str:
    return _HAN_GAP.sub("", one_line(" ".join(lines))) if len(lines) > 1 else one_line(lines[0])


def _statements(text: str) -> list[Insight]:
    """Return one insight a sentence; a mark belongs to the sentence that it stands in or directly behind."""
    plain, placed = _without_marks(text)
    spans = tuple(sentences(plain)) or (Span(0, len(plain)),)
    cited: list[list[Citation]] = [[] for _ in spans]
    current = 0
    for position, citations in placed:
        while current + 1 < len(spans) and spans[current + 1].start < position:
            current += 1
        cited[current] += citations
    return [Insight(plain[span.start : span.end], tuple(found)) for span, found in zip(spans, cited, strict=True)]


def _without_marks(text: str) -> tuple[str, list[tuple[int, tuple[Citation, ...]]]]:
    """Return the text without its marks, and where each of them stood in what is left."""
    pieces: list[str] = []
    placed: list[tuple[int, tuple[Citation, ...]]] = []
    position = length = 0
    for mark in marks(text):
        piece, gap = _closed(text[position : mark.start], text[mark.end : mark.end + 1])
        pieces += [piece, gap]
        placed.append((length + len(piece), mark.citations))
        length += len(piece) + len(gap)
        position = mark.end
    return "".join((*pieces, text[position:])), placed


def _closed(before: str, after: str) -> tuple[str, str]:
    """Return the text before a mark and what is to stand for the mark, given the character behind it."""
    if not after or after in _BEHIND:
        return before.rstrip(), ""
    return before, " " if before.endswith((".", "!", "?")) else ""
