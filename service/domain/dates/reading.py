"""Reads the dates and periods of a text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from service.domain.dates.date import EVIDENCE, ON_YEAR, Date
from service.domain.dates.folding import fold_dates
from service.domain.dates.moments import read_moment
from service.domain.dates.rules import shapes
from service.domain.dates.words import NEXT_DAY
from service.domain.summary import Span

_MOST_DATES = 3_000  # of one text that are read: a text with more of them is no news, and must cost no more
_TOLD_LAST = 5  # dates before "the next day", of which one may name the day
_LEAP_YEAR = 2024  # stands in where no year is told
_WIDEST = 12  # characters between the parts of one date, or between two that are listed
_BETWEEN = re.compile(r" ?(?:的|,? ?of |, |in |the |of the )? ?[('(]?")  # what stands between the parts of one date
_LISTED = re.compile(r"(?: ?[年月]? ?(?:[-、至到和与及或]|以及|to|and|or|through|until)(?: the| at)? ?){1,2}")
_JOINED = frozenset("year half quarter month day weekday decade".split())
_CALENDAR = frozenset("half quarter month day".split())


def read_dates(text: str, published_at: str) -> tuple[Date, ...]:
    """Return the dates, periods and clock times in a Chinese, English or mixed text, in its order; linear in the text.

    ``published_at`` is RFC 3339 or "": relative words ("last November") are resolved from it, in its own offset.
    """
    folded = fold_dates(text)
    found: list[Date] = []
    for read in _moments(text, folded, published_day(published_at)):
        moment = _next_day(read, found) if read.vague else read
        gap = folded[found[-1].span.end : moment.span.start] if found else None
        if gap is None or len(gap) > _WIDEST:
            found.append(moment)
        elif _fits(found[-1], moment) and _BETWEEN.fullmatch(gap):
            found[-1] = _whole(found[-1], moment, text)
        else:
            found.append(_carried(found[-1], moment) if _LISTED.fullmatch(gap) else moment)
    return tuple(moment for moment in found if not (moment.vague and moment.part))


def published_day(published_at: str) -> date | None:
    """Return the day of an RFC 3339 date or date-time in its own offset, None for "" and where no calendar reaches."""
    day = date.fromisoformat(published_at[:10]) if published_at else None
    return day if day and date.min.year < day.year < date.max.year else None


def _moments(text: str, folded: str, published: date | None) -> Iterator[Date]:
    moments = (read_moment(match, text, published) for match in islice(shapes(folded), _MOST_DATES))
    return (moment for moment in moments if moment)


def _next_day(moment: Date, before: list[Date]) -> Date:
    """Return the day after the one told of last, where the words mean that; it is evidence only."""
    told = next((date for date in reversed(before[-_TOLD_LAST:]) if "day" in date.components), None)
    if told is None or fold_dates(moment.text) not in NEXT_DAY:
        return moment
    said = {name: value for name, value in told.components.items() if name in {"year", "month", "day"}}
    try:
        day = date(said.get("year", _LEAP_YEAR), said.get("month", 1), said["day"]) + timedelta(days=1)
    except (ValueError, OverflowError):  # the 31st of June
        return moment
    after = {"year": day.year, "month": day.month, "day": day.day}
    return replace(moment, components={name: after[name] for name in said}, relative=EVIDENCE)


def _fits(first: Date, second: Date) -> bool:
    """Whether two neighbours can be parts of one date."""
    ours, theirs = first.components.keys(), second.components.keys()
    if not (ours | theirs) <= _JOINED or ours & theirs or ON_YEAR in {first.relative, second.relative}:
        return False
    if (first.part and second.part) or (first.relative and second.relative):
        return False
    return bool(theirs or second.relative) and bool(ours or first.relative or first.part)


def _whole(first: Date, second: Date, text: str) -> Date:
    """Return two neighbours as one date."""
    span = Span(first.span.start, second.span.end)
    return Date(
        text=text[span.start : span.end],
        span=span,
        components={**first.components, **second.components},
        part=first.part or second.part,
        relative=first.relative or second.relative,
    )


def _carried(before: Date, moment: Date) -> Date:
    """Return the second date of a range or list with the year and month that stand before the first only."""
    said = moment.components
    if said.keys().isdisjoint(_CALENDAR):
        return moment
    above = ("year", "month") if "day" in said else ("year",)
    carried = {name: before.components[name] for name in above if name in before.components}
    return replace(moment, components={**carried, **said})
