"""Text folded for matching, with the way back: variants of one character become the same, and each knows its origin."""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.han import SIMPLIFIED

_QUOTES = "\"'`´“”‘’„‟‚‛«»‹›「」『』〝〞〟＂＇"
_DASHES = "-‐‑‒–—―−─－﹣~～〜"
_STOPS = ".。．｡…⋯·・•‧∙"
_SAME = dict.fromkeys(_QUOTES, '"') | dict.fromkeys(_DASHES, "-") | dict.fromkeys(_STOPS, "。")
_SAME |= dict.fromkeys(",，、﹐", "，") | dict.fromkeys("《〈", "<") | dict.fromkeys("》〉", ">")
_SAME |= dict.fromkeys("【〔", "[") | dict.fromkeys("】〕", "]")
_RUNS = frozenset("-。")  # "——" is "—", and "……" is "..." is "…"
_IN_NUMBER = {".": ".", "．": ".", ",": ",", "，": ","}  # kept apart from stops, so that 3 is no part of 3.5
_UNSEEN = frozenset({"Mn", "Me", "Cf", "Cc", "Zs"})  # marks, formats, controls, and spaces that only carried a mark
# What folds one to one comes whole: Chinese with its marks; words, and single spaces and stops of numbers between them.
_MARKS = "“”‘’「」《》、：；！？"
_CHINESE = f"\u4e00-\u9fff{_MARKS}"
_PIECES = re.compile(
    rf"([{_CHINESE}]+|[A-Za-z0-9]+(?:(?: |(?<=[0-9])[.,](?=[0-9]))[A-Za-z0-9]+)*)|\s+|[^\sA-Za-z0-9{_CHINESE}]+"
)
_CJK_FROM = "\u2e80"  # every script written without spaces between words that an article may hold begins here


class _Folds(dict[str, str]):
    """Each character's folded form, found out once: width, case, marks, script and punctuation variants gone."""

    def __missing__(self, character: str) -> str:
        folded = _SAME.get(character)
        if folded is None:
            # One character at a time: normalising is quadratic in runs of combining marks.
            plain = unicodedata.normalize("NFKD", character)
            kept = "".join(c for c in plain if unicodedata.category(c) not in _UNSEEN)
            folded = "".join(_SAME.get(c, c) for c in kept.casefold().translate(SIMPLIFIED))
        self[character] = folded
        return folded


_FOLDS = _Folds()
_ONE_TO_ONE = SIMPLIFIED | {ord(mark): _FOLDS[mark] for mark in _MARKS}


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; ``origins`` holds for each of its characters the code point it came from."""

    text: str
    origins: "array[int]"


def fold(text: str) -> Folded:
    """Return the text with variants of width, case, accents, script, punctuation and white space made one.

    White space is kept, as one space, only between two words of a spaced script: "now here" is not "nowhere", while
    "阿里 Qwen" is "阿里Qwen". Linear in the text.
    """
    pieces: list[str] = []
    origins = array("L")
    last, spaced = "", False
    for match in _PIECES.finditer(text):
        piece, place = match[0], match.start()
        if piece.isspace():
            spaced = True
            continue
        places: Sequence[int] = ()
        if len(piece) == 1:
            folded = _in_number(text, place) if piece in _IN_NUMBER else _FOLDS[piece]
        elif match.lastindex:
            folded, places = piece.translate(_ONE_TO_ONE).lower(), range(place, match.end())
        else:
            folded, places = _one_by_one(text, range(place, match.end()), last)
        if not folded or (folded == last and folded in _RUNS):
            continue
        if spaced and in_word(last) and in_word(folded[0]):
            pieces.append(" ")
            origins.append(place)
        spaced = False
        pieces.append(folded)
        if places or len(folded) > 1:
            origins.extend(places or [place] * len(folded))
        else:
            origins.append(place)
        last = folded[-1]
    return Folded("".join(pieces), origins)


def _one_by_one(text: str, run: range, last: str) -> tuple[str, Sequence[int]]:
    """Return the run's characters folded, the ``last`` one being before them, and where each came from."""
    pieces: list[str] = []
    places: list[int] = []
    for place in run:
        character = text[place]
        folded = _in_number(text, place) if character in _IN_NUMBER else _FOLDS[character]
        if folded and not (folded == last and folded in _RUNS):
            pieces.append(folded)
            places.extend([place] * len(folded))
            last = folded[-1]
    return "".join(pieces), places


def _in_number(text: str, position: int) -> str:
    """Return a decimal point or thousands separator as such, any other stop or comma folded like its kind."""
    character = text[position]
    narrow = character in ".,"  # "１，５００" is a number, "在2023，2024年" is a list
    after = text[position + 1 : position + 2]
    if after.isdigit() and (narrow or after > _CJK_FROM):
        before = text[position - 1 : position]
        if before.isdigit() and (narrow or before > _CJK_FROM):
            return _IN_NUMBER[character]
    return _FOLDS[character]


def in_word(character: str) -> bool:
    """Whether a character is a letter or digit of a spaced script; "" is not."""
    return character.isalnum() and character < _CJK_FROM
