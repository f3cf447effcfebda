"""Reads the dates and periods of a text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from service.domain.dates.date import COMPONENTS, Date
from service.domain.dates.folding import fold_dates
from service.domain.dates.moments import read_moment
from service.domain.dates.rules import shapes
from service.domain.summary import Span

_BETWEEN = re.compile(r" ?(?:的|,? ?of |, |in |the |of the )? ?(?:\(|')?")  # what stands between the parts of one date
_LISTED = re.compile(r"(?: ?(?:年|月)? ?(?:[-、,至到和与及或]|以及|to|and|or|through|until)(?: the| at)? ?){1,2}")
_JOINED = frozenset("year half quarter month day weekday decade".split())
_WIDEST = 12  # characters between the parts of a date, or two listed dates
_CALENDAR = ("year", "half", "quarter", "month", "day")


def read_dates(text: str, published_at: str) -> tuple[Date, ...]:
    """Return the dates, periods and clock times in a Chinese, English or mixed text, in its order; linear in the text.

    ``published_at`` is RFC 3339 or "": relative words ("last November") are resolved from it, in its own offset.
    """
    folded = fold_dates(text)
    found: list[Date] = []
    for moment in _moments(text, folded, published_day(published_at)):
        if found and (whole := _whole(found[-1], moment, text, folded)):
            found[-1] = whole
        else:
            found.append(_carried(found[-1], moment, folded) if found else moment)
    return tuple(moment for moment in found if moment.relative or moment.components or moment.part is None)


def published_day(published_at: str) -> date | None:
    """Return the day of an RFC 3339 date or date-time in its own offset, None for "" ."""
    return date.fromisoformat(published_at[:10]) if published_at else None


def _moments(text: str, folded: str, published: date | None) -> Iterator[Date]:
    moments = (read_moment(match, text, published) for match in shapes(folded))
    return (moment for moment in moments if moment)


def _whole(first: Date, second: Date, text: str, folded: str) -> Date | None:
    """Return two neighbours as one date, None where they are two."""
    gap = folded[first.span.end : second.span.start]
    ours, theirs = first.components, second.components
    if len(gap) > _WIDEST or not _BETWEEN.fullmatch(gap) or not _fits(first, second):
        return None
    merged = {name: ours.get(name, theirs.get(name)) for name in COMPONENTS}
    span = Span(first.span.start, second.span.end)
    return replace(
        first,
        text=text[span.start : span.end],
        span=span,
        part=first.part or second.part,
        relative=first.relative or second.relative,
        **merged,
    )


def _fits(first: Date, second: Date) -> bool:
    ours, theirs = first.components.keys(), second.components.keys()
    if not (ours | theirs) <= _JOINED or ours & theirs or (first.part and second.part):
        return False
    return bool(theirs) and (bool(ours) or first.part is not None)


def _carried(before: Date, moment: Date, folded: str) -> Date:
    """Return the second date of a range or list with the year and month that stand before the first only."""
    gap = folded[before.span.end : moment.span.start]
    if len(gap) > _WIDEST or not _LISTED.fullmatch(gap):
        return moment
    ours = moment.components
    first = next(iter(ours), "")
    if first not in _CALENDAR:
        return moment
    coarse = {name: value for name, value in before.components.items() if name in _CALENDAR}
    carried = {name: coarse[name] for name in _CALENDAR[: _CALENDAR.index(first)] if name in coarse}
    return replace(moment, **carried)  # type: ignore[arg-type]
