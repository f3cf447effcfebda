"""Text folded for matching, with the way back: variants of one character become the same, and each knows its origin."""

import re
import unicodedata
from array import array
from dataclasses import dataclass
from string import ascii_letters, digits

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
# What folds one to one comes whole: Chinese, words, and their marks.
_LETTERS = f"{ascii_letters}{digits}"
_SINGLES = [
    character
    for character in (*"“”‘’「」《》、：；！？", *map(chr, (*range(0x21, 0x250), *range(0xFF01, 0xFF5F))))
    if len(_FOLDS[character]) == 1 and _FOLDS[character] not in _RUNS and character not in {*_IN_NUMBER, *_LETTERS}
]
_ONE_TO_ONE = SIMPLIFIED | {ord(single): ord(_FOLDS[single]) for single in (*_SINGLES, *ascii_letters, "，")}
_CHINESE = f"\u4e00-\u9fff{re.escape(''.join(_SINGLES))}"
_WORDS = "[A-Za-z0-9]++(?:(?:[ -]|(?<=[0-9])[.,](?=[0-9]))[A-Za-z0-9]++)*+"
_STOP, _COMMA = "(?:。|[.](?= ))?", f",(?= )|，(?![^A-Za-z0-9\\s，。{_CHINESE}])"
_PIECES = re.compile(
    rf"(\s*+)(?:((?:(?:[{_CHINESE}]++|{_WORDS}){_STOP}|{_COMMA})++)"
    rf"|([{_STOPS}]{{2,}}|[{_DASHES}]{{2,}})|[^\sA-Za-z0-9{_CHINESE}]*+)"
)
_WIDE_NUMBER = re.compile("，(?<=[０-９]，)(?=[０-９])")
_WHOLE, _RUN = 2, 3  # groups
_PLACES = array("L", range(2_000))  # of a paragraph, to be copied from


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
    places_of = _PLACES if len(text) <= len(_PLACES) else array("L", range(len(text)))
    plain = _WIDE_NUMBER.sub(",", text) if "，" in text else text
    plain = plain.replace(", ", "， ").replace(". ", "。 ").translate(_ONE_TO_ONE)
    last, spaced = "", False
    for match in _PIECES.finditer(text):
        place, end = match.end(1), match.end()
        spaced = spaced or place > match.start()
        places: array[int] | list[int] | None = None
        if match[_WHOLE]:
            folded, places = plain[place:end], places_of[place:end]
        elif match[_RUN] or end - place <= 1:
            folded = _in_number(text, place) if text[place:end] in _IN_NUMBER else _FOLDS[text[place : place + 1]]
        else:
            folded, places = _one_by_one(text, range(place, end), last)
        if not folded or (folded == last and folded in _RUNS):
            continue
        if spaced and in_word(last) and in_word(folded[0]):
            pieces.append(" ")
            origins.append(place)
        spaced = False
        pieces.append(folded)
        origins.extend(places or [place] * len(folded))
        last = folded[-1]
    return Folded("".join(pieces), origins)


def _one_by_one(text: str, run: range, last: str) -> tuple[str, list[int]]:
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
