"""Says a quantity in plain English, for messages that people and models read."""

from decimal import Decimal

from service.domain.quantities.quantity import Dimension, Quantity

_LARGE = ((Decimal(10**12), "trillion"), (Decimal(10**9), "billion"), (Decimal(10**6), "million"))
_NAMES = {Dimension.POINTS: "percentage points", Dimension.MONTHS: "months", Dimension.SECONDS: "seconds"}
_SECONDS = ((Decimal(86_400), "days"), (Decimal(3_600), "hours"), (Decimal(60), "minutes"))


def in_words(quantity: Quantity) -> str:
    """Return the quantity in digits and English words, e.g. ``350 million CNY``; a range with both ends."""
    if not quantity.is_range:
        return _said(quantity, quantity.low)
    return f"{_said(quantity, quantity.low)} to {_said(quantity, quantity.high)}"


def _said(quantity: Quantity, value: Decimal) -> str:
    unit = quantity.unit
    if unit.dimension is Dimension.SHARE:
        return f"{_plain(value * 100)}%"
    if unit.dimension is Dimension.MULTIPLE:
        return f"{_plain(value)} times what it was"
    if unit.dimension is Dimension.MONTHS and value % 12 == 0:
        return f"{_plain(value / 12)} years"
    if unit.dimension is Dimension.SECONDS:
        factor, name = next((row for row in _SECONDS if value % row[0] == 0), (Decimal(1), "seconds"))
        return f"{_plain(value / factor)} {name}"
    name = unit.name if unit.dimension is Dimension.MONEY else _NAMES.get(unit.dimension, "")
    return f"{_large(value)} {name}".strip()


def _large(value: Decimal) -> str:
    for size, name in _LARGE:
        if value >= size:
            return f"{_plain(value / size)} {name}"
    return _plain(value)


def _plain(value: Decimal) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".")
