"""Finds the numbers that English words state."""

import re
from collections.abc import Iterator
from decimal import Decimal

from service.domain.quantities.numerals import (
    ENGLISH_CARDINALS,
    ENGLISH_ORDINALS,
    exact,
    read_english,
)
from service.domain.quantities.scanned import (
    COUNT,
    DECADES,
    FEW,
    LARGE,
    MULTIPLE,
    NO_SPAN,
    ORDINAL,
    SHARE,
    Number,
    Reader,
    Scanned,
    Scanner,
    always,
    large,
    one_in,
    plus_half,
    sized,
    weak,
)

_CARDINAL = "|".join(sorted(ENGLISH_CARDINALS, key=len, reverse=True))
_ORDINAL = "|".join(sorted(ENGLISH_ORDINALS, key=len, reverse=True))
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_PLURAL = "hundreds|thousands|millions|billions|trillions"
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

_RULES = (
    (
        "part_of_large",
        rf"(?:(?P<parts>a\s|one[\s-]|two[\s-]|three[\s-])?(?P<part>half|thirds?|quarters?)(?:\sof)?)\s(?:an?\s)?"
        rf"(?P<large>{LARGE})\b",
    ),
    (
        "word_and_half",
        rf"(?P<word_whole>{_CARDINAL}|an?)[\s-](?:(?P<first_of>{LARGE})\s)?and[\s-](?:a|one)[\s-]half\b"
        rf"(?:\s(?P<then_of>{LARGE})\b)?",
    ),
    ("word_and_part", rf"(?P<units_of>{_CARDINAL})\sand\s(?:a|one)\s(?P<part_of>{_PART})\b"),
    ("word_part", rf"(?P<count>an?|{_CARDINAL})(?:\s-\s|[\s-])(?P<share>{_PART})\b"),
    (
        "one_in",
        rf"(?P<part_in>{_CARDINAL})\s(?:in|out\sof)\s(?:every\s)?(?P<whole_in>{FEW})\b{NO_SPAN}",
    ),
    (
        "sizes",
        rf"(?:(?P<some_of>tens|dozens|scores|hundreds|thousands|millions)\sof\s)?(?P<sizes_of>{_PLURAL})\b|dozens\b",
    ),
    ("several", rf"(?:several|a\sfew|many|some)\s(?P<several_of>{LARGE})\b"),
    ("dozen", rf"(?:(?P<dozens>{_CARDINAL})\s|an?\s)?dozen\b"),
    ("word_rank", rf"(?:(?P<tens>{_TENS})-)?(?P<ones>{_ORDINAL})\b(?![-\s]hand)"),
    (
        "words",
        rf"(?:(?:{_CARDINAL})|an?(?=\s(?:{LARGE})\b))\b"
        rf"(?:\s?-\s?(?:{_CARDINAL})\b|\shundred\sand\s(?:{_CARDINAL})\b|\s(?:{LARGE}|{_CARDINAL})\b){{0,12}}",
    ),
    ("multiple", rf"(?:{'|'.join(sorted(_MULTIPLES, key=len, reverse=True))})\b"),
    ("half_time", rf"half[\s-](?:an?\s)?(?={_TIME})"),
    ("half", r"(?:half|halv(?:e|es|ed|ing))\b"),
    ("two", r"(?:both|couple|pair|dual|twin|either|neither)\b"),
    ("one", rf"(?:an?(?=\s(?:{_TIME})\b)|single|once|sole|only|annual|daily|monthly|weekly)\b"),
    ("decade", r"(?:decade|decade-long|decade-old)\b"),
)
# What the words of the rules begin with, and what follows "a": most words of a text are none of them.
_FIRST = (
    r"a(?:n?[\s-](?:-|an|bi|c[er]|d[aeo]|ei|f[eio]|h[aou]|la|m[io]|ni|qu|s[ei]|t[ehr]|we|ye)|nn)|bill|both|coup|dai|deca"
    r"|do[uz]|dua|ei[gt]|elev|fi[fv]|firs|fort|fou|hal[fv]|hund|many|milli|monthl|neit|nin|on[cel]|pair|qua[dr]|quin|scor"
    r"|seco|sev|sing|six|so[lm]e|ten|th(?:ir|ou|re|ri)|tri[lp]|tw[eio]|weekl|zer"
)
_WORD = re.compile("[a-z]{3}")  # stands in each of them, or behind it ("a day")
_BEGINS = re.compile(rf"[^a-z'’](?={_FIRST})")
_FIND = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _RULES))
_ONE, _HALF = Decimal(1), Decimal("0.5")
_ENUMERATED = 2  # first, second (which is a time as well)


