"""What an endpoint's refusal means: its status and its words, read and never passed on."""

import email.utils
import re
import time
from collections.abc import Iterator, Mapping

from service.domain import errors

# Each from the maker's own pages or threads, as gathered in shared/design/endpoints.md.
_FILTERED = re.compile(
    r"content_?filter|content_policy|content management policy|data_?inspection_?failed|inappropriate content|\b1301\b",
    re.IGNORECASE,
)
_TOO_LONG = re.compile(
    r"context_length_exceeded|maximum context length|context (?:size|window|length)|exceed_context_size|"
    r"input length|prompt is too long|too many (?:input )?tokens|string too long|range of input length",
    re.IGNORECASE,
)
_ARREARS = re.compile(
    r"insufficient_quota|exceeded_current_quota|arrear|insufficient (?:balance|funds|account)|billing|欠费|余额|"
    r"\b1113\b",
    re.IGNORECASE,
)
_LONGEST_WORDS = 20_000  # characters of an error body that are looked at
_TOO_MANY = 429
_OVERLOADED = frozenset({408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})


def error_of(status: int, body: object, headers: Mapping[str, str]) -> errors.CoreInsightsError:
    """Return the error that an answer with this HTTP status and JSON (or text) body stands for."""
    words = " ".join(_words(body))[:_LONGEST_WORDS]
    if _FILTERED.search(words):
        return errors.ContentFiltered("the model endpoint refused the article for its content")
    if _TOO_LONG.search(words) and status != _TOO_MANY:
        return errors.ContextTooLong("the article does not fit the model's window")
    if status == _TOO_MANY and not _ARREARS.search(words):
        return errors.BackendOverloaded("the model endpoint asks for fewer calls", retry_after=_retry_after(headers))
    if status in _OVERLOADED or status >= 500:  # noqa: PLR2004
        return errors.BackendUnavailable(f"the model endpoint failed ({status})", retry_after=_retry_after(headers))
    return errors.BackendRefused(f"the model endpoint refused the call ({status})")


def _words(body: object) -> Iterator[str]:
    """Yield the words of an error body down to the third level: its codes, types and messages, as they come."""
    levels: list[tuple[object, int]] = [(body, 0)]
    while levels:
        value, depth = levels.pop()
        if isinstance(value, Mapping) and depth < 4:  # noqa: PLR2004
            levels.extend((inner, depth + 1) for inner in value.values())
        elif isinstance(value, list) and depth < 4:  # noqa: PLR2004
            levels.extend((inner, depth + 1) for inner in value[:10])
        elif isinstance(value, str | int):
            yield str(value)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, given as a number or as a date."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", value):
        return float(value)
    try:
        date = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max(0.0, date.timestamp() - time.time())
