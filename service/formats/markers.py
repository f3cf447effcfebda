"""Citation marks in every manner that models and people write them, read as one thing and written as ``[1][2]``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.domain.article import MAX_PARAGRAPHS
from service.domain.summary import Citation

_WIDEST_RANGE = 20  # paragraphs: "[1-400]" cites nothing
_MOST_BRACKETS = 5_000  # looked at in one text; what follows them stays text
_LONGEST_MARK = 2_000  # characters: a quote is a few words, and a bracket that goes on is no mark
_CLOSERS = {"[": "]", "［": "］", "【": "】"}
_QUOTE_PAIRS = {
    "“": "”",
    '"': '"',
    "‘": "’",
    "'": "'",
    "「": "」",
    "『": "』",
    "«": "»",
    "„": "“",
    "”": "”",
    "＂": "＂",
}

_LABEL = r"(?:\^|[Pp¶§段]|第|[Pp]ara(?:graph)?s?\.?|[Ss]ources?|[Rr]ef\.?|段落|来源|來源)?\s{0,2}:?\s{0,2}"
_NUMBER = rf"{_LABEL}([0-9０-９]{{1,6}})\s{{0,2}}段?"
_RANGE = re.compile(rf"{_NUMBER}\s{{0,2}}[-–—~～至]\s{{0,2}}{_NUMBER}")
_SINGLE, _DASH = re.compile(_NUMBER), re.compile(r"\s{0,2}[-–—~～至]")
_BETWEEN = re.compile(r"\s*[,，、;；&]?\s*(?:and\s|和)?\s*")
_DAGGER = re.compile(r"†[^\]】］]{0,200}")
_LEAD = re.compile(r"\s{0,2}[:：,，]?\s{0,2}")
_OPENING = re.compile(r"[\[［【]")
_PLAIN = re.compile(r"(?:\[[1-9][0-9]{0,3}\]){1,16}(?!\()")  # what nearly all marks are, read without the rest
_NEXT_QUOTED = re.compile(rf"[;；,，、]?\s?{_NUMBER}\s?[:：]")
_COLON = re.compile(r"\s?[:：]\s?")
_ADDRESS = re.compile(r"(?:https?:|mailto:|javascript:|data:|/|#|\w+\.\w)")
_ROUND = re.compile(r"(?:[(（][0-9０-９]{1,4}[)）]\s?)+(?=[.。!！?？]?\s*$)")
_ROUND_NUMBER = re.compile(r"[0-9０-９]{1,4}")
_TAIL_STOP = re.compile(r"\s*([.。])$")
_SPACES = re.compile(r"[ \t\u3000]+")
_STOPS = ".。!！?？,，;；:：、"


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of one mark in a text, and what it cites."""

    start: int
    end: int
    citations: tuple[Citation, ...]


def split_citations(text: str) -> tuple[str, tuple[Citation, ...]]:
    """Return an insight's text without its citation marks, and the citations in the order given.

    A full stop that only the marks separated from the sentence (``… said [1].``) stays with the sentence; nothing
    else in the text changes. Numbers above 2,000 (the most paragraphs an article may have) and words in brackets are
    text, and so are Markdown links, subscripts from 0, and ``(1)`` anywhere but at the end. Linear in the text.
    """
    found = list(marks(text))
    if not found:
        return text, ()
    pieces: list[str] = []
    position = 0
    for mark in found:
        pieces.append(text[position : mark.start])
        position = mark.end
    pieces.append(text[position:])
    joined = _joined(pieces)
    return joined, tuple(citation for mark in found for citation in mark.citations)


def normalise_markers(text: str) -> str:
    """Return the text with its marks as ascending ``[1][2]`` at the end, quotes left out."""
    plain, citations = split_citations(text)
    return f"{plain} {brackets(citations)}" if citations else plain


def brackets(citations: tuple[Citation, ...]) -> str:
    """Return the citations as they stand in the text form: ``[1][2]``, ascending, without repeats."""
    return "".join(f"[{number}]" for number in sorted({citation.paragraph for citation in citations}))


def _joined(pieces: list[str]) -> str:
    """Return the pieces as one text, closing the gaps that marks left."""
    kept = [pieces[0]]
    for piece in pieces[1:]:
        rest = piece.lstrip()
        if not rest or rest[0] in _STOPS:
            while len(kept) > 1 and kept[-1].isspace():
                kept.pop()
            kept[-1] = kept[-1].rstrip()
        elif not kept[-1].endswith((" ", "\u3000")):
            rest = piece
        if rest:
            kept.append(rest)
    return "".join(kept).strip()


