"""A number found in a text, before its unit is looked for."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from service.domain.quantities.numerals import ENGLISH_CARDINALS, ENGLISH_SCALES, Numeral, exact
from service.domain.quantities.quantity import BARE, Dimension, Hedge, Unit

DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)|(?<!\d)\d{1,18}(?!\d))(?:\.\d{1,9})?"
"""Digits, with separators of thousands or without, and decimals: so many that Decimal's 28 places hold them."""

LARGE = "hundred|thousand|million|billion|trillion|lakh|crore"
"""English words that multiply the number before them."""

FEW = "two|three|four|five|six|seven|eight|nine|ten|twenty|[2-9]|10|20|100"
"""What a share is counted in: "seven in 10"; "24 out of 26" are two numbers."""

NO_SPAN = r"(?!\s(?:years?|months?|weeks?|days?|hours?|minutes?|hundred|thousand|million|billion)\b|[.,]?\d|%)"
"""Not before a span of time or the rest of a number: "five in 10 years" is no share."""

SHARE, COUNT, ORDINAL = Unit(Dimension.SHARE), Unit(Dimension.COUNT), Unit(Dimension.ORDINAL)
MULTIPLE, SCORE, DECADES = Unit(Dimension.MULTIPLE), Unit(Dimension.SCORE), Unit(Dimension.MONTHS, "", Decimal(120))

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Number:
    """What the words of a number say.

    ``unit`` is known where they say it (三分之一), and ``hedge`` too (三百多万). ``scale`` is what the digits were
    multiplied by (亿, million); ``suffix`` that a letter did it ("5m"), which only behind a currency is sure. The rest
    is as in Quantity.
    """

    numeral: Numeral
    unit: Unit = BARE
    scale: Decimal = _ONE
    suffix: str = ""
    hedge: Hedge = Hedge.NONE
    vague: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Scanned:
    """A number at its place in the text."""

    start: int
    end: int
    number: Number


Reader = Callable[[re.Match[str]], Number | None]
"""Reads what a rule has found; None where it is no number after all."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """Finds numbers by rules, and has each read by the reader of its rule's name.

    ``begins`` finds the characters that one may begin at (or, ``after``, those before them): as it begins with a set of
    characters, it goes through a text some ten times as fast as the rules would.
    """

    begins: re.Pattern[str]
    rules: re.Pattern[str]
    readers: Mapping[str, Reader]
    after: bool = False

    def scan(self, text: str) -> Iterator[Scanned]:
        """Yield the numbers, from left to right, none overlapping."""
        end = 0
        for start in self._starts(text):
            if start < end or not (match := self.rules.match(text, start)):
                continue
            end = match.end()
            if number := self.readers[match.lastgroup or ""](match):
                yield Scanned(start, end, number)

    def _starts(self, text: str) -> Iterator[int]:
        if self.after:
            yield 0
        yield from (begin.end() if self.after else begin.start() for begin in self.begins.finditer(text))


def sized(low: Decimal, high: Decimal, scale: Decimal = _ONE) -> Number:
    """Return the number of a text that states no more than a size; ``scale`` where it is the name of one (百万)."""
    return Number(Numeral(low, low, high), scale=scale, vague=True)


def weak(value: Decimal, unit: Unit) -> Number:
    """Return the number of a word that is evidence, but no claim of its own."""
    return Number(exact(value, value if value < 1 else _ONE), unit, weak=True)


def always(number: Number) -> Reader:
    """Return the reader of a word that states the same number wherever it stands."""
    return lambda _: number


def large(word: str | None) -> Decimal:
    """Return what an English word or suffix multiplies by, 1 where there is none."""
    return Decimal(ENGLISH_SCALES[word]) if word else _ONE


def one_in(part: int, whole: str) -> Number | None:
    """Return "one in five" as a share; ``whole`` is in digits or a word. None where it is no share."""
    below = ENGLISH_CARDINALS.get(whole) or int(whole)
    if not 0 < part < below:
        return None
    return Number(exact(Decimal(part) / below, _ONE / below), SHARE)


def plus_half(whole: Decimal, scale: Decimal) -> Number:
    """Return a whole number and a half, times the scale."""
    half = Decimal("0.5")
    return Number(exact(whole + half, half).times(scale), scale=scale)
