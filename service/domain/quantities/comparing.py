"""Compares a quantity that somebody claims with one that the source states."""

from decimal import Decimal
from enum import IntEnum

from service.domain.quantities.quantity import Dimension, Hedge, Quantity, Unit


class Verdict(IntEnum):
    """What a claimed quantity is to one of the source, the best first."""

    MATCH = 0
    ROUNDED = 1  # the source's value at the claim's own precision
    HEDGE_LOST = 2
    HEDGE_CHANGED = 3
    WRONG_CURRENCY = 4
    WRONG_UNIT = 5
    WRONG_SCALE = 6  # off by a power of ten
    DIFFERENT = 7


_DOLLARS = frozenset({"USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD"})
_FAMILIES = {
    "$": _DOLLARS,
    "¥": frozenset({"CNY", "JPY"}),
    "XXF": frozenset({"CHF"}),
    "XXP": frozenset({"MXN", "PHP", "ESP"}),
    "XXK": frozenset({"SEK", "NOK", "DKK"}),
}
_COUNTS = frozenset({Dimension.BARE, Dimension.COUNT})
_LOOSE = frozenset({Dimension.SHARE, Dimension.POINTS})  # a bare number is not taken for these: the unit carries them
_CLOSE = frozenset({frozenset({Hedge.NEARLY, Hedge.ABOUT}), frozenset({Hedge.NEARLY, Hedge.UNDER})})
_RANKED = frozenset({Dimension.COUNT, Dimension.MONTHS})
_TOLERANCE = Decimal("0.02")  # between units of two systems: 118 公里 is 73 miles
_COARSE = Decimal("0.05")  # how far "about 350" may be from what it rounds
_TRUNCATED = Decimal("0.1")  # how far "over 60,000" may be below what it cuts


def compare(claim: Quantity, source: Quantity) -> Verdict:
    """Return what the claim is to the source's quantity."""
    if claim.vague or source.vague:
        return Verdict.MATCH if same_unit(claim, source) and _overlap(claim, source) else Verdict.DIFFERENT
    verdict = _by_value(claim, source)
    if verdict is Verdict.DIFFERENT:
        return _mistaken(claim, source)
    return verdict


def same_unit(claim: Quantity, source: Quantity) -> bool:
    """Whether the units of both may be the same thing."""
    one, other = claim.unit, source.unit
    if one.dimension is other.dimension:
        return _same_name(one, other)
    dimensions = {one.dimension, other.dimension}
    if Dimension.BARE in dimensions:
        return not dimensions & _LOOSE or claim.weak or source.weak
    if Dimension.ORDINAL in dimensions:
        return bool(dimensions & _RANKED)
    if Dimension.COUNT in dimensions:
        counted = one if one.dimension is Dimension.COUNT else other
        return not counted.name and bool(dimensions & {Dimension.POINTS, Dimension.SCORE})
    return False


def _same_name(one: Unit, other: Unit) -> bool:
    if one.name == other.name or not (one.name and other.name):
        return True
    if one.dimension is Dimension.COUNT:
        return {one.name, other.name} in ({"person", "case"}, {"case", "time"})
    return other.name in _FAMILIES.get(one.name, ()) or one.name in _FAMILIES.get(other.name, ())


def _by_value(claim: Quantity, source: Quantity) -> Verdict:
    if _is_relative(claim, source):
        return Verdict.MATCH if _same_growth(claim, source) else Verdict.DIFFERENT
    if not same_unit(claim, source):
        return Verdict.DIFFERENT
    if Dimension.ORDINAL in {claim.unit.dimension, source.unit.dimension}:  # the 25th anniversary is 25 周年
        return Verdict.MATCH if _stated(claim) == _stated(source) else Verdict.DIFFERENT
    if _equal(claim, source):
        return _hedges(claim.hedge, source.hedge)
    if source.is_range or claim.is_range:
        return Verdict.DIFFERENT
    if claim.unit.dimension is source.unit.dimension is Dimension.MULTIPLE:
        return Verdict.MATCH if _same_multiple(claim, source) else Verdict.DIFFERENT
    return Verdict.ROUNDED if _rounds(claim, source) else Verdict.DIFFERENT


