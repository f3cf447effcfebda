"""Times that are told by how far they are from the day of publication."""

import re
from datetime import date, timedelta

from service.domain.dates.date import EVIDENCE, Date
from service.domain.dates.numerals import number
from service.domain.summary import Span

_WEEK = 7
_DECADE = 10
_UNITS = {
    **dict.fromkeys(("year", "年"), ("year", 1)),
    "decade": ("year", _DECADE),
    **dict.fromkeys(("month", "月"), ("month", 1)),
    **dict.fromkeys(("week", "周", "星期", "礼拜"), ("day", _WEEK)),
    **dict.fromkeys(("day", "天", "日"), ("day", 1)),
}


def read_distance(match: re.Match[str], original: str, published: date) -> Date | None:
    """Return the date of "three years ago"; what is later takes the last word only.

    "Three days later" counts from whatever day is told of, and 三天后 is "after three days" as well: the quantities
    must read the three days, and the date is evidence only. So is a vague distance, "twenty years or so ago".
    """
    unit, length = _UNITS[match["U"]]
    ago = match["ago"] is not None
    said: dict[str, int] = {}
    try:
        RESOLVE[unit](said, published, number(match["N"]) * length * (-1 if ago else 1))
    except OverflowError:  # no calendar reaches there
        return None
    start, end = match.span() if ago else match.span("later")
    return Date(
        text=original[start:end],
        span=Span(start, end),
        components=said,
        relative="" if ago and not match["about"] else EVIDENCE,
    )


def _years(said: dict[str, int], published: date, distance: int) -> None:
    said["year"] = published.year + distance


def _quarters(said: dict[str, int], published: date, distance: int) -> None:
    index = 4 * published.year + (published.month - 1) // 3 + distance
    said |= {"year": index // 4, "quarter": index % 4 + 1}


def _months(said: dict[str, int], published: date, distance: int) -> None:
    index = 12 * published.year + published.month - 1 + distance
    said |= {"year": index // 12, "month": index % 12 + 1}


def _weeks(said: dict[str, int], published: date, distance: int) -> None:
    monday = published.toordinal() - published.weekday() + 7 * distance
    if "weekday" in said:
        day = date.fromordinal(monday + said["weekday"] - 1)
        said |= {"year": day.year, "month": day.month, "day": day.day}
    else:
        said["week"] = monday


def _days(said: dict[str, int], published: date, distance: int) -> None:
    day = published + timedelta(days=distance)
    said |= {"year": day.year, "month": day.month, "day": day.day}


RESOLVE = {"year": _years, "quarter": _quarters, "month": _months, "week": _weeks, "day": _days}
"""Gives a date the components of a time so far from publication, by the unit."""
