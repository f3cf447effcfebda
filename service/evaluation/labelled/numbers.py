"""The numbers of a sentence that errors are put into, read apart from the checks.

What is scored must not choose its own questions: a number that the checks overlook would otherwise never be changed.
This reader may be coarse, since it only picks what surely is a quantity.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

SCALES = {
    **{"万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8, "千万": 10**7, "百万": 10**6},
    **{"万": 10**4, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12},
}
HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_POWERS = {"十": 10, "百": 100, "千": 1000}
WORDS = {
    w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}  # fmt: skip

_SCALE = "|".join(SCALES)
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,6})?"
_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9_.,\-/:#\[\(（第－~～—–+])({_DIGITS})(?![\d.,:/\-~～—–]?\d)(?: ?({_SCALE})(?![A-Za-z]))?"
)
_HAN_NUMBER = re.compile(
    r"(?<![第十百千万亿零〇一二两三四五六七八九几数])([一二两三四五六七八九十百千零]{1,9})(万亿|亿|万)?(?=[成倍家名人个项种年天])"
)
_WORD_NUMBER = re.compile(
    r"(?<![\w-])(?<!or )(two|three|four|five|six|seven|eight|nine|ten)(?: (million|billion|trillion))?(?= [a-z]{3})"
)
_NAMED = re.compile(
    r"(?:[A-Z][\w.+]*|[A-Za-z]+|[A-Za-z]\W?) ?$|(?:chapter|figure|table|page|step|version|no\.|part|section|#) ?$", re.I
)
_DATE_AFTER = re.compile(
    r" ?(?:年|月|日|号|时|點|点|世纪|世紀|届|届|th\b|st\b|nd\b|rd\b|[ap]\.?m|BC|AD|o'clock|年代|后|s\b)", re.I
)
_MONTH_NEAR = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,? ?$", re.I)
_MONTH_AFTER = re.compile(r" (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)", re.I)
_ANY = re.compile(rf"({_DIGITS})(?:\s?({_SCALE}))?")
_ANY_HAN = re.compile(rf"([零〇一二两三四五六七八九十百千]{{1,12}})({_SCALE})?")
_ANY_WORD = re.compile(rf"\b({'|'.join(WORDS)})\b(?: ({_SCALE}))?", re.I)
_LOOSE = re.compile("[一二两三四五六七八九]{2}")  # 三五, 一两: no number of their own
_SURE_UNIT = re.compile(
    r" ?(?:%|％|个百分点|percent|美元|欧元|英镑|日元|韩元|港元|元|人|名|家|次|公里|吨|米|岁|小时|分钟|天|倍|"
    r"dollars|euros|yuan|people|years|months|weeks|days|hours|minutes|miles|kilomet|times)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: its digits from ``start`` to ``end``, its scale word up to ``stop``, and its value."""

    text: str
    start: int
    end: int
    stop: int
    scale: str
    value: Decimal

    @property
    def digits(self) -> str:
        """The digits, or the words, as they stand."""
        return self.text[self.start : self.end]

    @property
    def before(self) -> str:
        """What stands before it."""
        return self.text[: self.start]

    @property
    def after(self) -> str:
        """What stands behind it and its scale."""
        return self.text[self.stop :]


def numbers(text: str) -> Iterator[Number]:
    """Yield the numbers of a sentence that surely are quantities: no dates, names, versions or ordinals."""
    for match in _NUMBER.finditer(text):
        number = _of(match, text, value_of(match[1], match[2]))
        if _is_quantity(number):
            yield number
    for match in (*_HAN_NUMBER.finditer(text), *_WORD_NUMBER.finditer(text)):
        if match[1] != "一" and not _LOOSE.search(match[1]):
            yield _of(match, text, value_of(match[1], match[2]))


def values(text: str) -> Counter[Decimal]:
    """Return all values that a text may state, however read, with how often: to tell what an error must not hit."""
    found: Counter[Decimal] = Counter()
    for pattern in (_ANY, _ANY_HAN, _ANY_WORD):
        for match in pattern.finditer(text):
            found[value_of(match[1], match[2])] += 1
            if match[2]:
                found[value_of(match[1], None)] += 1
    return found


def value_of(digits: str, scale: str | None) -> Decimal:
    """Return the value of digits, Chinese numerals or an English word with a scale word."""
    factor = SCALES[scale.lower()] if scale else 1
    if digits.lower() in WORDS:
        return Decimal(WORDS[digits.lower()] * factor)
    return (Decimal(digits.replace(",", "")) if digits[0].isascii() else Decimal(_han(digits))) * factor


def _han(numerals: str) -> int:
    total, digit = 0, 0
    for character in numerals:
        if power := _HAN_POWERS.get(character):
            total, digit = total + (digit or 1) * power, 0
        else:
            digit = HAN_DIGITS[character]
    return total + digit


def _of(match: re.Match[str], text: str, value: Decimal) -> Number:
    return Number(text, match.start(1), match.end(1), match.end(), match[2] or "", value)


def _is_quantity(number: Number) -> bool:
    if _DATE_AFTER.match(number.after) or re.match(r"[A-Za-z_]", number.after):
        return False
    if number.scale or _SURE_UNIT.match(number.after) or re.search(r"[$€£] ?$", number.before):
        return True
    near_month = _MONTH_NEAR.search(number.before[-12:]) or _MONTH_AFTER.match(number.after)
    year = len(number.digits) == 4 and number.digits[:2] in {"18", "19", "20"}  # noqa: PLR2004
    return not near_month and not year and number.value > 12 and not _NAMED.search(number.before[-20:])  # noqa: PLR2004
