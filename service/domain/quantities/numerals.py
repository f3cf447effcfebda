"""Numerals of both languages as exact numbers.

Number libraries are wrong on news (cn2an reads 16.4亿 as 1,639,999,999 and refuses 1.2万亿), so these are read here.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import dropwhile

HAN_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **{"〇": 0, "○": 0, "两": 2, "俩": 2, "仨": 3},
}
_VALUES = {
    "兆": 10**12,
    "亿": 10**8,
    "万": 10**4,
    "仟": 10**3,
    "千": 10**3,
    "佰": 10**2,
    "百": 10**2,
    "拾": 10,
    "十": 10,
}
_SCALES = tuple(_VALUES)
HAN_SCALES = "".join(_VALUES)

_NO_NUMBER = re.compile(r"[万亿兆]{4}|([十百千])\1\1")  # cheaper to see than to read
_WORDS = re.compile(r"\b(?!and\b)[a-z]+")
_TWENTY, _HUNDRED, _MOST = 20, 100, 10**30

_PARTS = re.compile(rf"\d[\d,]*(?:\.\d+)?|[{''.join(HAN_DIGITS)}]|[{HAN_SCALES}]")

ENGLISH_SCALES = {
    **dict.fromkeys(("hundred", "hundreds"), 10**2),
    **dict.fromkeys(("thousand", "thousands", "k"), 10**3),
    **dict.fromkeys(("million", "millions", "mln", "mn", "m"), 10**6),
    **dict.fromkeys(("billion", "billions", "bln", "bn", "b"), 10**9),
    **dict.fromkeys(("trillion", "trillions", "trn", "tn", "t"), 10**12),
    "lakh": 10**5,
    "crore": 10**7,
}
ENGLISH_CARDINALS = {
    word: number
    for number, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
}
ENGLISH_CARDINALS |= {
    word: number * 10
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_ORDINAL_UNITS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
ENGLISH_ORDINALS = {word: number for number, word in enumerate(_ORDINAL_UNITS)}
ENGLISH_ORDINALS |= {f"{word}th": ENGLISH_CARDINALS[word] for word in list(ENGLISH_CARDINALS)[13:20]}
ENGLISH_ORDINALS |= {f"{word[:-1]}ieth": number for word, number in ENGLISH_CARDINALS.items() if number >= _TWENTY}
ENGLISH_ORDINALS["hundredth"] = 100


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number and the value of the last place that is written out; ``high`` differs for 三五千, 3,000 to 5,000."""

    value: Decimal
    step: Decimal
    high: Decimal

    def times(self, factor: Decimal) -> "Numeral":
        """Return the numeral multiplied."""
        return Numeral(self.value * factor, self.step * factor, self.high * factor)


_ONE = Numeral(Decimal(1), Decimal(1), Decimal(1))


def exact(value: Decimal, step: Decimal) -> Numeral:
    """Return the numeral of one value."""
    return Numeral(value, step, value)


def read_digits(text: str) -> Numeral:
    """Return the number in digits, with separators of thousands or without: ``1,100.9``."""
    value = Decimal(text.replace(",", ""))
    return exact(value, Decimal(10) ** min(int(value.as_tuple().exponent), 0))


def read_han(text: str) -> Numeral | None:
    """Return the number in Chinese numerals, or in digits with Chinese scales: 五千亿, 1.2万亿, 3万4000, 二百五.

    The text is in simplified characters, capitals (壹佰) included. None for what is no number.
    """
    if _NO_NUMBER.search(text):
        return None
    whole, dot, rest = text.partition("点")
    numeral = _scaled(_PARTS.findall(whole), _SCALES)
    if numeral is None or not dot:
        return numeral
    decimals = rest.rstrip(HAN_SCALES)
    fraction = "".join(str(HAN_DIGITS.get(character, character)) for character in decimals)
    scale = _scaled(_PARTS.findall(rest.removeprefix(decimals)), _SCALES) or _ONE  # 十二点五亿
    value = exact(numeral.value + Decimal(f"0.{fraction}"), Decimal(10) ** -len(fraction))
    return value.times(scale.value)


def _scaled(parts: list[str], scales: tuple[str, ...]) -> Numeral | None:
    """Read the parts by their largest scale: what stands before it is multiplied, what stands behind it added."""
    index = next((index for index, scale in enumerate(scales) if scale in parts), None)
    if index is None:
        return _digits(parts)
    scale = scales[index]
    place = len(parts) - 1 - parts[::-1].index(scale)  # the last one: 万 of 10万万 is 10万 times 万
    before, behind = _without_zeros(parts[:place]), parts[place + 1 :]
    left = _scaled(before, scales[index:]) if before else _ONE
    right = _behind(behind, _VALUES[scale], scales[index + 1 :])
    if left is None or right is None:
        return None
    return _sum(left, _VALUES[scale], right)


def _without_zeros(parts: list[str]) -> list[str]:
    """Return the parts without the zeros before them, which only say that a place is empty."""
    return list(dropwhile(lambda part: HAN_DIGITS.get(part) == 0, parts))


def _behind(parts: list[str], scale: int, scales: tuple[str, ...]) -> Numeral | None:
    """Read what follows a scale: 五 behind 二百 is 50, 六 behind 一千零 is 6, 四千 behind 三万 is 4,000."""
    written = _without_zeros(parts)
    if not written:
        return exact(Decimal(0), Decimal(0))
    numeral = _scaled(written, scales)
    short = len(written) == len(parts) and all(part in HAN_DIGITS or len(part) == 1 for part in parts)
    if numeral is None or not short or any(part in _VALUES for part in parts):
        return numeral
    return numeral.times(Decimal(scale) / 10)


def _sum(left: Numeral, scale: int, right: Numeral) -> Numeral:
    value = left.value * scale
    step = right.step or left.step * scale
    return Numeral(value + right.value, step, left.high * scale + right.high)


def _digits(parts: list[str]) -> Numeral | None:
    """Read digits without a scale: 三, 3.5, 三五 (three to five), 二〇二五."""
    if len(parts) == 1 and parts[0] not in HAN_DIGITS:
        return read_digits(parts[0])
    if not parts or not all(part in HAN_DIGITS for part in parts):
        return None
    digits = [HAN_DIGITS[part] for part in parts]
    if len(digits) == 2 and 0 < digits[0] < digits[1]:  # noqa: PLR2004
        return Numeral(Decimal(digits[0]), Decimal(1), Decimal(digits[1]))
    return exact(Decimal("".join(map(str, digits))), Decimal(1))


def read_english(words: str) -> Numeral | None:
    """Return the number in English words: ``two hundred and fifty-four``, ``one million``; None for ``two three``."""
    total = section = Decimal(0)
    step = Decimal(1)
    last = _MOST
    for word in _WORDS.findall(words):
        scale = ENGLISH_SCALES.get(word)
        if scale is None:
            number = ENGLISH_CARDINALS.get(word, 1 if word in {"a", "an"} else 0)
            if number >= last or last < _TWENTY:  # "five three", "five twenty"
                return None
            section, step, last = section + number, Decimal(1), number
            continue
        section, step, last = (section or Decimal(1)) * scale, Decimal(scale), _MOST
        if scale > _HUNDRED:
            total, section = total + section, Decimal(0)
    return exact(total + section, step)
