"""Compares a quantity that somebody claims with one that the source states."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from service.domain.quantities.quantity import Dimension, Hedge, Quantity, Unit
from service.domain.quantities.units import APART


class Verdict(IntEnum):
    """What a claimed quantity is to one of the source, the best first."""

    MATCH = 0
    ROUNDED = 1  # the source's value at the claim's own precision
    EACH_LOST = 2  # 各3亿元 is not 3亿元 in all
    HEDGE_LOST = 3
    HEDGE_CHANGED = 4
    WRONG_CURRENCY = 5
    WRONG_UNIT = 6
    WRONG_SCALE = 7  # off by a power of ten
    DIFFERENT = 8


_FAMILIES = {  # what a sign or a bare word may stand for
    "$": frozenset({"USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD"}),
    "¥": frozenset({"CNY", "JPY"}),
    "XXF": frozenset({"CHF"}),
    "XXP": frozenset({"MXN", "PHP", "ESP"}),
    "XXK": frozenset({"SEK", "NOK", "DKK"}),
}
_DOLLAR, _US_DOLLAR = "$", "USD"
_COUNTS = frozenset({Dimension.BARE, Dimension.COUNT})
_RANKED = frozenset({Dimension.BARE, Dimension.COUNT, Dimension.MONTHS})
_TIME = frozenset({Dimension.MONTHS, Dimension.SECONDS})
_CARRIED = frozenset({Dimension.SHARE, Dimension.POINTS})  # a bare number is not taken for these: the unit carries them
_CLOSE = frozenset({frozenset({Hedge.NEARLY, Hedge.ABOUT}), frozenset({Hedge.NEARLY, Hedge.UNDER})})
_TOLERANCE = Decimal("0.02")  # between units of two systems: 118 公里 is 73 miles
_COARSE = Decimal("0.05")  # how far "about 350" may be from what it rounds
_TRUNCATED = Decimal("0.1")  # how far "over 60,000" may be below what it cuts
_DECIMALS = re.compile(r"[.．]\d")
_BOTH = 2
_DISCOUNT, _MANYFOLD = "discount", "manyfold"
_TENFOLD = 10
_SIZED = frozenset({Dimension.COUNT, Dimension.MONEY})


def compare(claim: Quantity, source: Quantity, *, translated: bool) -> Verdict:
    """Return what the claim is to the source's quantity; a translation is free in its measure words."""
    return _Comparison(claim, source, translated).verdict()


