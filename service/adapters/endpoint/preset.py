"""Model endpoints as data: the rows that are shipped, and those that an operator adds or changes."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal, TypeGuard, get_args
from urllib.parse import urlsplit

from service.domain.errors import SettingsError

Mode = Literal["text", "json_object", "json_schema"]
"""How an answer is asked for; the plainest first."""

MODES: tuple[Mode, ...] = get_args(Mode)
EXTRACTIVE = "extractive"  # an entry of LLM that is no endpoint
_VARIABLES = {"custom": "LLM"}  # the preset without a name of its own
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A row of data about an endpoint; what each field means stands above the rows in ``presets.toml``."""

    name: str
    base_url: str
    needs_key: bool
    token_field: str
    max_tokens: int
    body: Mapping[str, object] = field(default_factory=dict)
    stream: bool = True
    usage: bool = False
    modes: tuple[Mode, ...] = ()
    output: Mode = "text"
    window: int = 0
    window_page: str = ""
    window_field: str = ""
    concurrency: int = 0

    @property
    def variable(self) -> str:
        """The beginning of its variables: ``DEEPSEEK`` of ``DEEPSEEK_BASE_URL`` and ``DEEPSEEK_API_KEY``."""
        return _VARIABLES.get(self.name, self.name.upper().replace("-", "_"))

    def nearest(self, mode: Mode) -> Mode:
        """Return the mode itself where the endpoint has it, else the next plainer one it has."""
        fitting = MODES[: MODES.index(mode) + 1]
        return next(known for known in reversed(fitting) if known in ("text", *self.modes))


_KINDS: Mapping[str, type] = {
    "base_url": str,
    "needs_key": bool,
    "token_field": str,
    "max_tokens": int,
    "body": dict,
    "stream": bool,
    "usage": bool,
    "modes": list,
    "output": str,
    "window": int,
    "window_page": str,
    "window_field": str,
    "concurrency": int,
}
_OWN_FIELDS = frozenset({"model", "messages", "stream", "stream_options", "response_format"})
_LEAST = {"window": 0, "max_tokens": 1, "concurrency": 1}
_WORDS = {str: "a text", bool: "true or false", int: "a whole number", dict: "a table", list: "a list"}


def load_presets(path: Path | None = None) -> Mapping[str, Preset]:
    """Return the presets by name: those shipped, with the rows of the file added, or its fields in their place.

    A row that is new has what ``like`` names, or else ``custom`` has, where it says nothing itself. Raise SettingsError
    listing every mistake in the file.
    """
    rows = dict(_shipped())
    if path:
        mistakes: list[str] = []
        for name, row in _rows(path).items():
            found = list(_mistakes(name, row, rows))
            mistakes += [f"PRESETS_FILE: {mistake}" for mistake in found]
            if _is_row(row) and not found:
                rows[name] = {**rows[str(row.get("like", name if name in rows else "custom"))], **row}
        if mistakes:
            raise SettingsError(tuple(mistakes))
    return {name: _preset(name, row) for name, row in rows.items()}


def is_address(url: str) -> bool:
    """Whether that is an http or https address without a user name."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return known and parts.username is None and url.isascii() and url.isprintable() and " " not in url


def is_mode(name: str) -> TypeGuard[Mode]:
    """Whether an answer can be asked for in that way."""
    return name in MODES


@cache
def _shipped() -> Mapping[str, _Row]:
    text = resources.files("service.adapters").joinpath("presets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _rows(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError((f"PRESETS_FILE cannot be read: {error.strerror}",)) from error
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML; its words may hold a key from the file
        raise SettingsError(("PRESETS_FILE is no TOML",)) from error


def _preset(name: str, row: _Row) -> Preset:
    fields = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items() if key != "like"}
    return Preset(name=name, **fields)  # type: ignore[arg-type]  # _mistakes has looked at every field


def _is_row(row: object) -> TypeGuard[_Row]:
    return isinstance(row, dict)


def _mistakes(name: str, row: object, known: Mapping[str, _Row]) -> Iterator[str]:
    if not _is_row(row):
        yield f"{name[:40]!r} stands outside of any [row]"
        return
    if not _NAME.fullmatch(name) or name in {"llm", EXTRACTIVE}:
        yield f"[{name[:40]}] is no name for a preset: small letters, digits, - and _"
    if row.get("like", "custom") not in list(known):
        yield f"[{name}] like must name a preset that stands before it"
    for key, value in row.items():
        if key in _KINDS:
            yield from (f"[{name}] {key} must be {wish}" for wish in _wishes(key, value))
        elif key != "like":
            yield f"[{name}] has a field {key[:40]!r} that is none; the fields are like, {', '.join(_KINDS)}"


def _wishes(key: str, value: object) -> Iterator[str]:
    kind = _KINDS[key]
    if type(value) is not kind:  # true is an int, too
        yield _WORDS[kind]
    elif isinstance(value, int) and value < _LEAST.get(key, 0):
        yield f"at least {_LEAST[key]}"
    elif key == "base_url" and value and not is_address(str(value)):
        yield "an http or https address without a user name"
    elif key == "output" and value not in MODES:
        yield f"one of {', '.join(MODES)}"
    elif key == "body":
        yield from _wishes_of_body(value)
    elif isinstance(value, list) and not all(mode in MODES for mode in value):
        yield f"a list of {', '.join(MODES)}"


def _wishes_of_body(body: object) -> Iterator[str]:
    try:
        text = json.dumps(body, allow_nan=False)
    except (ValueError, TypeError):  # a date, an infinite number
        yield "what JSON can hold"
    else:
        if _OWN_FIELDS & set(json.loads(text)):
            yield f"without {', '.join(sorted(_OWN_FIELDS))}: those are the service's own"
