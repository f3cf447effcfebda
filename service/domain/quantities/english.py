"""Finds the numbers that digits and English words state."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from service.domain.quantities.numerals import (
    ENGLISH_CARDINALS,
    ENGLISH_ORDINALS,
    ENGLISH_SCALES,
    Numeral,
    exact,
    read_digits,
    read_english,
)
from service.domain.quantities.scanned import COUNT, DIGITS, MONTHS, MULTIPLE, ORDINAL, SHARE, Scanned
from service.domain.quantities.quantity import Unit

_CARDINAL = "|".join(sorted(ENGLISH_CARDINALS, key=len, reverse=True))
_ORDINAL = "|".join(sorted(ENGLISH_ORDINALS, key=len, reverse=True))
_LARGE = "hundred|thousand|million|billion|trillion|lakh|crore"
_PART = "half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
_PARTS = {"ha": 2, "th": 3, "qu": 4, "fo": 4, "fi": 5, "si": 6, "se": 7, "ei": 8, "ni": 9, "te": 10}
_MULTIPLES = {
    "do": 2,
    "twi": 2,
    "twof": 2,
    "tr": 3,
    "thre": 3,
    "thri": 3,
    "qua": 4,
    "fo": 4,
    "qui": 5,
    "fi": 5,
    "te": 10,
}

_DIGIT_RULES = (
    ("mixed", r"(?:(?P<units>\d{1,6})\s)?(?<![\d/-])(?P<above>\d{1,3})/(?P<below>[1-9]\d{0,2})(?![\d/-])"),
    ("and_half", rf"(?P<whole>{DIGITS})\s(?:(?P<first_half_of>{_LARGE})\s)?and\sa\shalf\b(?:\s(?P<half_of>{_LARGE})\b)?"),
    ("scaled", rf"(?P<amount>{DIGITS})(?:\s?-?\s?(?P<by>{_LARGE})s?\b(?:\s(?P<also>thousand|million|billion|trillion)s?\b)?|"
     r"\s?(?P<suffix>mln|bln|trn|mn|bn|tn|k|m|b|t)(?![a-z\d/]))"),
    ("rank", r"(?P<place>\d{1,6})(?:st|nd|rd|th)(?![a-z])"),
    ("digits", rf"{DIGITS}|(?<![\w.)\]”])\.\d{{1,9}}"),
)  # fmt: skip
_WORD_RULES = (
    ("part_of_large", rf"(?P<part>half|(?:a\s|one\s)?quarter\sof|three[\s-]quarters?(?:\sof)?|(?:a\s|one\s)?third\sof)\s(?:an?\s)?(?P<large>{_LARGE})\b"),
    ("word_and_half", rf"(?P<word_whole>{_CARDINAL}|an?)\s(?:(?P<first_of>{_LARGE})\s)?and\s(?:a|one)[\s-]half\b(?:\s(?P<then_of>{_LARGE})\b)?"),
    ("word_part", rf"(?P<count>an?|{_CARDINAL})[\s-](?P<share>{_PART})\b"),
    ("sizes", r"(?:(?P<some_of>tens|dozens|scores|hundreds|thousands|millions)\sof\s)?(?P<sizes_of>hundreds|thousands|millions|billions|trillions)\b|dozens\b"),
    ("several", rf"(?:several|a\sfew|many|some)\s(?P<several_of>{_LARGE})\b"),
    ("dozen", rf"(?:(?P<dozens>{_CARDINAL})\s|an?\s)?dozen\b"),
    ("word_rank", rf"(?:(?P<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-)?(?P<ones>{_ORDINAL})\b(?![-\s]hand)"),
    ("words", rf"(?:(?:{_CARDINAL})|an?(?=\s(?:{_LARGE})\b))\b(?:-(?:{_CARDINAL})\b|\s(?:{_LARGE})\b(?:\sand\s(?:{_CARDINAL})\b)?|\s(?:{_CARDINAL})\b)*"),
    ("multiple", r"(?:doubl(?:e|es|ed|ing)|twofold|twice|tripl(?:e|es|ed|ing)|threefold|thrice|quadrupl(?:e|es|ed|ing)|fourfold|quintupl(?:e|es|ed|ing)|fivefold|tenfold)\b"),
    ("half", r"(?:half|halv(?:e|es|ed|ing))\b"),
    ("two", r"(?:both|couple|pair|dual|twin|either|neither)\b"),
    ("one", r"(?:an?(?=\s(?:year|month|week|day|hour|minute|decade|century|quarter)\b)|single|once|sole|only|annual|daily|monthly|weekly)\b"),
    ("decade", r"(?:decade|decade-long|decade-old)\b"),
)  # fmt: skip
_FIRST = "a-fhlmnopqstz"  # no word of the rules begins otherwise
_FIND = re.compile(
    r"(?=[\d.])(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _DIGIT_RULES) + ")"
    rf"|(?<![a-z'’])(?=[{_FIRST}])(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _WORD_RULES) + ")"
)  # fmt: skip
_ONE = Decimal(1)


def scan_english(text: str) -> Iterator[Scanned]:
    """Yield the numbers in digits and in English words, from left to right; the text is in lower case."""
    for match in _FIND.finditer(text):
        if found := _READERS[match.lastgroup or ""](match):
            yield found


def _digits(match: re.Match[str]) -> Scanned:
    return _scanned(match, read_digits(match[0]))


def _scaled(match: re.Match[str]) -> Scanned:
    scale = Decimal(ENGLISH_SCALES[match["by"] or match["suffix"]] * ENGLISH_SCALES.get(match["also"] or "", 1))
    numeral = _times(read_digits(match["amount"]), scale)
    return _scanned(match, numeral, scale=scale, suffix=match["suffix"] or "")


def _mixed(match: re.Match[str]) -> Scanned:
    below = Decimal(match["below"])
    value = Decimal(match["units"] or 0) + Decimal(match["above"]) / below
    return _scanned(match, exact(value, 1 / below), unit=SHARE if value < 1 else COUNT)


def _and_half(match: re.Match[str]) -> Scanned:
    scale = Decimal(ENGLISH_SCALES.get(match["first_half_of"] or match["half_of"] or "", 1))
    return _scanned(match, _plus_half(read_digits(match["whole"]).value, scale))


def _rank(match: re.Match[str]) -> Scanned:
    return _scanned(match, read_digits(match["place"]), unit=ORDINAL)


def _part_of_large(match: re.Match[str]) -> Scanned:
    share = {"h": "0.5", "t": "0.75"}.get(match["part"][0], "0.25")
    if "third" in match["part"]:
        return _scanned(match, exact(Decimal(ENGLISH_SCALES[match["large"]]) / 3, _ONE))
    scale = Decimal(ENGLISH_SCALES[match["large"]])
    return _scanned(match, exact(Decimal(share) * scale, scale / 4))


def _word_and_half(match: re.Match[str]) -> Scanned:
    scale = Decimal(ENGLISH_SCALES.get(match["first_of"] or match["then_of"] or "", 1))
    return _scanned(match, _plus_half(Decimal(ENGLISH_CARDINALS.get(match["word_whole"], 1)), scale))


def _word_part(match: re.Match[str]) -> Scanned:
    count = Decimal(ENGLISH_CARDINALS.get(match["count"], 1))
    below = Decimal(_PARTS[match["share"][:2]])
    # "a third" may be a rank and "a quarter" a part of the year; "two thirds" is neither.
    return _scanned(match, exact(count / below, 1 / below), unit=SHARE, weak=count == 1)


def _sizes(match: re.Match[str]) -> Scanned:
    if not match["sizes_of"]:
        return _sized(match, Decimal(20), Decimal(200))
    size = Decimal(ENGLISH_SCALES[match["sizes_of"]])
    if not match["some_of"]:
        return _sized(match, size, size * (100 if size == 100 else 1000))  # noqa: PLR2004
    some = {"tens": 10, "dozens": 20, "scores": 40}.get(match["some_of"]) or ENGLISH_SCALES[match["some_of"]]
    return _sized(match, size * some, size * some * 10)


def _several(match: re.Match[str]) -> Scanned:
    size = Decimal(ENGLISH_SCALES[match["several_of"]])
    return _sized(match, size * 2, size * 10)


def _dozen(match: re.Match[str]) -> Scanned:
    dozens = Decimal(ENGLISH_CARDINALS.get(match["dozens"] or "", 1))
    return _scanned(match, exact(dozens * 12, Decimal(12)), weak=dozens == 1)


def _word_rank(match: re.Match[str]) -> Scanned:
    place = Decimal(ENGLISH_CARDINALS.get(match["tens"] or "", 0) + ENGLISH_ORDINALS[match["ones"]])
    return _scanned(match, exact(place, _ONE), unit=ORDINAL, weak=place <= 2)  # noqa: PLR2004  # "second" is time, too


def _words(match: re.Match[str]) -> Scanned | None:
    numeral = read_english(match[0])
    return numeral and _scanned(match, numeral, weak=numeral.value <= 1)


def _multiple(match: re.Match[str]) -> Scanned:
    word = match[0]
    value = next(number for prefix, number in _MULTIPLES.items() if word.startswith(prefix))
    weak = word in {"double", "twice", "triple", "thrice"}
    return _scanned(match, exact(Decimal(value), _ONE), unit=MULTIPLE, weak=weak)


def _half(match: re.Match[str]) -> Scanned:
    return _scanned(match, exact(Decimal("0.5"), Decimal("0.5")), unit=SHARE, weak=True)


def _two(match: re.Match[str]) -> Scanned:
    return _scanned(match, exact(Decimal(2), _ONE), unit=COUNT, weak=True)


def _one(match: re.Match[str]) -> Scanned:
    return _scanned(match, exact(_ONE, _ONE), unit=COUNT, weak=True)


def _decade(match: re.Match[str]) -> Scanned:
    return _scanned(
        match, exact(Decimal(10), _ONE), scale=_ONE, unit=Unit(MONTHS.dimension, "", Decimal(12)), weak=True
    )


_READERS: dict[str, Callable[[re.Match[str]], Scanned | None]] = {
    "mixed": _mixed,
    "and_half": _and_half,
    "scaled": _scaled,
    "rank": _rank,
    "digits": _digits,
    "part_of_large": _part_of_large,
    "word_and_half": _word_and_half,
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


def _times(numeral: Numeral, scale: Decimal) -> Numeral:
    return Numeral(numeral.value * scale, numeral.step * scale, numeral.high * scale)


def _plus_half(whole: Decimal, scale: Decimal) -> Numeral:
    half = Decimal("0.5")
    return exact((whole + half) * scale, half * scale)


def _sized(match: re.Match[str], low: Decimal, high: Decimal) -> Scanned:
    return _scanned(match, Numeral(low, low, high), vague=True)


def _scanned(match: re.Match[str], numeral: Numeral, **rest: object) -> Scanned:
    return Scanned(start=match.start(), end=match.end(), numeral=numeral, **rest)  # type: ignore[arg-type]
