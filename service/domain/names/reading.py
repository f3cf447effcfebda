"""Which words of a text are names in Latin script."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from service.domain.names.tables import ABBREVIATIONS, GENERIC, UNITS
from service.domain.names.words import LETTER, is_common, looks_made, plain, words_in

_PART = rf"[{LETTER}0-9]+(?:['’.&][{LETTER}0-9]+)*"
_TOKEN = re.compile(rf"{_PART}(?:[-‑–]{_PART})*")
_LOOK_BACK = 12  # characters: an abbreviation and its stop
_JOINT = re.compile(r"[ \u00a0]|[-‑–]")
_STARTS = frozenset(
    '。！？!?:：;；\n•“”"‘「『（(【—–-…、，'
)  # before a word: it may be written large for its place only
_TITLE = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Sen|Gov|Gen|Rep|Lt|Col|No|Inc|Ltd|Co|Corp|vs|Jr|Sr)|\b[A-Z]|\.[A-Z])$"
)
_ROMAN = re.compile(r"[IVX]{2,5}")
_MIXED = re.compile(r"[a-z][A-Z]|[A-Za-z]\d|\d[A-Z][a-z]|[A-Z]{2}")
_SHOUTED_OR_NOTED = re.compile(r"[A-Z]{3,}|[a-z]+\d+")
_PLURAL = re.compile(r"^([A-Z]{2,})e?s$")
_HAN = re.compile("[\u3400-\u9fff]")
_LEAST_SMALL = 3  # letters of a word written small that may be a name in Chinese text
_LEAST_UNIT = 3  # letters of a unit by itself: shorter ones may be names
_MOSTLY = 0.6  # of the words written large: a headline, in which capitals say nothing
_REMEMBERED = 4_096  # words, which come again in every insight
_FEW = 4  # words, in which a share says nothing


class Kind(Enum):
    """How a word shows that it is a name."""

    PRODUCT = "product"  # by its letters: GPT-4o, iPhone, NASA
    NAME = "name"  # written large, and no common word
    GENERIC = "generic"  # a common word written large inside a sentence: part of a name, or a title


@dataclass(frozen=True, slots=True)
class Word:
    """A word that may be a name: its span, its kind, and its parts as they are compared."""

    start: int
    end: int
    kind: Kind
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A word of Latin script, or a number, with its span and its parts: a hyphenated one has several."""

    start: int
    end: int
    text: str
    parts: tuple[str, ...]


def read_tokens(text: str) -> list[Token]:
    """Return all words of Latin script and numbers; linear in the text."""
    return [Token(m.start(), m.end(), m[0], _parts(m[0])) for m in _TOKEN.finditer(text)]


def read_names(text: str, tokens: list[Token]) -> list[list[Word]]:
    """Return the runs of words that may be names, a run being words that stand side by side; linear in the text."""
    runs: list[list[Word]] = []
    for word in _words(text, tokens):
        if runs and _JOINT.fullmatch(text, runs[-1][-1].end, word.start):
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _parts(word: str) -> tuple[str, ...]:
    return (word,) if word.isascii() and word.isalnum() else tuple(words_in(plain(word)))


def _words(text: str, tokens: list[Token]) -> Iterator[Word]:
    chinese = bool(_HAN.search(text))
    kind_of_plain = _in_chinese if chinese else _in_headline if _shouted(tokens) else _in_sentence
    for token in tokens:
        if token.text.islower() and token.text.isalpha() and not chinese:
            continue
        if word := _word(text, token, kind_of_plain):
            yield word


def _word(text: str, token: Token, kind_of_plain: Callable[[str, Token, list[str]], Kind | None]) -> Word | None:
    parts = [part for whole in token.parts if (part := _telling(whole))]
    if any(map(_is_mixed, parts)) or (len(parts) > 1 and _versioned(parts)):
        if _is_quantity(text, token):
            return None
        telling = tuple(part for part in parts if not _is_small(part))
        return Word(token.start, token.end, Kind.PRODUCT, telling)
    if kind := kind_of_plain(text, token, parts):
        large = tuple(part for part in parts if part[0].isupper())
        return Word(token.start, token.end, kind, large or tuple(parts))
    return None


@lru_cache(maxsize=_REMEMBERED)
def _is_mixed(part: str) -> bool:
    """Whether a word shows by its letters that it is a name; FREE is only shouted, and note4 has a footnote."""
    return bool(_MIXED.search(part)) and not (
        is_common(part.rstrip("0123456789")) and _SHOUTED_OR_NOTED.fullmatch(part)
    )


def _is_small(part: str) -> bool:
    return part.islower() and is_common(part)


@lru_cache(maxsize=_REMEMBERED)
def _telling(part: str) -> str:
    """Return a word without the s of many acronyms, "" where any text may use it."""
    part = _PLURAL.sub(r"\1", part)
    return "" if part.upper() in ABBREVIATIONS or _ROMAN.fullmatch(part) else part


def _versioned(parts: list[str]) -> bool:
    """Whether a number belongs to a name: ``gpt-4`` is one, ``mid-2020`` is not."""
    return parts[-1].isdigit() and not parts[0].isdigit() and not is_common(parts[0])


def _is_quantity(text: str, token: Token) -> bool:
    """Whether a word is a unit after a number or one that names nothing else (kWh), or an amount (RMB500bn)."""
    before = text[max(0, token.start - 2) : token.start].strip()
    unit = token.text.lstrip("0123456789.,")
    alone = len(token.text) >= _LEAST_UNIT or token.text[0].isdigit() or before[-1:].isdigit()
    return alone and bool(UNITS.fullmatch(unit))


def _in_sentence(text: str, token: Token, parts: list[str]) -> Kind | None:
    large = [part for part in parts if part[0].isupper()]
    if not large:
        return None
    first = token.text[0].isupper() and begins_sentence(text, token.start)
    if all(is_common(part) or part.lower() in GENERIC for part in large):
        return None if first or token.text.isupper() else Kind.GENERIC
    return None if first and looks_made(large[0]) else Kind.NAME


def _in_headline(text: str, token: Token, parts: list[str]) -> Kind | None:
    kind = _in_sentence(text, token, parts)
    return kind if kind is Kind.NAME and not looks_made(parts[0]) else None


def _in_chinese(text: str, token: Token, parts: list[str]) -> Kind | None:
    """Return NAME for every Latin word in Chinese text but units and common words written small."""
    del text
    if not parts or parts[0][0].isdigit() or UNITS.fullmatch(token.text):
        return None
    if token.text.islower() and (len(token.text) < _LEAST_SMALL or is_common(parts[0])):
        return None
    return Kind.NAME


def begins_sentence(text: str, start: int) -> bool:
    """Whether a word stands where any word is written large: it begins a sentence or a quotation."""
    before = text[max(0, start - _LOOK_BACK) : start].rstrip(" ")
    if before.endswith(".") or not before:
        return not _TITLE.search(before[:-1])
    return before[-1] in _STARTS


def _shouted(tokens: list[Token]) -> bool:
    """Whether most words are written large."""
    words = [token.text for token in tokens if token.text[0].isalpha()]
    return len(words) > _FEW and sum(1 for word in words if word[0].isupper()) > len(words) * _MOSTLY