def marks(text: str) -> Iterator[Mark]:
    """Yield the citation marks of a text, as ``split_citations`` takes them out."""
    position = 0
    last_close = {opening: text.rfind(closer) for opening, closer in _CLOSERS.items()}
    looks = 0
    while (match := _OPENING.search(text, position)) and (looks := looks + 1) <= _MOST_BRACKETS:
        opening = match[0]
        if match.start() > last_close[opening]:  # without it, a text of opening brackets alone would cost its square
            position = match.end()
            continue
        mark = _bracket_mark(text, match.start())
        if mark:
            yield mark
        position = mark.end if mark else match.end()
    if position < len(text) and (found := _ROUND.search(text, max(position, len(text) - 80))):
        numbers = _ROUND_NUMBER.findall(found[0])
        if all(_valid(number) for number in numbers) and not _is_list_start(text, found.start()):
            yield Mark(found.start(), found.start() + len(found[0].rstrip()), tuple(Citation(int(n)) for n in numbers))


def _is_list_start(text: str, start: int) -> bool:
    return not text[:start].strip()


def _bracket_mark(text: str, start: int) -> Mark | None:
    if (plain := _PLAIN.match(text, start)) and all(map(_valid, numbers := plain[0][1:-1].split("]["))):
        return Mark(start, plain.end(), tuple(Citation(int(number)) for number in numbers))
    return _listed_mark(text, start)


def _listed_mark(text: str, start: int) -> Mark | None:
    """Read a bracket with numbers, ranges and quotes in it, one after the other."""
    closer = _CLOSERS[text[start]]
    citations: list[Citation] = []
    position = start + 1
    limit = min(len(text), start + _LONGEST_MARK)
    while position < limit and (item := _item(text, position, closer, limit)):
        found, position = item
        citations.extend(found)
        if text[position : position + 1] == closer:
            is_link = text.startswith("](", position) and _is_link(text, position + 1)
            return None if is_link else Mark(start, position + 1, tuple(citations))
        gap = _BETWEEN.match(text, position)
        if not gap or gap.end() == position:
            return None
        position = gap.end()
    return None


def _is_link(text: str, start: int) -> bool:
    close = text.find(")", start, start + 300)
    inside = text[start + 1 : close] if close > 0 else ""
    return _ADDRESS.match(inside) is not None


def _item(text: str, position: int, closer: str, limit: int) -> tuple[list[Citation], int] | None:
    """Read one number or range with its quote, if any, and return where it ends."""
    match = _SINGLE.match(text, position)
    if not match:
        return None
    if _DASH.match(text, match.end()) and (span := _RANGE.match(text, position)):
        first, last = int(span[1]), int(span[2])
        if not (_valid(span[1]) and _valid(span[2])) or not 0 <= last - first < _WIDEST_RANGE:
            return None
        return [Citation(number) for number in range(first, last + 1)], span.end()
    if not _valid(match[1]):
        return None
    end = match.end()
    if dagger := _DAGGER.match(text, end):
        return [Citation(int(match[1]))], dagger.end()
    quote, end = _quote(text, end, closer, limit)
    return [Citation(int(match[1]), quote)], end


def _quote(text: str, position: int, closer: str, limit: int) -> tuple[str, int]:
    """Return the quote that follows a number, and where it ends; ("", position) where none does.

    A quote ends at the closing mark behind which the bracket closes or the next number begins: it may hold brackets
    and other quotation marks itself.
    """
    lead = _LEAD.match(text, position)
    start = lead.end() if lead else position
    wanted = _QUOTE_PAIRS.get(text[start : start + 1])
    if wanted is None:
        return _bare_quote(text, position, closer, limit)
    end = start + 1
    while (end := _next_of(text, wanted, end, limit)) >= 0:
        after = end + 1
        while after < limit and text[after] in " \u3000.。,，…":
            after += 1
        if text[after : after + 1] == closer:
            return text[start + 1 : end], after
        if _NEXT_QUOTED.match(text, after):
            return text[start + 1 : end], end + 1
        end += 1
    return _bare_quote(text, position, closer, limit)


def _next_of(text: str, wanted: str, start: int, limit: int) -> int:
    ends = [text.find(mark, start, limit) for mark in {wanted, '"' if wanted == "”" else wanted}]
    found = [end for end in ends if end >= 0]
    return min(found, default=-1)


def _bare_quote(text: str, position: int, closer: str, limit: int) -> tuple[str, int]:
    """Read ``[2: words]``: a quote without quotation marks, up to the bracket."""
    colon = _COLON.match(text, position)
    end = text.find(closer, position, limit)
    if not colon or end < 0:
        return "", position
    words = text[colon.end() : end].strip("".join(_QUOTE_PAIRS) + " ")
    if not words or words[0].isdigit():
        return "", position
    return words, end


def _valid(number: str) -> bool:
    return 1 <= int(number) <= MAX_PARAGRAPHS
