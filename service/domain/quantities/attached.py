"""What belongs to a number beside its digits: the currency before it, the unit behind it, and a half behind that."""

import re
from dataclasses import dataclass
from decimal import Decimal

from service.domain.quantities.hedges import hedge_after
from service.domain.quantities.numerals import HAN_DIGITS
from service.domain.quantities.quantity import BARE, Dimension, Hedge, Unit
from service.domain.quantities.units import PREFIXES, UNITS

_INNER = re.compile(r"\s?个(?P<inner>[多半余])(?=月|小时|钟头|星期|季度|世纪)")
_LATIN = re.compile(r"(?:\s|-){0,2}(?P<words>[a-zμ][a-zμ.²³0-9]{0,24}(?:/[a-z]{1,12})?(?:[\s-][a-z]{1,16}){0,3})")
_HALF = re.compile("半(?!导体|径|岛|夜|数|决)")
_TENTHS = re.compile("[一二三四五六七八九](?![十百千万亿成个])")
_TENTH = "成"
_NOTHING, _HALF_OF_IT = Decimal(0), Decimal("0.5")
_HALVED = frozenset({Dimension.MONTHS, Dimension.SECONDS, Dimension.MULTIPLE})
_HAN_NOUN = re.compile(
    "\\s?(?![的了在是为和与及或至到以比从对将被也都就则而由于较同环等左右上下以后前内外中多余元])[\u4e00-\u9fff]"
)
_LATIN_NOUNS = re.compile(r"(?:\s[a-z-]{1,20}){1,3}")
_NO_NOUNS = frozenset(
    """in of to for from by and or at on with as was is were are has have had this last next per a an the that which who
    while when after before during since compared against versus more less times plus""".split()
)
_SHORTEST_NOUN = 4
_LONGEST_HAN = max(len(word) for word in UNITS if not word.isascii())
_LONGEST_PREFIX = max(map(len, PREFIXES))
_PREFIX_ENDINGS = tuple(sorted(PREFIXES, key=len, reverse=True))
_PREFIX_ENDS = frozenset(prefix[-1] for prefix in PREFIXES)
_SPACED = re.compile(r"(?P<first>[a-z]{1,8}) / (?P<second>[a-z]{1,3})(?![a-z])")
_SIGNS = frozenset("$€£")  # before a number rather than behind one
_LAST_WORD = re.compile(r"[\s/-][^\s/-]*$")


@dataclass(frozen=True, slots=True)
class Attached:
    """A unit with the end of its words, what follows of it ("两年半", 九成五), and the hedge inside or behind it."""

    unit: Unit
    end: int
    extra: Decimal = _NOTHING
    hedge: Hedge = Hedge.NONE


def counts_things(plain: str, position: int) -> bool:
    """Whether a noun follows a number, so that 3亿用户 and "300 million accounts" are no amounts of money."""
    if _HAN_NOUN.match(plain, position):
        return True
    match = _LATIN_NOUNS.match(plain, position)
    for word in match[0].split() if match else ():
        if word in _NO_NOUNS:
            return False
        if word.endswith("s") and len(word) >= _SHORTEST_NOUN and not word.endswith("ss"):
            return True
    return False


def currency_before(plain: str, position: int) -> tuple[Unit, int]:
    """Return the currency whose words end at a position, and how long they are with the space behind them."""
    if position == 0 or (plain[position - 1] not in _PREFIX_ENDS and plain[position - 1] != " "):
        return BARE, 0
    before = plain[max(0, position - _LONGEST_PREFIX - 1) : position]
    words = before.rstrip()
    if not words.endswith(_PREFIX_ENDINGS):
        return BARE, 0
    word = next(filter(words.endswith, _PREFIX_ENDINGS))  # the longest
    preceding = words.removesuffix(word)[-1:]
    if word[0].isalpha() and word.isascii() and preceding.isascii() and preceding.isalnum():
        return BARE, 0
    return PREFIXES[word], len(word) + len(before) - len(words)


def unit_behind(plain: str, position: int) -> Attached:
    """Return what follows a number that ends at this position."""
    hedge, end = hedge_after(plain, position)
    inner = _INNER.match(plain, end)
    if inner is None:
        word, behind = _unit_word(plain, end)
    else:  # 两个多月, 一个半小时
        hedge, end = (hedge if inner["inner"] == "半" else Hedge.OVER), inner.end()
        word, length = _unit_word(f"个{plain[end : end + _LONGEST_HAN]}", 0)
        behind = end + length - 1
    if not word:
        return Attached(BARE, end, hedge=hedge)
    unit, extra = UNITS[word], _HALF_OF_IT if inner is not None and inner["inner"] == "半" else _NOTHING
    if (unit.dimension in _HALVED or word == _TENTH) and (found := _HALF.match(plain, behind)):
        extra, behind = _HALF_OF_IT, found.end()
    elif word == _TENTH and (found := _TENTHS.match(plain, behind)):
        extra, behind = Decimal(HAN_DIGITS[found[0]]) / 10, found.end()
    if hedge is Hedge.NONE:
        hedge, behind = hedge_after(plain, behind)
    return Attached(unit, behind, extra, hedge)


def _unit_word(plain: str, position: int) -> tuple[str, int]:
    """Return the longest unit that begins at a position, and where it ends; "" where none does."""
    if spaced := _SPACED.match(plain, position):
        word = f"{spaced['first']}/{spaced['second']}"
        return (word, spaced.end()) if word in UNITS else ("", position)
    if match := _LATIN.match(plain, position):
        words = match["words"].rstrip(".")
        while words not in UNITS and (shorter := _LAST_WORD.sub("", words)) != words:
            words = shorter.rstrip(".")
        return (words, match.start("words") + len(words)) if words in UNITS else ("", position)
    start = position + 1 if plain[position : position + 1] == " " else position
    for length in range(_LONGEST_HAN, 0, -1):
        word = plain[start : start + length]
        if word in UNITS and not (word in _SIGNS and plain[start + length : start + length + 1].isdigit()):
            return word, start + length
    return "", position
