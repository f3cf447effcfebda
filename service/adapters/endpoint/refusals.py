"""What an endpoint's refusal means: its status and its words, read and never passed on."""

import email.utils
import re
import time
from collections.abc import Iterator, Mapping

from service.domain import errors

# Each from the maker's own pages or threads, as gathered in shared/design/endpoints.md. A line is a value of the error:
# GLM's codes (1301, 1261, 1113) are whole ones, for such numbers stand in messages, too.
_FILTERED = re.compile(
    r"content_?filter|content_policy|content management policy|data_?inspection_?failed|inappropriate content|^1301$",
    re.IGNORECASE | re.MULTILINE,
)
_TOO_LONG = re.compile(
    r"context_length_exceeded|maximum context length|maximum model length|context (?:size|window|length)|"
    r"exceed_context_size|input length|prompt is too long|prompt exceeds|too many (?:input )?tokens|string too long|"
    r"range of input length|model token limit|^1261$",
    re.IGNORECASE | re.MULTILINE,
)
_ARREARS = re.compile(
    r"insufficient_quota|exceeded_current_quota|arrear|insufficient (?:balance|funds|account)|billing|欠费|余额|"
    r"^1113$",
    re.IGNORECASE | re.MULTILINE,
)
_NO_MODEL = re.compile(
    r"model_not_found|model[^.]{0,80} (?:not found|does not exist|not exist)|not a valid model|unknown model",
    re.IGNORECASE,
)
_WINDOWS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"maximum (?:context|model) length (?:is|of) (\d+)",  # openai, deepseek, vllm, openrouter
        r"context (?:length|size|window)[ (of]{1,5}(?:only )?(\d+)",  # llama.cpp, sglang, lmstudio
        r"tokens > (\d+) maximum",  # anthropic
        r"model token limit: (\d+)",  # moonshot
        r"range of input length should be \[\d+, (\d+)\]",  # qwen
    )
)
_FIELDS: Mapping[errors.RefusalReason, re.Pattern[str]] = {
    "usage": re.compile(r"stream_options|include_usage", re.IGNORECASE),
    "output": re.compile(
        r"response_?format|json_?schema|json_?object|json mode|structured output|guided|grammar|schema", re.IGNORECASE
    ),
}
_LONGEST_WORDS = 20_000  # characters of an error body that are looked at
_LONGEST_PAUSE = 3600.0  # seconds: callers hear it, too, and a date may be any
_BAD_CALL_STATUS = 400
_BAD_CALL = frozenset({_BAD_CALL_STATUS, 422})
_BAD_KEY = frozenset({401, 403})
_NO_BALANCE = 402
_TOO_LARGE = 413
_TOO_MANY = 429
_OVERLOADED = frozenset({408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})


def error_of(status: int, body: object, headers: Mapping[str, str]) -> errors.CoreInsightsError:
    """Return the error that an answer with this HTTP status and JSON (or text) body stands for."""
    words = "\n".join(_words(body))[:_LONGEST_WORDS]
    if _FILTERED.search(words):
        return errors.ContentFiltered("the model endpoint refused the article for its content")
    if status == _TOO_LARGE or (_TOO_LONG.search(words) and status != _TOO_MANY):
        return errors.ContextTooLong("the article does not fit the model's window", window=_window(body, words))
    if status == _TOO_MANY and not _ARREARS.search(words):
        return errors.BackendOverloaded("the model endpoint asks for fewer calls", retry_after=_retry_after(headers))
    if status in _OVERLOADED or status >= 500:  # noqa: PLR2004
        return errors.BackendUnavailable(f"the model endpoint failed ({status})", retry_after=_retry_after(headers))
    return errors.BackendRefused(f"the model endpoint refused the call ({status})", reason=_reason(status, words))


def error_in_body(error: object) -> errors.CoreInsightsError:
    """Return what an error sent with status 200, or in a stream, means (``{"error": {"code": 429, …}}``).

    One that says in no way what it means is no answer (row 9 of faults.md).
    """
    code = error.get("code") if isinstance(error, Mapping) else None
    if isinstance(code, int) and 400 <= code < 600:  # noqa: PLR2004
        return error_of(code, error, {})
    meant = error_of(_BAD_CALL_STATUS, error, {})
    plain = isinstance(meant, errors.BackendRefused) and meant.reason not in {"arrears", "model"}
    return errors.AnswerUnreadable("the model endpoint answered with an error of its own") if plain else meant


def _reason(status: int, words: str) -> errors.RefusalReason:
    if status in _BAD_KEY:
        return "key"
    if status in {_NO_BALANCE, _TOO_MANY} or _ARREARS.search(words):
        return "arrears"
    if status not in _BAD_CALL or _NO_MODEL.search(words):
        return "model"
    return next((reason for reason, pattern in _FIELDS.items() if pattern.search(words)), "call")


def _window(body: object, words: str) -> int | None:
    """Return the window in tokens that the refusal tells, in a field of its own (llama.cpp) or in words."""
    told = body.get("error", body) if isinstance(body, Mapping) else None
    field = told.get("n_ctx") if isinstance(told, Mapping) else None
    if type(field) is int and field > 0:  # true is an int, too
        return field
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", words)
    found = next((match for pattern in _WINDOWS if (match := pattern.search(plain))), None)
    return int(found[1][:9]) or None if found else None


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
    """Return the seconds that ``Retry-After`` asks for, given as a number or as a date; an hour at most."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", value):
        return min(float(value), _LONGEST_PAUSE)
    try:
        date = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return min(max(0.0, date.timestamp() - time.time()), _LONGEST_PAUSE)
