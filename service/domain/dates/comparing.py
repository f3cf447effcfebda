"""Whether what one text says of a time can be what another says, across languages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from service.domain.dates.date import Date, Part

_NEWS = 14  # days: a weekday or a day of the month without more is not further from the day of publication
_NOON = 12
_WEEK = 7
_DAYS_OF = {Part.EARLY: range(1, 13), Part.MID: range(8, 24), Part.LATE: range(18, 32), Part.UP_TO: range(1, 32)}
_MONTHS_OF = {Part.EARLY: range(1, 6), Part.MID: range(4, 10), Part.LATE: range(8, 13), Part.UP_TO: range(1, 13)}


@dataclass(frozen=True, slots=True)
class Context:
    """What an article supplies for dates that do not say all: its day of publication, years and months named in it."""

    published: date | None
    years: frozenset[int]
    months: frozenset[int]


def context_of(dates: Iterable[Date], published: date | None) -> Context:
    """Return the context of the dates of an article, or of those paragraphs of it that count."""
    years = {found.year for found in dates if found.year}
    months = {found.month for found in dates if found.month}
    if published:
        years.add(published.year)
        months.add(published.month)
    return Context(published, frozenset(years), frozenset(months))


def agree(claim: Date, source: Date, context: Context) -> bool:
    """Whether every component that the claim states is the source's, follows from it, or is supplied by the context.

    A claim may say less than its source; where it says more, only a year, and a month above a day, may be supplied.
    """
    if _same_day(claim, source, context):
        return True
    claimed = claim.components
    if not claimed:
        return bool(claim.relative) and claim.relative == source.relative
    holds = all(test(claimed[name], source) for name, test in _PLAIN.items() if name in claimed)
    return (
        holds
        and all(test(claimed[name], source, context) for name, test in _SUPPLIED.items() if name in claimed)
        and _part(claim, source)
    )


def rival(claim: Date, source: Date, context: Context) -> bool:
    """Whether the source says the same as the claim but for the year, or the part of the period, which it has, too."""
    if claim.year and source.year and claim.year != source.year and len(claim.components) > 1:
        return agree(replace(claim, year=source.year), source, context)
    return bool(claim.part and source.part not in {None, claim.part}) and agree(
        replace(claim, part=source.part), source, context
    )


def _same_day(claim: Date, source: Date, context: Context) -> bool:
    """Whether the source names the claimed day by its weekday only, near the day of publication."""
    if source.weekday is None or source.day is not None or claim.day is None or context.published is None:
        return False
    return any(day.isoweekday() == source.weekday for day in _days(claim, context) if _recent(day, context.published))


def _recent(day: date, published: date) -> bool:
    return abs((day - published).days) <= _NEWS


def _days(said: Date, context: Context) -> Iterator[date]:
    """Yield the days that a date with a day of the month can mean."""
    if said.day is None:
        return
    for year in [said.year] if said.year else sorted(context.years):
        for month in [said.month] if said.month else _months(context):
            try:
                yield date(year, month, said.day)
            except ValueError:
                continue


def _months(context: Context) -> list[int]:
    if context.published is None:
        return sorted(context.months)
    return sorted({(context.published + timedelta(days=days)).month for days in (-_NEWS, 0, _NEWS)})


def _year(value: int, source: Date, context: Context) -> bool:
    if source.year is not None:
        return source.year == value
    unsaid = source.month or source.day or source.quarter or source.half or source.week or source.weekday
    return bool(unsaid) and (value in context.years or (not context.years))


def _month(value: int, source: Date, context: Context) -> bool:
    if source.month is not None:
        return source.month == value and source.part is not Part.UP_TO
    return source.day is not None and value in {*context.months, *_months(context)}


def _weekday(value: int, source: Date, context: Context) -> bool:
    if source.weekday is not None:
        return source.weekday == value
    days = list(_days(source, context))
    return any(day.isoweekday() == value for day in days) or (source.day is not None and not days)


def _quarter(value: int, source: Date) -> bool:
    if source.quarter is not None:
        return source.quarter == value
    return source.month is not None and (source.month + 2) // 3 == value


def _half(value: int, source: Date) -> bool:
    if source.half is not None:
        return source.half == value
    if source.quarter is not None:
        return (source.quarter + 1) // 2 == value
    return source.month is not None and (source.month + 5) // 6 == value


def _week(value: int, source: Date, context: Context) -> bool:
    return source.week == value or any(0 <= day.toordinal() - value < _WEEK for day in _days(source, context))


def _decade(value: int, source: Date) -> bool:
    return value == source.decade or (source.year is not None and source.year // 10 * 10 == value)


def _century(value: int, source: Date) -> bool:
    first = source.decade if source.decade is not None else source.year
    return value == source.century or (first is not None and first // 100 + 1 == value)


def _hour(value: int, source: Date) -> bool:
    if source.hour is None:
        return False
    said = min(value, source.hour) < _NOON
    return value == source.hour or (said and value % _NOON == source.hour % _NOON)


def _part(claim: Date, source: Date) -> bool:
    """Whether the part of a period that is claimed can be what the source says."""
    if claim.part is None:
        return source.part is not Part.UP_TO or claim.quarter is None
    if source.part is not None:
        return source.part is claim.part
    if source.day is not None and claim.month is not None:
        return source.day in _DAYS_OF[claim.part]
    return source.month is None or claim.month is not None or source.month in _MONTHS_OF[claim.part]


_PLAIN: dict[str, Callable[[int, Date], bool]] = {
    "century": _century,
    "decade": _decade,
    "half": _half,
    "quarter": _quarter,
    "day": lambda value, source: source.day == value,
    "hour": _hour,
    "minute": lambda value, source: source.minute == value or (value == 0 and source.minute is None),
}
_SUPPLIED: dict[str, Callable[[int, Date, Context], bool]] = {
    "year": _year,
    "month": _month,
    "week": _week,
    "weekday": _weekday,
}
