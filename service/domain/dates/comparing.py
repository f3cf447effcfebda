"""Whether what one text says of a time can be what another says, across languages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from service.domain.dates.date import EVIDENCE, Date, Part

_NEWS = 14  # days: a weekday or a day of the month without more is not further from the day of publication
_NOON = 12
_WEEK = 7
_LAST_DAYS = 28
_EARLY_MONTHS, _LATE_MONTHS = 4, 9  # in April results of the last quarter are news yet; from October on January is near
_DAYS_OF = {Part.EARLY: range(1, 13), Part.MID: range(8, 24), Part.LATE: range(18, 32), Part.UP_TO: range(1, 32)}
_MONTHS_OF = {Part.EARLY: range(1, 6), Part.MID: range(4, 10), Part.LATE: range(8, 13), Part.UP_TO: range(1, 13)}
_SUPPLIED_TO = frozenset("half quarter month week day weekday".split())  # what a year may be supplied to


@dataclass(frozen=True, slots=True)
class Context:
    """What an article supplies for dates that do not say all: its day of publication, years and months named in it."""

    published: date | None
    years: frozenset[int]
    months: frozenset[int]


def context_of(dates: Iterable[Date], published: date | None) -> Context:
    """Return the context of the dates of an article, or of those paragraphs of it that count."""
    said = [found.components for found in dates if found.relative != EVIDENCE]
    years = {components["year"] for components in said if "year" in components}
    months = {components["month"] for components in said if "month" in components}
    if published:
        days = [published + timedelta(days=days) for days in (-_NEWS, 0, _NEWS)]
        years |= {day.year for day in days}
        months |= {day.month for day in days}
    return Context(published, frozenset(years), frozenset(months))


def agree(claim: Date, source: Date, context: Context) -> bool:
    """Whether every component that the claim states is the source's, follows from it, or is supplied by the context.

    A claim may say less than its source; where it says more, only a year, and a month above a day, may be supplied.
    """
    claimed = claim.components
    if not claimed:
        return bool(claim.relative) and claim.relative == source.relative
    if all(_TESTS[name](value, source, context) for name, value in claimed.items()):
        return _part(claim, source)
    return "day" in claimed and "weekday" in source.components and _same_day(claim, source, context)


def rival(claim: Date, source: Date, context: Context) -> bool:
    """Whether the source says the same as the claim but for the year, or the part of the period, which it has, too."""
    theirs = source.get("year")
    if theirs and claim.get("year") not in {None, theirs} and len(claim.components) > 1:
        return agree(replace(claim, components={**claim.components, "year": theirs}), source, context)
    if claim.part is None or source.part in {None, claim.part}:
        return False
    return agree(replace(claim, part=source.part), source, context)


def _same_day(claim: Date, source: Date, context: Context) -> bool:
    """Whether the source names the claimed day by its weekday only, near the day of publication."""
    published = context.published
    if published is None or "day" in source.components:
        return False
    near = (day for day in _days(claim, context) if abs((day - published).days) <= _NEWS)
    return any(day.isoweekday() == source.get("weekday") for day in near)


def _days(said: Date, context: Context) -> Iterator[date]:
    """Yield the days that a date with a day of the month can mean."""
    components = said.components
    if "day" not in components:
        return
    for year in [components["year"]] if "year" in components else sorted(_years(said, context)):
        for month in [components["month"]] if "month" in components else sorted(context.months):
            try:
                yield date(year, month, components["day"])
            except ValueError:  # the 31st of June
                continue


def _years(said: Date, context: Context) -> frozenset[int]:
    """Return the years that a date without a year can be of: in January "December" is of the year before."""
    published, components = context.published, said.components
    month = components.get("month", 3 * components.get("quarter", 2 * components.get("half", 0)))
    if published and month > published.month and published.month <= _EARLY_MONTHS:
        return context.years | {published.year - 1}
    if published and 0 < month <= _EARLY_MONTHS and published.month > _LATE_MONTHS:
        return context.years | {published.year + 1}
    return context.years


# The tests of one component each; all take the context, that they can stand in one table.
# ruff: noqa: ARG001


def _year(value: int, source: Date, context: Context) -> bool:
    theirs = source.components
    if "year" in theirs:
        return theirs["year"] == value
    return not _SUPPLIED_TO.isdisjoint(theirs) and (value in _years(source, context) or not context.years)


def _month(value: int, source: Date, context: Context) -> bool:
    theirs = source.components
    if "month" in theirs:
        return theirs["month"] == value or (source.part is Part.UP_TO and value == 1)  # 前8个月: January to August
    return "day" in theirs and value in context.months


def _day(value: int, source: Date, context: Context) -> bool:
    if source.part is Part.LATE and "month" in source.components:  # 6月末: as of June 30
        return value >= _LAST_DAYS
    return source.components.get("day") == value


def _weekday(value: int, source: Date, context: Context) -> bool:
    theirs = source.components
    if "weekday" in theirs:
        return theirs["weekday"] == value
    days = [day.isoweekday() for day in _days(source, context)]
    return value in days or ("day" in theirs and not days)


def _quarter(value: int, source: Date, context: Context) -> bool:
    theirs = source.components
    return theirs.get("quarter", (theirs.get("month", 0) + 2) // 3) == value


def _half(value: int, source: Date, context: Context) -> bool:
    theirs = source.components
    if "half" in theirs:
        return theirs["half"] == value
    return (theirs.get("quarter", (theirs.get("month", 0) + 2) // 3) + 1) // 2 == value


def _week(value: int, source: Date, context: Context) -> bool:
    if source.get("week") == value:
        return True
    return any(0 <= day.toordinal() - value < _WEEK for day in _days(source, context))


def _decade(value: int, source: Date, context: Context) -> bool:
    theirs = source.components
    return theirs.get("decade", theirs.get("year", 0) // 10 * 10) == value


def _century(value: int, source: Date, context: Context) -> bool:
    theirs = source.components
    return theirs.get("century", theirs.get("decade", theirs.get("year", 0)) // 100 + 1) == value


def _hour(value: int, source: Date, context: Context) -> bool:
    hour = source.get("hour")
    if hour is None:
        return False
    return value == hour or (min(value, hour) < _NOON and value % _NOON == hour % _NOON)


def _half_day(value: int, source: Date, context: Context) -> bool:
    return source.components.get("half_day", value) == value


def _minute(value: int, source: Date, context: Context) -> bool:
    return source.components.get("minute", 0) == value


def _part(claim: Date, source: Date) -> bool:
    """Whether the part of a period that is claimed can be what the source says."""
    theirs = source.components
    if claim.part is None:
        return source.part is not Part.UP_TO or "quarter" not in claim.components
    if source.part is not None:
        return source.part is claim.part
    if "month" in claim.components:
        return "day" not in theirs or theirs["day"] in _DAYS_OF[claim.part]
    return "month" not in theirs or theirs["month"] in _MONTHS_OF[claim.part]


_TESTS: dict[str, Callable[[int, Date, Context], bool]] = {
    "century": _century,
    "decade": _decade,
    "year": _year,
    "half": _half,
    "quarter": _quarter,
    "month": _month,
    "week": _week,
    "day": _day,
    "weekday": _weekday,
    "hour": _hour,
    "minute": _minute,
    "half_day": _half_day,
}
