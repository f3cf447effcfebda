"""Puts together what belongs together: ranges (3-5亿), and lists that name their unit once (15, 20 and 30 percent)."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from service.domain.quantities.quantity import BARE, Dimension, Quantity
from service.domain.quantities.scanned import Number
from service.domain.summary import Span

_RANGE = re.compile(r"\s?(?:-|—|--|~|至|到|to|and)\s?")
_LIST = re.compile(r"\s?(?:、|,|，|和|及|与|或|and|or|,\s?and|,\s?or|/)\s?")
_SUM = re.compile(r"\s?(?:and|又|零)?\s?")
_COMPOSED = frozenset({Dimension.MONEY, Dimension.MONTHS, Dimension.SECONDS, Dimension.LENGTH, Dimension.MASS})
_COMMA = re.compile(r"\s?[,，]\s?")
_BETWEEN = re.compile(r"\bbetween\s(?:[a-z$€£¥]{0,4}\s?)?$")
_BETWEEN_WINDOW = 14  # characters before the first number in which "between" begins
_LONGEST_LINK = 7
_PERSONAL = frozenset({Dimension.ORDINAL, Dimension.MULTIPLE, Dimension.SCORE})  # units that no other number borrows
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Part:
    """A number as found, and the quantity that it states on its own."""

    number: Number
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class _Link:
    """The words between two numbers that make them a list, a range, or either."""

    is_list: bool
    is_range: bool
    is_comma: bool
    is_sum: bool


def joined(text: str, plain: str, parts: list[Part]) -> tuple[Quantity, ...]:
    """Return the quantities with ranges as one and units spread over lists."""
    links = [_link(plain, part, following) for part, following in itertools.pairwise(parts)]
    _share_units(parts, links)
    return tuple(_ranges(text, parts, links))


def _share_units(parts: list[Part], links: list[_Link | None]) -> None:
    """Give each bare number the unit that the next one in its list or range has, from the last to the first."""
    in_list = False
    for index in range(len(links) - 1, -1, -1):
        part, following, link = parts[index], parts[index + 1], links[index]
        if (
            link is None
            or not link.is_list
            or not (_borrows(part) and _lends(following))
            or (link.is_comma and not in_list)
        ):
            in_list = False
            continue
        in_list = True
        parts[index] = _with_unit_of(part, following, rescaled=link.is_range)


def _borrows(part: Part) -> bool:
    return part.quantity.unit is BARE and not (part.quantity.vague or part.quantity.weak)


def _lends(part: Part) -> bool:
    return part.quantity.unit.dimension not in _PERSONAL and (part.quantity.unit is not BARE or part.number.scale > 1)


def _with_unit_of(part: Part, other: Part, *, rescaled: bool) -> Part:
    quantity, unit = part.quantity, other.quantity.unit
    scale = other.number.scale if rescaled and part.number.scale == 1 else _ONE
    if quantity.low * scale > other.number.numeral.value:  # "2,000 to 3 million" is written out
        scale = _ONE
    factor = scale * unit.factor
    low, high, step = quantity.low * factor, quantity.high * factor, quantity.step * factor
    number = replace(part.number, scale=max(scale, part.number.scale))
    return Part(number, replace(quantity, low=low, high=high, step=step, unit=unit))


def _ranges(text: str, parts: list[Part], links: list[_Link | None]) -> Iterator[Quantity]:
    index = 0
    while index < len(parts):
        link = links[index] if index < len(links) else None
        first, second = parts[index].quantity, parts[min(index + 1, len(parts) - 1)].quantity
        if link and link.is_range and _spans(first, second):
            yield _range(text, parts[index], parts[index + 1])
            index += 2
        elif link and link.is_sum and _adds(first, second):
            yield _sum(text, first, second)
            index += 2
        else:
            yield first
            index += 1


def _spans(first: Quantity, second: Quantity) -> bool:
    """Whether two quantities may be the ends of a range."""
    if first.is_range or second.is_range or first.vague or second.vague:
        return False
    one, other = first.unit.dimension, second.unit.dimension
    return one is other or (one is Dimension.MONEY and other is Dimension.BARE)


def _range(text: str, one: Part, other: Part) -> Quantity:
    first, second = one.quantity, other.quantity
    span = Span(first.span.start, second.span.end)
    low, unit = first.low, second.unit
    if unit is BARE and first.unit is not BARE:  # "$3-5 billion"
        unit = first.unit
        low *= other.number.scale if one.number.scale == 1 and low * other.number.scale <= second.low else _ONE
    return replace(second, text=text[span.start : span.end], span=span, low=low, unit=unit)


def _adds(first: Quantity, second: Quantity) -> bool:
    """Whether the second is the rest of the first in a smaller unit: 五元三毛, 3 hours 20 minutes."""
    one, other = first.unit, second.unit
    return (
        one.dimension is other.dimension
        and one.name == other.name
        and one.dimension in _COMPOSED
        and abs(second.high) < one.factor > other.factor
        and not (first.is_range or first.vague or second.is_range or second.vague)
    )


def _sum(text: str, first: Quantity, second: Quantity) -> Quantity:
    span = Span(first.span.start, second.span.end)
    value = first.low + second.low
    return replace(first, text=text[span.start : span.end], span=span, low=value, high=value, step=second.step)


def _link(plain: str, part: Part, following: Part) -> _Link | None:
    start, end = part.quantity.span.end, following.quantity.span.start
    if not 0 <= end - start <= _LONGEST_LINK:
        return None
    words = plain[start:end]
    is_range, is_sum = _RANGE.fullmatch(words) is not None, _SUM.fullmatch(words) is not None
    is_list = is_range or _LIST.fullmatch(words) is not None
    if not is_list and not is_sum:
        return None
    if words.strip() == "and":
        first = part.quantity.span.start
        is_range = _BETWEEN.search(plain[max(0, first - _BETWEEN_WINDOW) : first]) is not None
    return _Link(is_list, is_range, _COMMA.fullmatch(words) is not None, is_sum)
