"""Finds the quantities of a text that a claim may be meant for, without comparing it with all of them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

from service.domain.quantities.quantity import Dimension, Quantity

_MOST = 12  # of one kind that are looked at: a number that stands oftener is no evidence where it stands

_RELATIVE = frozenset({Dimension.MULTIPLE, Dimension.SHARE})

Placed = tuple[int, Quantity]
"""A quantity with the number of its paragraph."""


class QuantityIndex:
    """Quantities by the digits that they are written with, and in the order of their values."""

    def __init__(self, placed: Iterable[Placed]) -> None:
        self._by_digits: dict[tuple[int, ...], list[Placed]] = defaultdict(list)
        exact: list[tuple[Decimal, Placed]] = []
        vague: list[tuple[Decimal, Placed]] = []
        for number, quantity in placed:
            values = {quantity.low} if quantity.vague else {quantity.low, quantity.high}
            (vague if quantity.vague else exact).extend((abs(value), (number, quantity)) for value in values)
            for digits in {_digits(value) for value in (*values, quantity.low / quantity.unit.factor)}:
                self._by_digits[digits].append((number, quantity))
        self._exact, self._vague = _Ordered(exact), _Ordered(vague)

    def written_like(self, claim: Quantity) -> Iterator[Placed]:
        """Yield the quantities with the digits of the claim, whatever their scale and unit; some of them twice."""
        values = {claim.low, claim.high, claim.low / claim.unit.factor}
        if claim.unit.dimension in _RELATIVE:
            values |= {claim.low + 1, claim.low - 1}  # 翻番 is growth by 100 %
        for digits in {_digits(value) for value in values}:
            yield from islice(self._by_digits.get(digits, ()), _MOST)

    def close_to(self, claim: Quantity) -> Iterator[Placed]:
        """Yield the quantities whose values are close to the claim's, or that it may stand for; some of them twice."""
        if claim.vague:
            yield from self._exact.within(claim.low, claim.high)
        yield from self._exact.around(abs(claim.low))
        yield from self._vague.around(abs(claim.low))


class _Ordered:
    """Quantities in the order of their values."""

    def __init__(self, valued: list[tuple[Decimal, Placed]]) -> None:
        self._valued = sorted(valued, key=lambda one: one[0])
        self._values = [value for value, _ in self._valued]

    def around(self, value: Decimal) -> Iterator[Placed]:
        """Yield those closest to the value, the closest first."""
        middle = bisect_left(self._values, value)
        around = self._valued[max(0, middle - _MOST) : middle + _MOST]
        yield from (placed for _, placed in sorted(around, key=lambda one: abs(one[0] - value)))

    def within(self, low: Decimal, high: Decimal) -> Iterator[Placed]:
        """Yield the first of those between two values."""
        first = bisect_left(self._values, low)
        yield from (placed for value, placed in self._valued[first : first + _MOST] if value <= high)


def _digits(value: Decimal) -> tuple[int, ...]:
    return abs(value).normalize().as_tuple().digits
