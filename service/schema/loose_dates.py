"""Dates as data sets write them, brought into the form that articles are dated by."""

import re

_DATE = r"(\d{4})(?:[-/.]|\s?年\s?)(\d{1,2})(?:[-/.]|\s?月\s?)(\d{1,2})(?:\s?日)?"
_TIME = r"(?:[Tt]|\s{1,3})(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
_LOOSE = re.compile(rf"{_DATE}(?:{_TIME}\s?(?:([Zz]|UTC|GMT)|([+-]\d{{2}}):?(\d{{2}}))?)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


def rfc_3339(text: str) -> str:
    """Return a loosely written date as RFC 3339: a date-time where it names its offset, else the date alone.

    A time without an offset says nothing that can be compared, so it goes. What is no date is returned as it is.
    """
    text = text.strip()
    if compact := _COMPACT.fullmatch(text):
        return "-".join(compact.groups())
    if not (match := _LOOSE.fullmatch(text)):
        return text
    year, month, day, hour, minute, second, utc, hours, minutes = match.groups()
    date = f"{year}-{int(month):02}-{int(day):02}"
    offset = "Z" if utc else f"{hours}:{minutes}" if hours else ""
    return f"{date}T{int(hour):02}:{minute}:{second or '00'}{offset}" if offset else date
