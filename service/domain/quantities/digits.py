"""Finds the numbers in digits, with the English words that belong to them: 2.5 billion, $2bn, 3rd, 1 1/2."""

import re
from collections.abc import Iterator
from decimal import Decimal

from service.domain.quantities.numerals import exact, read_digits
from service.domain.quantities.quantity import BARE
from service.domain.quantities.scanned import (
    COUNT,
    DIGITS,
    FEW,
    LARGE,
    NO_SPAN,
    ORDINAL,
    SHARE,
    Number,
    Reader,
    Scanned,
    Scanner,
    large,
    one_in,
    plus_half,
)
from service.domain.quantities.units import PREFIXES

_SUFFIX = "mln|bln|trn|mn|bn|tn|k|m|b|t"
_RULES = (
    ("mixed", r"(?:(?P<units>\d{1,6})\s)?(?<![\d/-])(?P<above>\d{1,3})/(?P<below>[1-9]\d{0,2})(?![\d/-])"),
    (
        "and_half",
        rf"(?P<whole>{DIGITS})\s(?:(?P<whole_of>{LARGE})\s)?and\sa\shalf\b(?:\s(?P<half_of>{LARGE})\b)?",
    ),
    (
        "scaled",
        rf"(?P<amount>{DIGITS})(?:\s(?P<code>usd|rmb|eur|gbp|cny|hkd|jpy)(?=\s(?:{LARGE})))?"
        rf"(?:\s?-?\s?(?P<by>{LARGE})s?\b(?:\s(?P<also>thousand|million|billion|trillion)s?\b)?"
        rf"|\s?(?P<suffix>{_SUFFIX})(?![a-z\d/]))",
    ),
    ("one_in", rf"(?P<part>[1-9])\s(?:in|out\sof)\s(?:every\s)?(?P<whole_in>{FEW})\b" + NO_SPAN),
    ("rank", r"(?P<place>\d{1,6})(?:st|nd|rd|th)(?![a-z])"),
    ("digits", rf"{DIGITS}|(?<![\w.)\]”])\.\d{{1,9}}"),
)
_BEGINS = re.compile(r"[\d.](?<!\d.)(?:(?<=\d)|(?=\d))")
_FIND = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _RULES))


def scan_digits(text: str) -> Iterator[Scanned]:
    """Yield the numbers in digits, from left to right; the text is in lower case."""
    return _SCANNER.scan(text)


def _digits(match: re.Match[str]) -> Number:
    return Number(read_digits(match[0]))


def _scaled(match: re.Match[str]) -> Number:
    scale = large(match["by"] or match["suffix"]) * large(match["also"])
    unit = PREFIXES[match["code"]] if match["code"] else BARE
    return Number(read_digits(match["amount"]).times(scale), unit, scale=scale, suffix=match["suffix"] or "")


def _mixed(match: re.Match[str]) -> Number:
    below = Decimal(match["below"])
    value = Decimal(match["units"] or 0) + Decimal(match["above"]) / below
    return Number(exact(value, 1 / below), SHARE if value < 1 else COUNT)


def _and_half(match: re.Match[str]) -> Number:
    return plus_half(read_digits(match["whole"]).value, large(match["whole_of"] or match["half_of"]))


def _one_in(match: re.Match[str]) -> Number | None:
    return one_in(int(match["part"]), match["whole_in"])


def _rank(match: re.Match[str]) -> Number:
    return Number(read_digits(match["place"]), ORDINAL)


_READERS: dict[str, Reader] = {
    "mixed": _mixed,
    "and_half": _and_half,
    "scaled": _scaled,
    "one_in": _one_in,
    "rank": _rank,
    "digits": _digits,
}
_SCANNER = Scanner(_BEGINS, _FIND, _READERS)
