"""Finds the numbers that digits and English words state."""

import re
from collections.abc import Iterator
from decimal import Decimal

from service.domain.quantities.numerals import (
    ENGLISH_CARDINALS,
    ENGLISH_ORDINALS,
    ENGLISH_SCALES,
    exact,
    read_digits,
    read_english,
)
from service.domain.quantities.quantity import BARE
from service.domain.quantities.scanned import (
    COUNT,
    DECADES,
    DIGITS,
    MULTIPLE,
    ORDINAL,
    SHARE,
    Number,
    Reader,
    Scanned,
    scan,
    sized,
    weak,
)
from service.domain.quantities.units import PREFIXES

_CARDINAL = "|".join(sorted(ENGLISH_CARDINALS, key=len, reverse=True))
_ORDINAL = "|".join(sorted(ENGLISH_ORDINALS, key=len, reverse=True))
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_LARGE = "hundred|thousand|million|billion|trillion|lakh|crore"
_PLURAL = "hundreds|thousands|millions|billions|trillions"
_SUFFIX = "mln|bln|trn|mn|bn|tn|k|m|b|t"
_PART = "half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
_PARTS = {"ha": 2, "th": 3, "qu": 4, "fo": 4, "fi": 5, "si": 6, "se": 7, "ei": 8, "ni": 9, "te": 10}
_MULTIPLES = {
    **dict.fromkeys("double doubles doubled doubling twofold twice".split(), 2),
    **dict.fromkeys("triple triples tripled tripling threefold thrice".split(), 3),
    **dict.fromkeys("quadruple quadruples quadrupled quadrupling fourfold".split(), 4),
    **dict.fromkeys("quintuple quintuples quintupled quintupling fivefold".split(), 5),
    "tenfold": 10,
}
_WEAK_MULTIPLES = frozenset({"double", "twice", "triple", "thrice"})
_TIME = "year|month|week|day|hour|minute|decade|century|quarter"

_DIGIT_RULES = (
    ("mixed", r"(?:(?P<units>\d{1,6})\s)?(?<![\d/-])(?P<above>\d{1,3})/(?P<below>[1-9]\d{0,2})(?![\d/-])"),
    (
        "and_half",
        rf"(?P<whole>{DIGITS})\s(?:(?P<whole_of>{_LARGE})\s)?and\sa\shalf\b(?:\s(?P<half_of>{_LARGE})\b)?",
    ),
    (
        "scaled",
        rf"(?P<amount>{DIGITS})(?:\s(?P<code>usd|rmb|eur|gbp|cny|hkd|jpy)(?=\s(?:{_LARGE})))?(?:\s?-?\s?(?P<by>{_LARGE})s?\b(?:\s(?P<also>thousand|million|billion|trillion)s?\b)?"
        rf"|\s?(?P<suffix>{_SUFFIX})(?![a-z\d/]))",
    ),
    ("rank", r"(?P<place>\d{1,6})(?:st|nd|rd|th)(?![a-z])"),
    ("digits", rf"{DIGITS}|(?<![\w.)\]”])\.\d{{1,9}}"),
)
_WORD_RULES = (
    (
        "part_of_large",
        rf"(?:(?P<parts>a\s|one[\s-]|two[\s-]|three[\s-])?(?P<part>half|thirds?|quarters?)(?:\sof)?)\s(?:an?\s)?"
        rf"(?P<large>{_LARGE})\b",
    ),
    (
        "word_and_half",
        rf"(?P<word_whole>{_CARDINAL}|an?)[\s-](?:(?P<first_of>{_LARGE})\s)?and[\s-](?:a|one)[\s-]half\b"
        rf"(?:\s(?P<then_of>{_LARGE})\b)?",
    ),
    ("word_and_part", rf"(?P<units_of>{_CARDINAL})\sand\s(?:a|one)\s(?P<part_of>{_PART})\b"),
    ("word_part", rf"(?P<count>an?|{_CARDINAL})(?:\s-\s|[\s-])(?P<share>{_PART})\b"),
    (
        "sizes",
        rf"(?:(?P<some_of>tens|dozens|scores|hundreds|thousands|millions)\sof\s)?(?P<sizes_of>{_PLURAL})\b|dozens\b",
    ),
    ("several", rf"(?:several|a\sfew|many|some)\s(?P<several_of>{_LARGE})\b"),
    ("dozen", rf"(?:(?P<dozens>{_CARDINAL})\s|an?\s)?dozen\b"),
    ("word_rank", rf"(?:(?P<tens>{_TENS})-)?(?P<ones>{_ORDINAL})\b(?![-\s]hand)"),
    (
        "words",
        rf"(?:(?:{_CARDINAL})|an?(?=\s(?:{_LARGE})\b))\b"
        rf"(?:\s?-\s?(?:{_CARDINAL})\b|\shundred\sand\s(?:{_CARDINAL})\b|\s(?:{_LARGE}|{_CARDINAL})\b){{0,12}}",
    ),
    ("multiple", rf"(?:{'|'.join(sorted(_MULTIPLES, key=len, reverse=True))})\b"),
    ("half", r"(?:half|halv(?:e|es|ed|ing))\b"),
    ("two", r"(?:both|couple|pair|dual|twin|either|neither)\b"),
    ("one", rf"(?:an?(?=\s(?:{_TIME})\b)|single|once|sole|only|annual|daily|monthly|weekly)\b"),
    ("decade", r"(?:decade|decade-long|decade-old)\b"),
)
# What the words of the rules begin with: looked at first, since most words of a text are none of them.
_FIRST = "a[ n\\s]|b[io]|co|d[aeou]|e[il]|f[io]|h[au]|m[aio]|n[ei]|on|pa|qu|s[ceio]|t[ehrw]|we|ze"
_FIND = re.compile(
    r"(?=[\d.])(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _DIGIT_RULES) + ")"
    rf"|(?<![a-z'’])(?={_FIRST})(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _WORD_RULES) + ")"
)  # fmt: skip
_ONE, _HALF = Decimal(1), Decimal("0.5")
_ENUMERATED = 2  # first, second (which is a time as well)


