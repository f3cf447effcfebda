"""Reads the quantities of a Chinese, English or mixed text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, islice

from service.domain.quantities.attached import Attached, counts_things, currency_before, unit_behind
from service.domain.quantities.counting import SCANS
from service.domain.quantities.growth import grown, grown_share
from service.domain.quantities.hedges import hedge_before
from service.domain.quantities.joining import Part, joined
from service.domain.quantities.masks import folded, is_inside_name, is_of_name
from service.domain.quantities.numerals import Numeral
from service.domain.quantities.quantity import BARE, Dimension, Hedge, Quantity, Unit
from service.domain.quantities.scanned import COUNT, Number, Scanned
from service.domain.summary import Span

MOST_QUANTITIES = 3_000
"""Read of one text: a newspaper's page has some dozens, an article of 200,000 characters some 3,000."""

_LARGEST = Decimal(10) ** 25  # beyond it is no quantity of news, and Decimal's 28 places no longer tell its digits
_TIME = frozenset({Dimension.MONTHS, Dimension.SECONDS})
_COMPLETE = frozenset({Dimension.MULTIPLE, Dimension.SCORE, Dimension.ORDINAL, *_TIME})  # no unit follows them
_ARTICLED = frozenset({Dimension.BARE, Dimension.COUNT, *_TIME})  # 一个 and 一年 are "a" and "a year"
_WITHOUT_UNIT = frozenset({Dimension.BARE, Dimension.COUNT})
_UNSURE_SUFFIXES = frozenset("mbt")
_SIGN = re.compile(
    r"(?:^|(?<=[\s(,，。、;；:：为是至到降跌]))(?P<sign>-\s?|minus\s|negative\s)$|(?P<han>(?<![背肩担辜抱胜自])负|零下)$"
)
_SIGNS = ("-", "- ", "minus ", "negative ", "负", "零下")  # one ends where a number begins that has any
_LONGEST_SIGN = 10
_EACH_WORDS = re.compile(r"[各每]|\b(?:each|per|every)\b")
_EACH = re.compile(r"(?:[各每][^\d，,。;；]{0,6}|\b(?:each|per|every)\b[^\d,;.]{0,30})$")
_EACH_BEHIND = re.compile(
    r"\s{0,2}(?:(?:each|apiece|respectively|annually|yearly|monthly|daily)\b|per\s|/|a\s(?:year|month|day|week|share|person)\b)"
)
_WINDOW = 40  # characters before a number in which 各 or "each" stands
_PER_HOUR = re.compile(r"时速[^，。；,;]{0,12}$")
_HALF, _ONE = Decimal("0.5"), Decimal(1)
_DISCOUNT = "discount"
_MASK = "\x00"


def read_quantities(text: str, taken: Sequence[Span] = ()) -> tuple[Quantity, ...]:
    """Return the first 3,000 quantities of a text, in its order, none of them in the spans that are taken.

    Linear in the text.
    """
    plain = folded(_without(text, taken))
    return joined(text, plain, list(_Reader(text, plain).read()))


