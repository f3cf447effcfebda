"""What the day of publication stands for: the day, month or year that a text leaves out."""

from service.domain.dates import EVIDENCE, Date

_NEWS = 14  # days: "today" and "on Wednesday" are told beside days of other years, which are background
DAYS = frozenset({"day", "weekday"})
OF_TODAY = frozenset("year month week day weekday".split())
"""What the day of publication can give."""

_DAYS_A_MONTH = 30
_TOLD_MONTHS_AFTER = 3  # months after what is told: what "in June" tells is news in September yet
_OF_UNIT = {  # what a relative word alone gives
    "year": {"year"},
    "quarter": {"year", "quarter"},
    "month": {"year", "month"},
    "week": {"week"},
    "day": {"year", "month", "day"},
}


def alone(claim: Date) -> bool:
    """Whether a relative word is all that a claim says."""
    return bool(claim.relative) and claim.components.keys() <= _OF_UNIT[claim.relative[:-2]]


def displaces(date: Date, claim: Date, today: Date) -> bool:
    """Whether a date near takes the place of the day, month or year of publication, which the claim names.

    A text that names a day leaves none to be supplied; a month does where it is a recent one. A year is background,
    save where it is a day's: what happened on a day of another year did not happen this month.
    """
    if date.relative == EVIDENCE:
        return False
    if not DAYS.isdisjoint(claim.components):
        return not DAYS.isdisjoint(date.components) and (_names_day(claim) or _recent(date, today))
    if "day" in date.components and date.get("year") not in {None, today.get("year")}:
        return True
    name = "month" if "month" in claim.components else "year"
    if alone(claim) or name in _OF_UNIT.get(date.relative[:-2], ()) or name not in date.components:
        return False
    return name == "year" or 0 < (today.components["month"] - date.components["month"]) % 12 <= _TOLD_MONTHS_AFTER


def _names_day(claim: Date) -> bool:
    return "day" in claim.components and not alone(claim)


def _recent(date: Date, today: Date) -> bool:
    """Whether a date with a day or weekday can be of the days around publication."""
    if "day" not in date.components:
        return True
    given = {**today.components, **date.components}
    months = 12 * (today.components["year"] - given["year"]) + today.components["month"] - given["month"]
    return abs(_DAYS_A_MONTH * months + today.components["day"] - given["day"]) <= _NEWS
