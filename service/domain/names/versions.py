"""Numbers that stand beside a name and belong to it: iPhone 16, 小米14, V3.1, 5G."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from service.domain.han import simplified
from service.domain.names.gazetteer import Gazetteer
from service.domain.names.words import is_common, stem

Index = Mapping[str, Mapping[str, str]]
"""By name, as it is compared, and by number: how the article writes both."""

_LONGEST = 8  # characters of a Chinese name before a number
_COUNTED = re.compile(
    r"\s?(?:[%％年月日时時点點分秒天周週季届屆次名位人家个個款辆輛台臺万萬亿億千百十元美欧港日英倍成余餘多岁歲层層条條项項座架部只支件种種吨噸米公平升度页頁份大所场場"
    r"集至到~～—:：/]|[-–]\d|(?:percent|per\s+cent|pct|million|billion|trillion|thousand|hundred|bn|mn?|tn|k|km|kg|[gmt]b|g?hz|years?"
    r"|months?|days?|weeks?|hours?|minutes?|times|people|points?|yuan|dollars?|euros?|st|nd|rd|th|[ap]\.?m|countries|stores|units"
    r"|January|February|March|April|May|June|July|August|September|October|November|December)\b)"
)
_NUMBER = re.compile(r"[0-9][0-9]*(?:[.,][0-9]+)*")
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,2})?")
_NAME = re.compile(
    r"(?:(?<![A-Za-z0-9])([A-Z][A-Za-z]{0,19}|[a-z]{1,2}[A-Z][A-Za-z]{0,17})|[\u3400-\u9fff])[ \u00a0‑–-]?\Z"
)
_REACH = 22  # characters before a number in which its name starts
_MORE = re.compile(r"\s?(?:[/、,，&]|and|or|[和及或与與])\s?(\d{1,4}(?:\.\d{1,2})?)(?![\d]|[.,]\d)")
_GENERATION = re.compile(r"([2-9])(?<![A-Za-z0-9.].)G(?![A-Za-z0-9])")
_PRODUCT_WORDS = frozenset(
    "windows mate galaxy pixel watch note pura magic find reno edge max air model surface switch core band buds"
    " ascend spark falcon atlas apollo mission".split()
)  # common words that name a product where a number follows
_QUARTERS = frozenset("qh")  # letters that name a part of the year before one digit
_NO_NAMES = frozenset("no fy co vol pp".split())
_MOST = 3_000  # numbers that are read of a text: one with more is no news, and must cost no more
_YEAR = re.compile(r"(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A name with the number that belongs to it, its span, and the keys by which the name is compared."""

    start: int
    end: int
    keys: tuple[str, ...]
    number: str


def read_numbered(text: str, known: Gazetteer) -> Iterator[Numbered]:
    """Yield the names with their numbers, as far as 3,000 numbers; linear in the text."""
    for match in islice(_GENERATION.finditer(text), _MOST):
        yield Numbered(match.start(), match.end(), ("g",), match[1])
    for number in islice(_NUMBER.finditer(text), _MOST):
        name = _name_before(text, number)
        if not name:
            continue
        start, keys = _latin(name, number[0]) if name[1] else _chinese(text, name.start() + 1, known)
        if keys:
            yield Numbered(start, number.end(), keys, _plain(number[0]))


def _name_before(text: str, number: re.Match[str]) -> re.Match[str] | None:
    if _YEAR.match(number[0]) or not _VERSION.fullmatch(number[0]) or _COUNTED.match(text, number.end()):
        return None
    return _NAME.search(text, max(0, number.start() - _REACH), number.start())


def index_numbered(text: str, known: Gazetteer) -> Index:
    """Return the numbers of each name of an article, those of a list too (iPhone 16, 17)."""
    index: dict[str, dict[str, str]] = {}
    for found in read_numbered(text, known):
        written = text[found.start : found.end]
        for key in found.keys:
            index.setdefault(key, {}).setdefault(found.number, written)
            if more := _MORE.match(text, found.end):
                index[key].setdefault(_plain(more[1]), written)
    return index


def other_number(found: Numbered, index: Index) -> str:
    """Return the name with another number as the article writes it, "" where it has the number, or never the name."""
    numbers: Mapping[str, str] = next((index[key] for key in found.keys if key in index), {})
    return "" if found.number in numbers else next(iter(numbers.values()), "")


def _latin(name: re.Match[str], number: str) -> tuple[int, tuple[str, ...]]:
    key = stem(name[1])
    if len(key) == 1:
        named = key not in _QUARTERS or len(number) > 1
    else:
        named = key not in _NO_NAMES and (name[1].lower() in _PRODUCT_WORDS or not is_common(name[1]))
    return name.start(), (key,) if named else ()


def _chinese(text: str, end: int, known: Gazetteer) -> tuple[int, tuple[str, ...]]:
    """Return where the known Chinese name before the number starts, and the last words of its English forms."""
    before = simplified(text[max(0, end - _LONGEST) : end])
    for place in range(len(before) - 1):
        for form, entry in known.chinese.get(before[place : place + 2], ()):
            if form == before[place:]:
                return end - len(form), tuple({stem(words[-1]): "" for words in entry.english})
    return end, ()


def _plain(number: str) -> str:
    return number.rstrip("0").removesuffix(".") if "." in number else number
