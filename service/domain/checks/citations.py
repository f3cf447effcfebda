"""What a citation is worth: its quote is found in the source, or the citation goes (contract §2)."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from service.domain.article import Article
from service.domain.characters import MAX_COMBINING_RUN
from service.domain.finding import Finding, Problem
from service.domain.folding import Folded, fold, in_word
from service.domain.summary import Citation, Insight, Span

CHECK = "citations"

_ELISION = re.compile(r"\s*[\[(（【]?(?:…+|\.{3,}|⋯+)[\])）】]?\s*")
_WRAPPING = ' "。，:;!?-()[]<>'  # folded: what a writer sets around a quote, and what ends a sentence
_EVIDENCE = 4  # a Han character weighs 2, a letter or digit 1: two characters or two short words say something
_ONE_WORD = re.compile(r"\W*[a-z]+\W*")  # "that" stands in any paragraph and proves nothing; a name does, or a digit
_MOST_PLACES = 200  # of one quote that are looked at: a quote that stands oftener proves little wherever it stands
_SEPARATOR = "\0"  # folding drops control characters, so no quote reaches over it


@dataclass(frozen=True, slots=True)
class Index:
    """An article's paragraphs folded once: all of them in ``text``, each beginning at its ``starts``."""

    article: Article
    folded: tuple[Folded, ...]
    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, article: Article) -> "Index":
        """Return the index of the article; boilerplate is left empty, being no citation target."""
        folded = tuple(fold("" if p.boilerplate else p.text) for p in article.paragraphs)
        starts, position = [], 0
        for paragraph in folded:
            starts.append(position)
            position += len(paragraph.text) + len(_SEPARATOR)
        return cls(article, folded, _SEPARATOR.join(p.text for p in folded), tuple(starts))

    def find(self, quote: "Quote", number: int) -> Span | None:
        """Return where the quote stands in the paragraph of that number."""
        return next((span for _, span in self._places(quote, number, number)), None)

    def nearest(self, quote: "Quote", number: int) -> tuple[int, Span] | None:
        """Return the paragraph nearest to that number in which the quote stands, and where."""
        places = self._places(quote, 1, len(self.folded))
        return min(places, key=lambda place: abs(place[0] - number), default=None)

    def _places(self, quote: "Quote", first: int, last: int) -> Iterator[tuple[int, Span]]:
        end = self.starts[last - 1] + len(self.folded[last - 1].text)
        for start in _occurrences(self.text, quote.parts[0], self.starts[first - 1], end):
            number = bisect_right(self.starts, start)
            if (stop := self._end_of(quote, start, number)) is not None:
                yield number, self._origin(number, start, stop)

    def _origin(self, number: int, start: int, stop: int) -> Span:
        """Return the span in the paragraph's own text, with the marks that belong to its last character."""
        base, text = self.starts[number - 1], self.article.paragraphs[number - 1].text
        origins = self.folded[number - 1].origins
        end = origins[stop - base - 1] + 1
        marks = takewhile(unicodedata.combining, text[end : end + MAX_COMBINING_RUN])
        return Span(origins[start - base], end + sum(1 for _ in marks))

    def _end_of(self, quote: "Quote", start: int, number: int) -> int | None:
        """Return where a quote that begins at ``start`` ends, all its parts following each other in one paragraph."""
        last = self.starts[number - 1] + len(self.folded[number - 1].text)
        position = start + len(quote.parts[0])
        for part in quote.parts[1:]:
            found = next(_occurrences(self.text, part, position, last), None)
            if found is None:
                return None
            position = found + len(part)
        return position


@dataclass(frozen=True, slots=True)
class Quote:
    """A claimed quote, folded: one part, or several with an ellipsis between them."""

    parts: tuple[str, ...]

    @classmethod
    def readings(cls, quote: str) -> Iterator["Quote"]:
        """Yield the ways of reading a claimed quote, the whole before the elided; none where it is no evidence."""
        whole = _bare(quote)
        if not _is_evidence(whole) or _ONE_WORD.fullmatch(quote):
            return
        yield cls((whole,))
        pieces = _ELISION.split(quote)
        parts = tuple(part for piece in pieces if (part := _bare(piece))) if len(pieces) > 1 else ()
        if len(parts) > 1 and all(map(_is_evidence, parts)):
            yield cls(parts)