def scan_english(text: str) -> Iterator[Scanned]:
    """Yield the numbers in digits and in English words, from left to right; the text is in lower case."""
    return scan(text, _FIND, _READERS)


def _digits(match: re.Match[str]) -> Number:
    return Number(read_digits(match[0]))


def _scaled(match: re.Match[str]) -> Number:
    scale = _large(match["by"] or match["suffix"]) * _large(match["also"])
    unit = PREFIXES[match["code"]] if match["code"] else BARE
    return Number(read_digits(match["amount"]).times(scale), unit, scale=scale, suffix=match["suffix"] or "")


def _mixed(match: re.Match[str]) -> Number:
    below = Decimal(match["below"])
    value = Decimal(match["units"] or 0) + Decimal(match["above"]) / below
    return Number(exact(value, 1 / below), SHARE if value < 1 else COUNT)


def _and_half(match: re.Match[str]) -> Number:
    return _plus_half(read_digits(match["whole"]).value, _large(match["whole_of"] or match["half_of"]))


def _word_and_half(match: re.Match[str]) -> Number:
    whole = Decimal(ENGLISH_CARDINALS.get(match["word_whole"], 1))
    return _plus_half(whole, _large(match["first_of"] or match["then_of"]))


def _rank(match: re.Match[str]) -> Number:
    return Number(read_digits(match["place"]), ORDINAL)


def _part_of_large(match: re.Match[str]) -> Number:
    part = _large(match["large"]) / _PARTS[match["part"][:2]]
    count = Decimal(ENGLISH_CARDINALS.get((match["parts"] or "").strip(" -"), 1))
    return Number(exact(count * part, part))


def _word_part(match: re.Match[str]) -> Number:
    count = Decimal(ENGLISH_CARDINALS.get(match["count"], 1))
    below = Decimal(_PARTS[match["share"][:2]])
    # "a third" may be a rank and "a quarter" a part of the year; "two thirds" is neither.
    return Number(exact(count / below, 1 / below), SHARE, weak=count == 1)


def _word_and_part(match: re.Match[str]) -> Number:
    part = _ONE / _PARTS[match["part_of"][:2]]
    return Number(exact(ENGLISH_CARDINALS[match["units_of"]] + part, part))


def _sizes(match: re.Match[str]) -> Number:
    if not match["sizes_of"]:
        return sized(Decimal(20), Decimal(200))  # dozens
    size = _large(match["sizes_of"])
    if not match["some_of"]:
        return sized(size, size * 1_000)
    some = {"tens": 10, "dozens": 20, "scores": 40}.get(match["some_of"]) or _large(match["some_of"])
    return sized(size * some, size * some * 10)


def _several(match: re.Match[str]) -> Number:
    size = _large(match["several_of"])
    return sized(size * 2, size * 10)


def _dozen(match: re.Match[str]) -> Number:
    dozens = Decimal(ENGLISH_CARDINALS.get(match["dozens"] or "", 1))
    return Number(exact(dozens * 12, Decimal(12)), weak=dozens == 1)


def _word_rank(match: re.Match[str]) -> Number:
    place = Decimal(ENGLISH_CARDINALS.get(match["tens"] or "", 0) + ENGLISH_ORDINALS[match["ones"]])
    return Number(exact(place, _ONE), ORDINAL, weak=place <= _ENUMERATED)


def _words(match: re.Match[str]) -> Number | None:
    numeral = read_english(match[0])
    return Number(numeral, weak=numeral.value <= 1) if numeral else None


def _multiple(match: re.Match[str]) -> Number:
    return Number(exact(Decimal(_MULTIPLES[match[0]]), _ONE), MULTIPLE, weak=match[0] in _WEAK_MULTIPLES)


def _half(match: re.Match[str]) -> Number:
    del match
    return weak(_HALF, SHARE)


def _two(match: re.Match[str]) -> Number:
    del match
    return weak(Decimal(2), COUNT)


def _one(match: re.Match[str]) -> Number:
    del match
    return weak(_ONE, COUNT)


def _decade(match: re.Match[str]) -> Number:
    del match
    return weak(_ONE, DECADES)


_READERS: dict[str, Reader] = {
    "mixed": _mixed,
    "and_half": _and_half,
    "scaled": _scaled,
    "rank": _rank,
    "digits": _digits,
    "part_of_large": _part_of_large,
    "word_and_half": _word_and_half,
    "word_and_part": _word_and_part,
    "word_part": _word_part,
    "sizes": _sizes,
    "several": _several,
    "dozen": _dozen,
    "word_rank": _word_rank,
    "words": _words,
    "multiple": _multiple,
    "half": _half,
    "two": _two,
    "one": _one,
    "decade": _decade,
}


def _large(word: str | None) -> Decimal:
    return Decimal(ENGLISH_SCALES[word]) if word else _ONE


def _plus_half(whole: Decimal, scale: Decimal) -> Number:
    return Number(exact(whole + _HALF, _HALF).times(scale), scale=scale)
