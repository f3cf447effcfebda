"""Says a date in English, for messages that name what a source says."""

from collections.abc import Mapping

from service.domain.dates.date import Date

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def in_english(date: Date) -> str:
    """Return the date in English, "" where it is a week or has no component."""
    said = date.components
    periods = [
        _DAYS[said["weekday"] - 1] if "weekday" in said else "",
        f"{said['hour']:02}:{said.get('minute', 0):02}" if "hour" in said else "",
        f"H{said['half']}" if "half" in said else "",
        f"Q{said['quarter']}" if "quarter" in said else "",
        _day(said),
        str(said.get("year", "")),
        f"the {said['decade']}s" if "decade" in said else "",
        f"century {said['century']}" if "century" in said else "",
    ]
    return " ".join([*([date.part] if date.part else []), *(period for period in periods if period)])


def _day(said: Mapping[str, int]) -> str:
    if "month" not in said:
        return f"day {said['day']}" if "day" in said else ""
    month = said["month"]
    name = _MONTHS[month - 1] if month <= len(_MONTHS) else f"month {month}"
    return " ".join([name, *([str(said["day"])] if "day" in said else [])])
