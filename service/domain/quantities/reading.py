"""Reads the quantities of a Chinese, English or mixed text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from service.domain.quantities.attached import Attached, currency_before, unit_behind
from service.domain.quantities.chinese import scan_chinese
from service.domain.quantities.english import scan_english
from service.domain.quantities.growth import grown
from service.domain.quantities.hedges import hedge_before
from service.domain.quantities.joining import Part, joined
from service.domain.quantities.masks import folded, is_inside_name, is_of_name
from service.domain.quantities.quantity import BARE, Dimension, Hedge, Quantity, Unit
from service.domain.quantities.scanned import Scanned
from service.domain.summary import Span

_UNSURE_BEFORE_TIME = frozenset({Hedge.NEARLY, Hedge.OVER, Hedge.UNDER})  # 近三年 is the last three years
_TIME = frozenset({Dimension.MONTHS, Dimension.SECONDS})
_WITHOUT_UNIT = frozenset({Dimension.BARE, Dimension.COUNT})
_EACH = re.compile(r"(?:各|各自|each|apiece)[^\d，,。;；]{0,4}$")
_EACH_BEHIND = re.compile(r"\s{0,2}(?:each|apiece)\b")
_WINDOW = 12
_HALF = Decimal("0.5")
_MASK = "\x00"


def read_quantities(text: str, taken: Sequence[Span] = ()) -> tuple[Quantity, ...]:
    """Return the quantities in a text, in its order, none of them in the spans that are taken; linear in the text."""
    plain = folded(_without(text, taken))
    return joined(text, plain, tuple(_Reader(text, plain).read()))


def _without(text: str, taken: Sequence[Span]) -> str:
    pieces, position = [], 0
    for span in taken:
        pieces += (text[position : span.start], _MASK * (span.end - span.start))
        position = span.end
    return "".join((*pieces, text[position:]))


class _Reader:
    """Reads one text: ``text`` as given, ``plain`` folded, both of the same length."""

    def __init__(self, text: str, plain: str) -> None:
        self.text = text
        self.plain = plain

    def read(self) -> Iterator[Part]:
        """Yield each number with the quantity that it states; of two that overlap the first, then the longer."""
        end = 0
        found = sorted((*scan_chinese(self.plain), *scan_english(self.plain)), key=lambda one: (one.start, -one.end))
        for scanned in found:
            if scanned.start < end:
                continue
            end = scanned.end
            if not (self.plain[scanned.start].isdigit() and is_inside_name(self.plain, scanned.start, scanned.end)):
                part = self._part(scanned)
                end = max(end, part.quantity.span.end)
                yield part

    def _part(self, scanned: Scanned) -> Part:
        currency, length = currency_before(self.plain, scanned.start)
        scanned = self._suffixed(scanned, money=bool(currency))
        attached = self._attached(scanned)
        unit = scanned.unit if attached.unit is BARE else attached.unit
        end = attached.end
        if currency and unit.dimension in _WITHOUT_UNIT:
            unit, end = Unit(Dimension.MONEY, currency), scanned.end if attached.unit is not BARE else end
        elif unit.dimension is not Dimension.MONEY:
            length = 0
        elif currency:
            unit = replace(unit, name=currency)
        start = scanned.start - length
        return Part(scanned, self._quantity(scanned, replace(attached, unit=unit, end=end), start))

    def _suffixed(self, scanned: Scanned, *, money: bool) -> Scanned:
        """Return the number with its suffix read: "$5m" is money, "5m" a length, "7B" and "5M" are counts."""
        if scanned.suffix not in {"m", "b", "t"} or money or self.text[scanned.end - 1].isupper():
            return scanned
        numeral = scanned.numeral
        plain = replace(
            numeral, value=numeral.value / scanned.scale, high=numeral.high / scanned.scale, step=Decimal(1)
        )
        return replace(scanned, end=scanned.end - 1, scale=Decimal(1), suffix="", numeral=plain)

    def _attached(self, scanned: Scanned) -> Attached:
        if scanned.unit.dimension in {Dimension.MULTIPLE, Dimension.SCORE, Dimension.ORDINAL, Dimension.MONTHS}:
            return Attached(scanned.unit, scanned.end)
        if scanned.unit.dimension is Dimension.SHARE and scanned.numeral.value != _HALF:
            return Attached(scanned.unit, scanned.end)
        return unit_behind(self.plain, scanned.end)

    def _quantity(self, scanned: Scanned, attached: Attached, start: int) -> Quantity:
        unit, numeral = attached.unit, scanned.numeral
        half = _HALF if attached.half else Decimal(0)
        low, high = (numeral.value + half) * unit.factor, (numeral.high + half) * unit.factor
        also = None
        if unit.dimension is Dimension.MULTIPLE and scanned.unit is not unit:
            low, also = grown(self.plain, start, low)
            high = low
        bare_name = unit is BARE and scanned.scale == 1 and is_of_name(self.text, scanned.start)
        return Quantity(
            text=self.text[start : attached.end].strip(),
            span=Span(start, attached.end),
            low=low,
            high=high,
            step=(_HALF if attached.half else numeral.step) * unit.factor,
            unit=unit,
            hedge=self._hedge(scanned, attached, start),
            also=also,
            vague=scanned.vague,
            weak=scanned.weak or bare_name or self._is_uncertain(scanned, unit),
            each=self._is_each(start, attached.end),
        )

    def _hedge(self, scanned: Scanned, attached: Attached, start: int) -> Hedge:
        before = hedge_before(self.plain, start)
        if attached.unit.dimension in _TIME and before in _UNSURE_BEFORE_TIME:
            before = Hedge.NONE
        found = (hedge for hedge in (scanned.hedge, attached.hedge, before) if hedge is not Hedge.NONE)
        return next(found, Hedge.NONE)

    def _is_uncertain(self, scanned: Scanned, unit: Unit) -> bool:
        """Whether a Chinese numeral is one character without a unit, or the 一 that is no more than an article."""
        words = self.plain[scanned.start : scanned.end]
        if words.isascii():
            return False
        return words == "一" or (len(words) == 1 and unit is BARE)

    def _is_each(self, start: int, end: int) -> bool:
        before = self.plain[max(0, start - _WINDOW) : start]
        return bool(_EACH.search(before)) or _EACH_BEHIND.match(self.plain, end) is not None
