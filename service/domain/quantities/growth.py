"""What a multiple means: 增长两倍 ends at three times what it was, 增至两倍 at twice that."""

import re
from decimal import Decimal

_BY = re.compile(
    r"(?:[出了]|[高多快大长升增涨加强](?=[出了近约超逾将不]|$))(?:[近约超逾出了]|将近|超过|不到|不止|整整)?\s?$"
)
_TO = re.compile(r"(?:[至到达是为于成的]|相当于|达到)(?:[近约超逾]|将近|超过|不到|不止)?\s?$")
_WINDOW = 8  # characters before a number in which the verb ends
_ONE = Decimal(1)


def grown(plain: str, start: int, value: Decimal) -> tuple[Decimal, Decimal | None]:
    """Return what ``value`` 倍 is as a multiple of what was before, and what else it may be taken for."""
    before = plain[max(0, start - _WINDOW) : start]
    if _TO.search(before):
        return value, None
    if _BY.search(before):
        return value + _ONE, value
    return value, value + _ONE