@dataclass(frozen=True, slots=True)
class _Comparison:
    claim: Quantity
    source: Quantity
    translated: bool

    def verdict(self) -> Verdict:
        claim, source = self.claim, self.source
        if not self.translated and _is_no_proof(claim, source):
            return Verdict.DIFFERENT
        if claim.vague or source.vague:
            same = self._same_unit() and _same_size(claim, source)
            if not same:
                return self._mistaken_size()
            return self._hedges() if claim.low == source.low else Verdict.MATCH
        verdict = self._by_value()
        return self._mistaken() if verdict is Verdict.DIFFERENT else verdict

    def _mistaken_size(self) -> Verdict:
        """Say whether two sizes are so far apart that one cannot be meant for the other: 数百万 and 数千万."""
        claim, source = self.claim, self.source
        if not (claim.vague and source.vague and self._same_unit()):
            return Verdict.DIFFERENT
        return (
            Verdict.WRONG_SCALE
            if max(claim.low / source.low, source.low / claim.low) >= _TENFOLD
            else Verdict.DIFFERENT
        )

    def _same_unit(self) -> bool:
        """Whether the units of both may be the same thing."""
        one, other = self.claim.unit, self.source.unit
        if one.dimension is other.dimension:
            return self._same_name(one, other)
        dimensions = {one.dimension, other.dimension}
        if Dimension.ORDINAL in dimensions:  # the 25th anniversary is 25 周年, No. 3 is 第三
            return self.translated and bool(dimensions & _RANKED)
        if Dimension.BARE in dimensions:
            sized = self.claim.vague or self.source.vague
            return bool(dimensions & _SIZED) if sized else not dimensions & _CARRIED and self._paired(dimensions)
        return dimensions == {Dimension.COUNT, Dimension.POINTS}

    def _paired(self, dimensions: set[Dimension]) -> bool:
        """Whether a score is compared with two numbers: it proves neither on its own."""
        return Dimension.SCORE not in dimensions or self.claim.is_range == self.source.is_range

    def _same_name(self, one: Unit, other: Unit) -> bool:
        if one.name == other.name or not (one.name and other.name):
            return True
        if one.dimension is Dimension.COUNT:
            measured = not (self.translated or self.claim.text.isascii() or self.source.text.isascii())
            return not measured and not {one.name, other.name} <= APART
        if one.dimension is Dimension.SHARE:
            return True
        if one.name == _DOLLAR:  # a claim in dollars means those of the United States, unless the source says no more
            return other.name == _US_DOLLAR
        return other.name in _FAMILIES.get(one.name, ()) or one.name in _FAMILIES.get(other.name, ())

    def _by_value(self) -> Verdict:
        claim, source = self.claim, self.source
        dimensions = {claim.unit.dimension, source.unit.dimension}
        if _is_relative(dimensions):
            return Verdict.MATCH if _same_growth(claim, source) else Verdict.DIFFERENT
        if not self._same_unit():
            return Verdict.DIFFERENT
        if special := _SPECIAL.get(self._kind(dimensions)):
            return Verdict.MATCH if special(claim, source) else Verdict.DIFFERENT
        if _equal(claim, source) or (Dimension.BARE in dimensions and _same_stated(claim, source)):
            return self._hedges()
        return Verdict.ROUNDED if _rounds(claim, source) else Verdict.DIFFERENT

    def _kind(self, dimensions: set[Dimension]) -> str:
        names = {self.claim.unit.name, self.source.unit.name}
        if Dimension.ORDINAL in dimensions:
            return Dimension.ORDINAL
        if _DISCOUNT in names and len(names) > 1:
            return _DISCOUNT
        large = dimensions == {Dimension.MULTIPLE} and min(self.claim.low, self.source.low) >= _TENFOLD
        return _MANYFOLD if large else ""

    def _hedges(self) -> Verdict:
        claim, source = self.claim.hedge, self.source.hedge
        if claim is source or source is Hedge.NONE or frozenset({claim, source}) in _CLOSE:
            return Verdict.EACH_LOST if self.source.each and not self.claim.each else Verdict.MATCH
        if self.translated and self.source.unit.dimension in _TIME and Hedge.UNDER not in {claim, source}:
            return Verdict.MATCH  # 二十多年 is "twenty years or so", and 近三年 "the last three years"
        return Verdict.HEDGE_LOST if claim is Hedge.NONE else Verdict.HEDGE_CHANGED

    def _mistaken(self) -> Verdict:
        """Say what kind of mistake makes the source's quantity into the claim, if one does."""
        one, other = self.claim.unit, self.source.unit
        same_stated = _same_stated(self.claim, self.source)
        if not self._same_unit():
            both_money = one.dimension is other.dimension is Dimension.MONEY
            mistake = Verdict.WRONG_CURRENCY if both_money else Verdict.WRONG_UNIT
            return mistake if same_stated else Verdict.DIFFERENT
        if one.dimension is other.dimension and one.factor != other.factor:
            return Verdict.WRONG_UNIT if same_stated else Verdict.DIFFERENT
        return Verdict.WRONG_SCALE if _is_scaled(self.claim.low, self.source.low) else Verdict.DIFFERENT


def _equal(claim: Quantity, source: Quantity) -> bool:
    if claim.is_range:
        return {abs(claim.low), abs(claim.high)} == {abs(source.low), abs(source.high)}
    if abs(claim.low) in {abs(source.low), abs(source.high)}:
        return True
    if claim.unit.factor == source.unit.factor or source.is_range:
        return False
    close = abs(abs(claim.low) - abs(source.low)) <= _TOLERANCE * abs(source.low)
    return close and claim.unit.dimension is source.unit.dimension not in _TIME


def _same_stated(claim: Quantity, source: Quantity) -> bool:
    """Whether both texts state the same number, whatever their units."""
    numbers = {abs(source.low / source.unit.factor), abs(source.high / source.unit.factor)}
    return {abs(claim.low / claim.unit.factor), abs(claim.high / claim.unit.factor)} <= numbers