def _without(text: str, taken: Sequence[Span]) -> str:
    pieces: list[str] = []
    position = 0
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
        end, left = 0, MOST_QUANTITIES
        scanned_all = (islice(scan(self.plain), left) for scan in SCANS)
        found = sorted(chain.from_iterable(scanned_all), key=lambda one: (one.start, -one.end))
        for scanned in found:
            if scanned.start < end:
                continue
            end = scanned.end
            in_digits = self.plain[scanned.start].isdigit()
            if in_digits and is_inside_name(self.plain, scanned.start, scanned.end):
                continue
            part = self._part(scanned)
            if part.quantity.high < _LARGEST:
                end = max(end, part.quantity.span.end)
                yield part
            if (left := left - 1) == 0:
                return

    def _part(self, scanned: Scanned) -> Part:
        currency, length = currency_before(self.plain, scanned.start)
        number, end = scanned.number, scanned.end
        if number.suffix in _UNSURE_SUFFIXES and currency is BARE and not self.text[end - 1].isupper():
            number, end = _without_suffix(number), end - 1  # "5m" is a length, "$5m" money, "7B" parameters
        attached = self._attached(number, end)
        if currency is BARE or attached.unit.dimension not in {*_WITHOUT_UNIT, Dimension.MONEY}:
            start, length = scanned.start, 0
        elif attached.unit.dimension is Dimension.MONEY:
            unit = Unit(Dimension.MONEY, currency.name, attached.unit.factor)
            attached = Attached(unit, attached.end, hedge=attached.hedge)
        else:
            attached = Attached(currency, attached.end if attached.unit is BARE else end, hedge=attached.hedge)
        start = scanned.start - length
        return Part(number, self._signed(self._quantity(scanned, number, attached, start)))

    def _signed(self, quantity: Quantity) -> Quantity:
        start = quantity.span.start
        if quantity.is_range or not self.plain.endswith(_SIGNS, 0, start):
            return quantity
        sign = _SIGN.search(self.plain, max(0, start - _LONGEST_SIGN), start)
        if sign is None:
            return quantity
        span = Span(sign.start(), quantity.span.end)
        return replace(
            quantity, text=self.text[span.start : span.end], span=span, low=-quantity.low, high=-quantity.high
        )

    def _attached(self, number: Number, end: int) -> Attached:
        if number.unit.dimension in _COMPLETE:
            return Attached(number.unit, end)
        if number.unit.dimension is Dimension.SHARE and not (number.weak and number.numeral.value == _HALF):
            return Attached(number.unit, end)
        attached = unit_behind(self.plain, end)
        if attached.unit is BARE:
            named = number.scale > 1 and number.unit is BARE and counts_things(self.plain, attached.end)
            return Attached(COUNT if named else number.unit, attached.end, hedge=attached.hedge)
        if attached.unit.dimension is Dimension.LENGTH and _PER_HOUR.search(self.plain, max(0, end - _WINDOW), end):
            speed = Unit(Dimension.SPEED, "", attached.unit.factor / 3_600)
            return Attached(speed, attached.end, attached.extra, attached.hedge)
        return attached

    def _quantity(self, scanned: Scanned, number: Number, attached: Attached, start: int) -> Quantity:
        unit, numeral = attached.unit, number.numeral
        low, high = (numeral.value + attached.extra) * unit.factor, (numeral.high + attached.extra) * unit.factor
        hedge, also = self._hedge(number, attached, start), None
        vague = number.vague and not (hedge is not Hedge.NONE and number.scale > 1)  # 近百人 are nearly a hundred
        if unit.name == _DISCOUNT:
            low = high = _discounted(number)
        if unit.dimension is Dimension.MULTIPLE and number.unit is not unit:
            low = high = grown(self.plain, start, low)
        elif unit.dimension is Dimension.SHARE:
            also = grown_share(self.plain, start, low)
        return Quantity(
            text=self.text[start : attached.end].strip(),
            span=Span(start, attached.end),
            low=low,
            high=high if vague or not number.vague else low,
            step=_step(numeral, attached.extra) * unit.factor,
            unit=unit,
            hedge=Hedge.NONE if vague else hedge,
            also=also,
            vague=vague,
            weak=number.weak or self._is_uncertain(scanned, number, unit),
            each=self._is_each(start, attached.end),
        )

    def _hedge(self, number: Number, attached: Attached, start: int) -> Hedge:
        inside = number.hedge if number.hedge is not Hedge.NONE else attached.hedge
        return inside if inside is not Hedge.NONE else hedge_before(self.plain, start)

    def _is_uncertain(self, scanned: Scanned, number: Number, unit: Unit) -> bool:
        """Whether this is 一, no more than an article; one Chinese digit without a unit; or the 16 of iPhone 16."""
        words = self.plain[scanned.start : scanned.end]
        if words.isascii():
            return unit is BARE and number.scale == _ONE and is_of_name(self.text, scanned.start)
        return (words == "一" and unit.dimension in _ARTICLED) or (len(words) == 1 and unit is BARE)

    def _is_each(self, start: int, end: int) -> bool:
        before = self.plain[max(0, start - _WINDOW) : start]
        if _EACH_WORDS.search(before) and _EACH.search(before):
            return True
        return _EACH_BEHIND.match(self.plain, end) is not None


def _step(numeral: Numeral, extra: Decimal) -> Decimal:
    return Decimal(10) ** int(extra.as_tuple().exponent) if extra else numeral.step


def _discounted(number: Number) -> Decimal:
    """Return what remains of a price: 八折 is 80 %, 75折 and 七五折 are 75 %."""
    first, second = number.numeral.value, number.numeral.high
    if first != second:
        return (first * 10 + second) / 100
    return first / (10 if first < 10 else 100)  # noqa: PLR2004


def _without_suffix(number: Number) -> Number:
    return Number(number.numeral.times(_ONE / number.scale))
