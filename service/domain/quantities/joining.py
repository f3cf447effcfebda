"""Puts together what belongs together: ranges (3-5亿), and lists that name their unit once (15, 20 and 30 percent)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from service.domain.quantities.quantity import BARE, Dimension, Quantity
from service.domain.quantities.scanned import Scanned
from service.domain.summary import Span

_RANGE = re.compile(r"\s?(?:-|—|--|~|至|到|to|and)\s?")
_LIST = re.compile(r"\s?(?:、|,|，|和|及|与|或|and|or|,\s?and|,\s?or|/)\s?")
_BETWEEN = re.compile(r"\bbetween\s(?:[a-z$€£¥]{0,4}\s?)?$")
_COMMA = re.compile(r"\s?[,，]\s?")
_LONGEST_LINK = 7
_BETWEEN_WINDOW = 14
_PERSONAL = frozenset({Dimension.ORDINAL, Dimension.MULTIPLE, Dimension.SCORE})  # units that no other number borrows


@dataclass(frozen=True, slots=True)
class Part:
    """A number as found, and the quantity that it states on its own."""

    scanned: Scanned
    quantity: Quantity


def joined(text: str, plain: str, parts: tuple[Part, ...]) -> tuple[Quantity, ...]:
    """Return the quantities with ranges as one and units spread over lists."""
    shared = _shared(plain, list(parts))
    return tuple(_ranges(text, plain, shared))


def _shared(plain: str, parts: list[Part]) -> list[Part]:
    """Give each bare number the unit that the next one in its list or range has, from the last to the first."""
    in_list = False
    for index in range(len(parts) - 2, -1, -1):
        part, following = parts[index], parts[index + 1]
        link = _link(plain, part, following)
        bare = part.quantity.unit is BARE and not (part.quantity.vague or part.quantity.weak)
        if link is None or not bare or not _lends(following) or (_COMMA.fullmatch(link) and not in_list):
            in_list = False
            continue
        in_list = True
        is_range = _RANGE.fullmatch(link) is not None and (link.strip() != "and" or _is_between(plain, part))
        parts[index] = _with_unit_of(part, following, rescaled=is_range)
    return parts


def _lends(part: Part) -> bool:
    return part.quantity.unit.dimension not in _PERSONAL and (part.quantity.unit is not BARE or part.scanned.scale > 1)


def _with_unit_of(part: Part, other: Part, *, rescaled: bool) -> Part:
    unit = other.quantity.unit
    scale = other.scanned.scale if rescaled and part.scanned.scale == 1 else Decimal(1)
    quantity = part.quantity
    if quantity.low * scale > other.scanned.numeral.value:  # "2,000 to 3 million" is written out
        scale = Decimal(1)
    factor = scale * unit.factor
    changed = replace(
        quantity, low=quantity.low * factor, high=quantity.high * factor, step=quantity.step * factor, unit=unit
    )
    return Part(replace(part.scanned, scale=max(scale, part.scanned.scale)), changed)


def _ranges(text: str, plain: str, parts: list[Part]) -> Iterator[Quantity]:
    index = 0
    while index < len(parts):
        part = parts[index]
        following = parts[index + 1] if index + 1 < len(parts) else None
        if following and _is_range(plain, part, following):
            yield _range(text, part.quantity, following.quantity)
            index += 2
        else:
            yield part.quantity
            index += 1


def _is_range(plain: str, part: Part, following: Part) -> bool:
    link = _link(plain, part, following)
    if link is None or not _RANGE.fullmatch(link):
        return False
    first, second = part.quantity, following.quantity
    if first.is_range or second.is_range or first.vague or second.vague:
        return False
    return (link.strip() != "and" or _is_between(plain, part)) and _is_same_unit(first, second)


def _is_between(plain: str, part: Part) -> bool:
    start = part.quantity.span.start
    return _BETWEEN.search(plain[max(0, start - _BETWEEN_WINDOW) : start]) is not None


def _is_same_unit(first: Quantity, second: Quantity) -> bool:
    dimensions = {first.unit.dimension, second.unit.dimension}
    return (
        first.unit == second.unit
        or (first.unit.dimension is second.unit.dimension)
        or dimensions
        == {
            Dimension.MONEY,
            Dimension.BARE,
        }
    )


def _range(text: str, first: Quantity, second: Quantity) -> Quantity:
    span = Span(first.span.start, second.span.end)
    unit = second.unit if second.unit is not BARE else first.unit
    return replace(second, text=text[span.start : span.end], span=span, low=first.low, high=second.low, unit=unit)


def _link(plain: str, part: Part, following: Part) -> str | None:
    """Return the words between two numbers, None where they are no link."""
    start, end = part.quantity.span.end, following.quantity.span.start
    if not 0 < end - start <= _LONGEST_LINK:
        return None
    link = plain[start:end]
    return link if _RANGE.fullmatch(link) or _LIST.fullmatch(link) else None
