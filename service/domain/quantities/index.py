"""Finds the quantities of a text that a claim may be meant for, without comparing it with all of them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

from service.domain.quantities.quantity import Quantity

_MOST = 12  # of one kind that are looked at: a number that stands oftener is no evidence where it stands

Placed = tuple[int, Quantity]
"""A quantity with the number of its paragraph."""


class QuantityIndex:
    """Quantities by value, by the digits that they are written with, and in the order of their values."""

    def __init__(self, placed: Iterable[Placed]) -> None:
        self._by_digits: dict[tuple[int, ...], list[Placed]] = defaultdict(list)
        self._vague: list[Placed] = []
        self._others: list[Placed] = []
        ordered: list[tuple[Decimal, int, Quantity]] = []
        for number, quantity in placed:
            if quantity.vague:
                self._vague.append((number, quantity))
                continue
            for value in {quantity.low, quantity.high}:
                ordered.append((abs(value), number, quantity))
                self._by_digits[_digits(value)].append((number, quantity))
            stated = quantity.low / quantity.unit.factor
            if quantity.unit.factor != 1:
                self._by_digits[_digits(stated)].append((number, quantity))
        self._ordered = sorted(ordered, key=lambda entry: entry[0])
        self._values = [value for value, _, _ in self._ordered]

    def candidates(self, claim: Quantity) -> Iterator[Placed]:
        """Yield the quantities that may be what the claim means, each once."""
        if claim.vague:
            yield from self._within(claim.low, claim.high)
        found = [*self._written_like(claim), *self._around(claim), *self._vague[:_MOST]]
        seen: set[int] = set()
        for placed in found:
            if id(placed[1]) not in seen:
                seen.add(id(placed[1]))
                yield placed

    def _written_like(self, claim: Quantity) -> Iterator[Placed]:
        digits = {_digits(claim.low), _digits(claim.low / claim.unit.factor), _digits(claim.high)}
        digits |= {_digits(claim.low + 1), _digits(claim.low - 1)}  # growth: 翻番 is 100 %
        for key in digits:
            yield from islice(self._by_digits.get(key, ()), _MOST)

    def _around(self, claim: Quantity) -> Iterator[Placed]:
        """Yield the quantities whose value is close enough to round to the claim, the closest first."""
        middle = bisect_left(self._values, abs(claim.low))
        around = self._ordered[max(0, middle - _MOST) : middle + _MOST]
        for value, number, quantity in sorted(around, key=lambda entry: abs(entry[0] - abs(claim.low))):
            del value
            yield number, quantity

    def _within(self, low: Decimal, high: Decimal) -> Iterator[Placed]:
        for _, number, quantity in self._ordered[bisect_left(self._values, low) :][:_MOST]:
            if quantity.low <= high:
                yield number, quantity


def _digits(value: Decimal) -> tuple[int, ...]:
    return abs(value).normalize().as_tuple().digits
