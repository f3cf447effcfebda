"""Reads the glossary: the one shipped with the service, and the operator's own on top."""

import csv
import re
from functools import cache
from importlib import resources
from pathlib import Path

from service.domain.errors import SettingsError
from service.domain.glossary import Glossary, Term

_COLUMNS = ["chinese", "english"]
_ALIASES = 2  # the index of the optional third column


def load_glossary(own: Path | None = None) -> Glossary:
    """Return the shipped glossary, extended and overridden by the CSV at ``own`` (GLOSSARY; UTF-8).

    The columns are ``chinese``, ``english`` and, where wanted, ``aliases``: other known forms in either script, with a
    ``|`` between them.

    Raise SettingsError where that file cannot be read or has a row that is not a name in both scripts.
    """
    shipped = _shipped()
    return shipped if own is None else Glossary.of(*shipped.terms.values(), *_read(_text_of(own), f"GLOSSARY {own}"))


@cache  # a start asks for it four times
def _shipped() -> Glossary:
    text = resources.files("service.adapters").joinpath("glossary.csv").read_text(encoding="utf-8")
    return Glossary.of(*_read(text, "glossary.csv"))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError((f"GLOSSARY {path} cannot be read: it must be a UTF-8 CSV file",)) from error


def _read(text: str, origin: str) -> tuple[Term, ...]:
    rows = list(csv.reader(line for line in text.splitlines() if line.strip() and not line.startswith("#")))
    if not rows or [cell.strip().lower() for cell in rows[0]][:2] != _COLUMNS:
        raise SettingsError((f"{origin}: the first row must be {','.join(_COLUMNS)}",))
    mistakes = tuple(f"{origin}: row {i} is not a Chinese and an English name" for i, r in _wrong(rows[1:]))
    if mistakes:
        raise SettingsError(mistakes)
    return tuple(Term(row[0].strip(), row[1].strip(), _aliases(row)) for row in rows[1:])


def _aliases(row: list[str]) -> tuple[str, ...]:
    cell = row[_ALIASES] if len(row) > _ALIASES else ""
    return tuple(alias.strip() for alias in cell.split("|") if alias.strip())


def _wrong(rows: list[list[str]]) -> list[tuple[int, list[str]]]:
    han = re.compile(r"[\u3400-\u9fff]")
    return [
        (number, row)
        for number, row in enumerate(rows, start=2)
        if len(row) < len(_COLUMNS) or not han.search(row[0]) or not row[1].strip() or han.search(row[1])
    ]
