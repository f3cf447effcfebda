"""What a multiple or a share of growth means: 增长两倍 ends at three times what it was, 增至两倍 at twice that."""

import re
from decimal import Decimal

_BY = re.compile(
    r"(?:[出了]|[高多快大长升增涨加强](?=[出了近约超逾将不]|$))(?:[近约超逾出了]|将近|超过|不到|不止|整整)?\s?$"
)
_TO = re.compile(r"(?:[至到达是为于成的]|相当于|达到)(?:[近约超逾]|将近|超过|不到|不止)?\s?$")
_GREW = r"\b(?:grew|grown|rose|risen|rises|increased?|increases|up|jumped|surged|gained|climbed|soared)"
_BY_ENGLISH = re.compile(rf"{_GREW}\s(?:by\s)?(?:\w+\s){{0,2}}$")
_TO_ENGLISH = re.compile(r"\bto\s(?:\w+\s)?$")
_WINDOW = 8  # characters before a Chinese number in which the verb ends
_ENGLISH_WINDOW = 30
_ONE = Decimal(1)


def grown(plain: str, start: int, value: Decimal) -> Decimal:
    """Return what ``value`` 倍 is as a multiple of what was before."""
    return value + _ONE if _by(plain, start) else value


def grown_share(plain: str, start: int, share: Decimal) -> Decimal | None:
    """Return what growth by a share ends at, as a multiple of what was before; None where it is no growth."""
    if _by(plain, start):
        return share + _ONE
    before = plain[max(0, start - _ENGLISH_WINDOW) : start]
    return share + _ONE if _BY_ENGLISH.search(before) and not _TO_ENGLISH.search(before) else None


def _by(plain: str, start: int) -> bool:
    before = plain[max(0, start - _WINDOW) : start]
    return _BY.search(before) is not None and _TO.search(before) is None