def _equal(claim: Quantity, source: Quantity) -> bool:
    if claim.is_range:
        return {abs(claim.low), abs(claim.high)} == {abs(source.low), abs(source.high)}
    if abs(claim.low) in {abs(source.low), abs(source.high)}:
        return True
    if claim.unit.factor == source.unit.factor or source.is_range:
        return False
    return abs(abs(claim.low) - abs(source.low)) <= _TOLERANCE * abs(source.low)


def _hedges(claim: Hedge, source: Hedge) -> Verdict:
    if claim is source or source is Hedge.NONE or frozenset({claim, source}) in _CLOSE:
        return Verdict.MATCH
    return Verdict.HEDGE_LOST if claim is Hedge.NONE else Verdict.HEDGE_CHANGED


def _rounds(claim: Quantity, source: Quantity) -> bool:
    """Whether the claim is the source's value at the claim's precision, on the side that its hedge names."""
    step = _precision(claim)
    difference = abs(claim.low) - abs(source.low)
    if step <= source.step or claim.hedge is Hedge.NONE:
        return step > source.step and abs(difference) * 2 <= step
    if claim.hedge is Hedge.ABOUT:
        return abs(difference) * 2 <= step and abs(difference) <= _COARSE * abs(source.low)
    near = abs(difference) < step and abs(difference) <= _TRUNCATED * abs(source.low)
    return near and (difference < 0 if claim.hedge is Hedge.OVER else difference > 0)


def _precision(claim: Quantity) -> Decimal:
    """Return the step that the claim is rounded to: zeros at its end count for nothing where a hedge says so, or where
    there are three of them."""
    digits = claim.low / claim.step if claim.step else Decimal(0)
    zeros = 0
    while digits and digits % 10 == 0:
        digits, zeros = digits / 10, zeros + 1
    coarse = claim.hedge is not Hedge.NONE or zeros >= 3  # noqa: PLR2004
    return claim.step * Decimal(10) ** (zeros if coarse else 0)


def _is_relative(claim: Quantity, source: Quantity) -> bool:
    dimensions = {claim.unit.dimension, source.unit.dimension}
    if dimensions == {Dimension.MULTIPLE, Dimension.SHARE}:
        return True
    return Dimension.MULTIPLE in dimensions and bool(dimensions & _COUNTS)


def _same_growth(claim: Quantity, source: Quantity) -> bool:
    """Compare a multiple with a share or a count of times: 翻番 is growth by 100 %, 三倍 three times."""
    multiple, other = (claim, source) if claim.unit.dimension is Dimension.MULTIPLE else (source, claim)
    if other.unit.dimension is Dimension.COUNT and other.unit.name not in {"time", ""}:
        return False
    values = {multiple.low, multiple.also}
    return other.low in values or (other.unit.dimension is Dimension.SHARE and other.low + 1 in values)


def _same_multiple(claim: Quantity, source: Quantity) -> bool:
    return bool({claim.low, claim.also} & {source.low, source.also} - {None})


def _overlap(claim: Quantity, source: Quantity) -> bool:
    return claim.low <= source.high and source.low <= claim.high


def _mistaken(claim: Quantity, source: Quantity) -> Verdict:
    """Say what kind of mistake makes the source's quantity into the claim, if one does."""
    if _stated(claim) == _stated(source) and not same_unit(claim, source):
        both_money = claim.unit.dimension is source.unit.dimension is Dimension.MONEY
        return Verdict.WRONG_CURRENCY if both_money else Verdict.WRONG_UNIT
    if claim.unit.dimension is source.unit.dimension and claim.unit.factor != source.unit.factor:
        return Verdict.WRONG_UNIT if _stated(claim) == _stated(source) else Verdict.DIFFERENT
    return Verdict.WRONG_SCALE if same_unit(claim, source) and _is_scaled(claim.low, source.low) else Verdict.DIFFERENT


def _stated(quantity: Quantity) -> Decimal:
    """Return the number as the text states it, without its unit's factor."""
    return quantity.low / quantity.unit.factor


def _is_scaled(one: Decimal, other: Decimal) -> bool:
    if not one or not other or one == other:
        return False
    return one.normalize().as_tuple().digits == other.normalize().as_tuple().digits
