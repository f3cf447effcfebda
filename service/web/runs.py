"""Cuts a text where something in it is marked, so that marks may overlap and nothing is ever parsed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from service.domain.summary import Span

_MOST_MARKS = 200  # in one text: a summary of a thousand statements on one paragraph must not make a page of megabytes


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a text that is lit together with all that bears the same id."""

    id: str
    span: Span
    tone: str


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text, the ids of the marks that it is part of, and their tones; "" for plain text."""

    text: str
    marks: str = ""
    tones: str = ""


def cut(text: str, marks: Iterable[Mark]) -> tuple[Run, ...]:
    """Return the text as runs, whole and in order; marks beyond the first 200 are left out."""
    kept = [mark for mark in marks if 0 <= mark.span.start < mark.span.end <= len(text)][:_MOST_MARKS]
    edges = sorted({0, len(text)} | {edge for mark in kept for edge in (mark.span.start, mark.span.end)})
    return tuple(
        _run(text[start:end], [mark for mark in kept if mark.span.start <= start < mark.span.end])
        for start, end in pairwise(edges)
    )


def span_of(words: str, text: str) -> Span | None:
    """Return where the words stand in the text and no digit or letter goes on: "3" is not in "350"."""
    if not words:
        return None
    before, after = (r"(?<![0-9A-Za-z.,])", r"(?![0-9A-Za-z]|[.,][0-9])")
    found = re.search(f"{before}{re.escape(words)}{after}", text)
    return Span(*found.span()) if found else None


def _run(text: str, marks: list[Mark]) -> Run:
    tones = dict.fromkeys(mark.tone for mark in marks)
    return Run(text, " ".join(mark.id for mark in marks), " ".join(tones))
