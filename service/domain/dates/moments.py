"""What the parts of a shape say: the components of a date."""

import re
from collections.abc import Callable
from datetime import date

from service.domain.dates.date import EVIDENCE, ON_YEAR, Date, Part
from service.domain.dates.distances import RESOLVE, read_distance
from service.domain.dates.numerals import number
from service.domain.dates.words import AFTERNOON, HOLIDAYS, MONTHS, MORNING, PARTS, RELATIVE, WEEKDAYS
from service.domain.summary import Span

_CENTURY = 100
_YEAR_TURNS, _DECADE_TURNS = 70, 20  # '69 and FY69 are of this century, '70 and the 20s of the last one
_NOON = 12
_AFTER_NOON = frozenset(("下午", "pm", "p.m.", "p.m"))  # 12 of which is noon; 晚上12点 is midnight
_QUARTERS = {3: {"quarter": 1}, 6: {"half": 1}}  # what the first months of a year are called
_NINE_MONTHS = 9
_NAMED = {"on_year": ON_YEAR, "holiday": EVIDENCE}


def _full(text: str, turns: int) -> int:
    value = number(text)
    return value if value >= _CENTURY else value + (1900 if value >= turns else 2000)


_READ: dict[str, tuple[str, Callable[[str], int]]] = {
    "Y": ("year", lambda text: _full(text, _YEAR_TURNS)),
    "B": ("year", lambda text: -number(text)),
    "H": ("half", number),
    "Q": ("quarter", number),
    "M": ("month", lambda text: MONTHS.get(text) or number(text)),
    "D": ("day", number),
    "W": ("weekday", lambda text: WEEKDAYS.get(text) or number(text)),
    "C": ("century", number),
    "S": ("decade", lambda text: _full(text, _DECADE_TURNS)),
    "h": ("hour", number),
    "m": ("minute", number),
    "half_hour": ("minute", {"半": 30}.__getitem__),
}


def read_moment(match: re.Match[str], original: str, published: date | None) -> Date | None:
    """Return what a match of a shape says, None where a month's name is a word, or a person's name ("June Smith")."""
    parts = {group: text for group, text in match.groupdict().items() if text}
    if "name" in parts and original[match.start("name")].islower():
        return None
    if "small" in parts and original[match.start("small")].isupper():
        return None
    if "U" in parts:
        return read_distance(match, original, published) if published else None
    said = {_READ[group][0]: _READ[group][1](text) for group, text in parts.items() if group in _READ}
    if "hour" in said:
        _place(said, parts.get("A", ""))
    if "decade" in said and "century" in said:
        said["decade"] = _CENTURY * (said.pop("century") - 1) + said["decade"] % _CENTURY
    if "holiday" in parts:
        said["month"], said["day"] = HOLIDAYS[parts["holiday"]]
    relative = RELATIVE[parts["R"]] if "R" in parts else _NAMED.get(match.lastgroup or "", "")
    if published:
        _resolve(said, relative, parts.get("L", ""), published)
    said, part = _counted(said) if "up" in parts else (said, PARTS.get(parts.get("P", "")))
    start, end = match.span()
    return Date(text=original[start:end], span=Span(start, end), components=said, part=part, relative=relative)


def _place(said: dict[str, int], half: str) -> None:
    """Put the hour into the half of the day that the text names; noon and midnight are 12 in both."""
    if half in AFTERNOON and said["hour"] < _NOON:
        said["hour"] += _NOON
    elif half in MORNING:
        said |= {"hour": said["hour"] % _NOON, "half_day": 0}
    if said["hour"] > _NOON or half in _AFTER_NOON:
        said["half_day"] = 1


def _counted(said: dict[str, int]) -> tuple[dict[str, int], Part | None]:
    """Return what is counted from the beginning of the year: the first six months are the first half."""
    months = 3 * said["quarter"] if "quarter" in said else said["month"]
    if months in _QUARTERS:
        return _QUARTERS[months], None
    return ({"quarter": 3} if months == _NINE_MONTHS else {"month": months}), Part.UP_TO


def _resolve(said: dict[str, int], relative: str, named: str, published: date) -> None:
    """Give a relative word its components, and "last November" its year where it can be one only."""
    if named == "this":
        said["year"] = published.year
    if relative == EVIDENCE:
        return
    if relative == ON_YEAR or (named == "last" and said["month"] >= published.month):
        said["year"] = published.year - 1
    elif relative:
        RESOLVE[relative[:-2]](said, published, int(relative[-2:]))
