"""The dates that one insight rests on, gathered once for all insights that cite the same paragraphs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from service.domain.checks.evidence import TITLE, Evidence
from service.domain.dates import Context, Date, context_of, published_day

_MOST_READ = 3_000  # dates of the cited paragraphs, as of one text
_MOST_COMPARED = 200  # dates that differ: no claim is compared with more, so that no article makes it quadratic
_FIGURES = re.compile(r"[0-9](?<![0-9].)[0-9]{3}(?![0-9])")


def meaning(date: Date) -> tuple[object, ...]:
    """Return what a date says, to be compared: its words and their place do not count."""
    return (frozenset(date.components.items()), date.part, date.relative)


def distinct(placed: Iterable[tuple[int, Date]]) -> list[tuple[int, Date]]:
    """Return the first of all dates that say the same, with their paragraphs; vague ones are left out."""
    first: dict[tuple[object, ...], tuple[int, Date]] = {}
    for number, date in islice(placed, _MOST_READ):
        if not date.vague:
            first.setdefault((number == TITLE, *meaning(date)), (number, date))
    return list(islice(first.values(), _MOST_COMPARED))


@dataclass(frozen=True, slots=True)
class NearDates:
    """The dates of the cited paragraphs and the title, the figures there that can be years, and their context."""

    dates: tuple[tuple[int, Date], ...]
    figures: frozenset[str]
    context: Context
    confirmed: dict[tuple[object, ...], bool] = field(default_factory=dict)
    """What was found of a claim already, by its meaning."""


def near_dates(evidence: Evidence, near: tuple[int, ...]) -> NearDates:
    """Return the dates of the paragraphs, which are gathered once an article."""
    return evidence.each(_gathered, near)


def whole_context(evidence: Evidence) -> Context:
    """Return the years and months that all paragraphs name."""
    return context_of([date for _, date in all_dates(evidence)], None)


def all_dates(evidence: Evidence) -> list[tuple[int, Date]]:
    """Return the dates of all paragraphs, the first ones of the article."""
    placed = ((number, date) for number in evidence.numbers() for date in evidence.facts(number).dates)
    return [(number, date) for number, date in islice(placed, _MOST_READ) if not date.vague]


def _gathered(evidence: Evidence, near: tuple[int, ...]) -> NearDates:
    cited = distinct((n, date) for n in near if n != TITLE for date in evidence.facts(n).dates)
    title = distinct((TITLE, date) for date in evidence.facts(TITLE).dates)
    dates = (*cited, *title)
    texts = (evidence.text(n).replace(",", "") for n in near)
    return NearDates(
        dates,
        frozenset(figure for text in texts for figure in _FIGURES.findall(text)),
        context_of([date for _, date in dates], published_day(evidence.article.published_at)),
    )
