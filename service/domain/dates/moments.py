"""What the parts of a shape say: the components of a date."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from service.domain.dates.date import Date, Part
from service.domain.dates.numerals import number
from service.domain.dates.words import AFTERNOON, MONTHS, PARTS, RELATIVE, WEEKDAYS
from service.domain.summary import Span

_CENTURY = 100
_YEAR_TURNS, _DECADE_TURNS = 70, 20  # '69 and FY69 are of this century, '70 and the 20s of the last one
_NOON = 12


def _year(text: str) -> int:
    value = number(text)
    return value if value >= _CENTURY else value + (1900 if value >= _YEAR_TURNS else 2000)


def _decade(text: str) -> int:
    value = number(text)
    return value if value >= _CENTURY else value + (1900 if value >= _DECADE_TURNS else 2000)


_READ: dict[str, tuple[str, Callable[[str], int]]] = {
    "Y": ("year", _year),
    "B": ("year", lambda text: -number(text)),
    "H": ("half", number),
    "Q": ("quarter", number),
    "M": ("month", lambda text: MONTHS.get(text) or number(text)),
    "D": ("day", number),
    "W": ("weekday", lambda text: WEEKDAYS.get(text) or number(text)),
    "C": ("century", number),
    "S": ("decade", _decade),
    "h": ("hour", number),
    "m": ("minute", number),
}


def read_moment(match: re.Match[str], original: str, published: date | None) -> Date | None:
    """Return what a match of a shape says, None where it is a name of a month without its capital."""
    parts = {name: text for name, text in match.groupdict().items() if text}
    if "name" in parts and original[match.start("name")].islower():
        return None
    read = {name: function(parts[group]) for group, (name, function) in _READ.items() if group in parts}
    moment = Date(text=original[match.start() : match.end()], span=Span(*match.span()), **read)  # type: ignore[arg-type]
    return _relative(_marked(moment, parts), parts, published)


def _marked(moment: Date, parts: dict[str, str]) -> Date:
    """Return the moment with the part of its period, the half of its day and the decade of its century."""
    if "P" in parts:
        moment = replace(moment, part=PARTS[parts["P"]])
    if "up" in parts:
        moment = replace(moment, part=Part.UP_TO)
    if moment.hour is not None:
        moment = _clock(moment, parts)
    if moment.century and moment.decade:
        return replace(moment, century=None, decade=_CENTURY * (moment.century - 1) + moment.decade % _CENTURY)
    return moment


def _clock(moment: Date, parts: dict[str, str]) -> Date:
    hour = moment.hour or 0
    if parts.get("A") in AFTERNOON and hour < _NOON:
        hour += _NOON
    return replace(moment, hour=hour, minute=30 if "half_hour" in parts else moment.minute)


def _relative(moment: Date, parts: dict[str, str], published: date | None) -> Date:
    if "L" in parts and published and moment.month:
        return _named(moment, parts["L"], published)
    if "R" not in parts:
        return moment
    relative = RELATIVE[parts["R"]]
    moment = replace(moment, relative=relative)
    return _resolved(moment, relative, published) if published else moment


def _named(moment: Date, word: str, published: date) -> Date:
    """Return "last November" with its year, where it can be one only."""
    month = moment.month or 0
    if word == "last" and month >= published.month:
        return replace(moment, year=published.year - 1)
    return replace(moment, year=published.year) if word == "this" else moment


def _resolved(moment: Date, relative: str, published: date) -> Date:
    unit, distance = relative[:-2], int(relative[-2:])
    if unit == "year":
        return replace(moment, year=published.year + distance)
    if unit == "quarter":
        index = 4 * published.year + (published.month - 1) // 3 + distance
        return replace(moment, year=index // 4, quarter=index % 4 + 1)
    if unit == "month":
        index = 12 * published.year + published.month - 1 + distance
        return replace(moment, year=index // 12, month=index % 12 + 1)
    return _of_days(moment, unit, published, distance)


def _of_days(moment: Date, unit: str, published: date, distance: int) -> Date:
    if unit == "week":
        monday = published - timedelta(days=published.weekday()) + timedelta(weeks=distance)
        if moment.weekday is None:
            return replace(moment, week=monday.toordinal())
        day = monday + timedelta(days=moment.weekday - 1)
    else:
        day = published + timedelta(days=distance)
    return replace(moment, year=day.year, month=day.month, day=day.day)
