"""Text folded for matching, with the way back: variants of one character become the same, and each knows its origin."""

import re
import unicodedata
from array import array
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
_PIECES = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z0-9]+|\s+|.", re.DOTALL)  # what folds one to one, at once
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
        piece, position = match[0], match.start()
        if piece.isspace():
            spaced = True
            continue
        if len(piece) > 1:
            folded = piece.translate(SIMPLIFIED).lower()
        else:
            folded = _in_number(text, position) if piece in _IN_NUMBER else _FOLDS[piece]
            if not folded or (folded == last and folded in _RUNS):
                continue
        if spaced and in_word(last) and in_word(folded[0]):
            pieces.append(" ")
            origins.append(position)
        spaced = False
        pieces.append(folded)
        if len(folded) == 1:
            origins.append(position)
        else:
            origins.extend(range(position, match.end()) if len(piece) > 1 else [position] * len(folded))
        last = folded[-1]
    return Folded("".join(pieces), origins)


def _in_number(text: str, position: int) -> str:
    """Return a decimal point or thousands separator as such, any other stop or comma folded like its kind."""
    character = text[position]
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    wide = character in "．，"  # "１，５００" is a number, "在2023，2024年" is a list
    if before.isdigit() and after.isdigit() and (not wide or (before > _CJK_FROM and after > _CJK_FROM)):
        return _IN_NUMBER[character]
    return _FOLDS[character]


def in_word(character: str) -> bool:
    """Whether a character is a letter or digit of a spaced script; "" is not."""
    return character.isalnum() and character < _CJK_FROM