@dataclass(frozen=True, slots=True)
class Gate:
    """What became of one insight's citations."""

    citations: tuple[Citation, ...]
    findings: tuple[Finding, ...]


def gate_citations(index: Index, insight: Insight, where: str) -> Gate:
    """Anchor, move or drop each citation of an insight; ascending, one a paragraph, anchored ones preferred."""
    kept: dict[int, Citation] = {}
    findings: list[Finding] = []
    for claimed in insight.citations:
        citation, finding = _gate_one(index, claimed, where)
        if finding:
            findings.append(finding)
        if citation and not (citation.paragraph in kept and kept[citation.paragraph].anchored):
            kept[citation.paragraph] = citation
    if not kept:
        message = "no citation supports this insight"
        findings.append(
            Finding(check=CHECK, problem=Problem.NO_CITATION, where=where, message=message, text=insight.text)
        )
    return Gate(tuple(kept[number] for number in sorted(kept)), tuple(findings))


def _gate_one(index: Index, claimed: Citation, where: str) -> tuple[Citation | None, Finding | None]:
    number = claimed.paragraph
    paragraph = index.article.paragraph(number)
    citable = paragraph is not None and not paragraph.boilerplate
    readings = tuple(Quote.readings(claimed.quote))
    for quote in readings:
        if citable and (span := index.find(quote, number)):
            return _anchored(index, number, span), None
    for quote in readings:
        if place := index.nearest(quote, number):
            moved = _anchored(index, *place)
            message = f"the quote stands in paragraph {moved.paragraph}, not {number}: the citation was moved there"
            return moved, _finding(Problem.QUOTE_MOVED, where, message, claimed, source=moved.quote)
    if paragraph is None:
        message = f"there is no paragraph {number}: the citation was dropped"
        return None, _finding(Problem.NO_SUCH_PARAGRAPH, where, message, claimed)
    if paragraph.boilerplate:
        message = f"paragraph {number} is no part of the story: the citation was dropped"
        return None, _finding(Problem.BOILERPLATE_CITED, where, message, claimed)
    if readings:
        message = f"the quote given for paragraph {number} stands nowhere in the article: the citation was dropped"
        return None, _finding(Problem.QUOTE_NOT_FOUND, where, message, claimed)
    why = "the quote is too short to be evidence" if claimed.quote else "no quote was given"
    message = f"paragraph {number} is cited, but {why}: the citation is not anchored"
    return Citation(number), _finding(Problem.UNANCHORED, where, message, claimed)


def _anchored(index: Index, number: int, span: Span) -> Citation:
    return Citation(number, index.article.paragraphs[number - 1].text[span.start : span.end], span)


def _finding(problem: Problem, where: str, message: str, claimed: Citation, *, source: str = "") -> Finding:
    return Finding(
        check=CHECK,
        problem=problem,
        where=where,
        message=message,
        text=claimed.quote,
        source=source,
        paragraph=claimed.paragraph,
    )


def _occurrences(text: str, part: str, start: int, end: int) -> Iterator[int]:
    """Yield where the part stands in the text without cutting a word or a number in two."""
    position = start
    for _ in range(_MOST_PLACES):
        position = text.find(part, position, end)
        if position < 0:
            return
        if not _cuts(text, position) and not _cuts(text, position + len(part)):
            yield position
        position += 1


def _cuts(text: str, position: int) -> bool:
    """Whether a cut before this position goes through a word or a number."""
    if not 0 < position < len(text):
        return False
    before, after = text[position - 1], text[position]
    if in_word(before) and in_word(after):
        return True
    # "3" is no quote of "3.5", nor "500" of "1,500".
    if before in ".," and after.isdigit():
        return position > 1 and text[position - 2].isdigit()
    return before.isdigit() and after in ".," and text[position + 1 : position + 2].isdigit()


def _bare(quote: str) -> str:
    return fold(quote).text.strip(_WRAPPING)


def _is_evidence(folded: str) -> bool:
    weight = 0
    for character in filter(str.isalnum, folded):
        weight += 1 if in_word(character) else 2
        if weight >= _EVIDENCE:
            return True
    return False