def _same_size(claim: Quantity, source: Quantity) -> bool:
    """Whether a size ("数百万") holds the other quantity; a number is not proven by a size, but by its name (百万)."""
    if claim.vague:
        end = source.high if source.vague or source.is_range else source.high + 1
        return claim.low < end and source.low < claim.high
    if claim.hedge is Hedge.OVER and source.low / 2 <= claim.low <= source.low:
        return True  # 十几人 are more than ten
    return claim.low == source.low and source.high == source.low * _TENFOLD


def _is_no_proof(claim: Quantity, source: Quantity) -> bool:
    """Whether the source's word is no number of things: 双 and "both" are two of what was named, 一 of 一丝 is none."""
    if not source.weak or source.text.isascii():
        return False
    if source.unit.dimension is Dimension.BARE:
        return claim.unit.dimension is not Dimension.BARE
    return source.unit.dimension is Dimension.COUNT and source.low == _BOTH and not claim.weak


def _rounds(claim: Quantity, source: Quantity) -> bool:
    """Whether the claim is the source's value at the claim's precision, on the side that its hedge names."""
    if claim.is_range or source.is_range:
        return False
    step = _precision(claim)
    difference = abs(claim.low) - abs(source.low)
    if abs(difference) * 2 <= claim.step > source.step and claim.hedge in {Hedge.NONE, Hedge.ABOUT}:
        return True
    if step <= source.step or claim.hedge is Hedge.NONE:
        return step > source.step and abs(difference) * 2 <= step
    if claim.hedge is Hedge.ABOUT:
        return abs(difference) * 2 <= step and abs(difference) <= _COARSE * abs(source.low)
    near = abs(difference) < step and abs(difference) <= _TRUNCATED * abs(source.low)
    return near and (difference < 0 if claim.hedge is Hedge.OVER else difference > 0)


def _precision(claim: Quantity) -> Decimal:
    """Return the step that a claim is rounded to.

    Zeros at the end of a whole number count for nothing where a hedge says so, or where there are three of them.
    """
    digits = claim.low / claim.step if claim.step else Decimal(0)
    zeros = 0
    while digits and digits % 10 == 0 and not _DECIMALS.search(claim.text):
        digits, zeros = digits / 10, zeros + 1
    coarse = claim.hedge is not Hedge.NONE or zeros >= 3  # noqa: PLR2004
    return claim.step * Decimal(10) ** (zeros if coarse else 0)


def _is_relative(dimensions: set[Dimension]) -> bool:
    if dimensions == {Dimension.MULTIPLE, Dimension.SHARE}:
        return True
    return Dimension.MULTIPLE in dimensions and bool(dimensions & _COUNTS)


def _same_growth(claim: Quantity, source: Quantity) -> bool:
    """Compare a multiple with a share or a count of times: 翻番 is growth by 100 %, 三倍 three times."""
    multiple, other = (claim, source) if claim.unit.dimension is Dimension.MULTIPLE else (source, claim)
    if other.unit.dimension is Dimension.COUNT and other.unit.name not in {"time", ""}:
        return False
    if other.unit.dimension is not Dimension.SHARE:
        return other.low == multiple.low
    return multiple.low in ({other.also} if other.also else {other.low, other.low + 1})


def _same_discount(claim: Quantity, source: Quantity) -> bool:
    """Whether a price and what was taken off it are the same: 七折 is 30 % off, and a price cut by 30 %."""
    price, other = (claim, source) if claim.unit.name == _DISCOUNT else (source, claim)
    return other.low == 1 - price.low or (not other.unit.name and other.low == price.low)


def _about_as_many_times(claim: Quantity, source: Quantity) -> bool:
    """Whether two large multiples are the same: growth by 100 times is hardly more than growth to 100 times."""
    return abs(claim.low - source.low) <= 1


_SPECIAL: dict[str, Callable[[Quantity, Quantity], bool]] = {
    Dimension.ORDINAL: _same_stated,
    _DISCOUNT: _same_discount,
    _MANYFOLD: _about_as_many_times,
}


def _is_scaled(one: Decimal, other: Decimal) -> bool:
    if not one or not other or one == other:
        return False
    return one.normalize().as_tuple().digits == other.normalize().as_tuple().digits