def scan_english(text: str) -> Iterator[Scanned]:
    """Yield the numbers in English words, from left to right; the text is in lower case."""
    return _SCANNER.scan(text) if _WORD.search(text) else iter(())


def _word_and_half(match: re.Match[str]) -> Number:
    whole = Decimal(ENGLISH_CARDINALS.get(match["word_whole"], 1))
    return plus_half(whole, large(match["first_of"] or match["then_of"]))


def _part_of_large(match: re.Match[str]) -> Number:
    part = large(match["large"]) / _PARTS[match["part"][:2]]
    count = Decimal(ENGLISH_CARDINALS.get((match["parts"] or "").strip(" -"), 1))
    return Number(exact(count * part, part))


def _word_part(match: re.Match[str]) -> Number:
    count = Decimal(ENGLISH_CARDINALS.get(match["count"], 1))
    below = Decimal(_PARTS[match["share"][:2]])
    # "a third" may be a rank and "a quarter" a part of the year; "two thirds" is neither.
    is_part = match.string.startswith(" of", match.end()) or match["count"] == "one"
    return Number(exact(count / below, 1 / below), SHARE, weak=count == 1 and not is_part)


def _word_and_part(match: re.Match[str]) -> Number:
    part = _ONE / _PARTS[match["part_of"][:2]]
    return Number(exact(ENGLISH_CARDINALS[match["units_of"]] + part, part))


def _one_in(match: re.Match[str]) -> Number | None:
    return one_in(ENGLISH_CARDINALS[match["part_in"]], match["whole_in"])


def _sizes(match: re.Match[str]) -> Number:
    if not match["sizes_of"]:
        return sized(Decimal(20), Decimal(200))  # dozens
    size = large(match["sizes_of"])
    if not match["some_of"]:
        return sized(size, size * 1_000)
    some = {"tens": 10, "dozens": 20, "scores": 40}.get(match["some_of"]) or large(match["some_of"])
    return sized(size * some, size * some * 10)


def _several(match: re.Match[str]) -> Number:
    size = large(match["several_of"])
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


def _half(match: re.Match[str]) -> Number:
    return Number(exact(_HALF, _HALF), SHARE, weak=not match.string.startswith(" of", match.end()))


def _multiple(match: re.Match[str]) -> Number:
    return Number(exact(Decimal(_MULTIPLES[match[0]]), _ONE), MULTIPLE, weak=match[0] in _WEAK_MULTIPLES)


_READERS: dict[str, Reader] = {
    "part_of_large": _part_of_large,
    "word_and_half": _word_and_half,
    "word_and_part": _word_and_part,
    "word_part": _word_part,
    "one_in": _one_in,
    "sizes": _sizes,
    "several": _several,
    "dozen": _dozen,
    "word_rank": _word_rank,
    "words": _words,
    "multiple": _multiple,
    "half_time": always(Number(exact(_HALF, _HALF))),
    "half": _half,
    "two": always(weak(Decimal(2), COUNT)),
    "one": always(weak(_ONE, COUNT)),
    "decade": always(weak(_ONE, DECADES)),
}
_SCANNER = Scanner(_BEGINS, _FIND, _READERS, after=True)
