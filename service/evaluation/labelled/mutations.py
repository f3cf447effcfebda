"""Errors put into right sentences, one a sentence and kind: what writers, translators and models get wrong."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from service.evaluation.labelled.numbers import HAN_DIGITS, WORDS, Number, value_of, values


def _pairs(*lines: str) -> tuple[tuple[str, str], ...]:
    """Return the changes that lines of ``old→new`` hold, ``|`` between them; spaces at the ends belong to them."""
    read = (change.split("→") for line in lines for change in line.split("|"))
    return tuple((old, new) for old, new in read)


_SCALE_SLIPS = dict(
    _pairs(
        "万→亿|亿→万|万亿→亿|千亿→百亿|百亿→千亿|十亿→百亿|千万→百万|百万→千万",
        "thousand→million|million→billion|billion→million|trillion→billion",
    )
)
_UNIT_SLIPS = _pairs(  # the longest first
    "个百分点→%|平方公里→平方米|个月→年|公里→米|小时→分钟|分钟→小时|公斤→吨|人→家|名→家|家→人|次→人|吨→公斤|天→个月|米→公里|倍→%|岁→个月",
    " percentage points→ percent| percent→ percentage points| years→ months| months→ years| weeks→ days| days→ weeks",
    " hours→ minutes| minutes→ hours| miles→ kilometers| kilometers→ miles| meters→ kilometers| times→ percent",
    " people→ percent",
)
_PERCENT_SIGNS = ("%", "％")
_CURRENCY_SLIPS = _pairs(
    "美元→欧元|欧元→日元|英镑→美元|日元→美元|韩元→日元|港元→美元|元→美元",
    " US dollars→ euros| dollars→ euros| euros→ dollars| yuan→ dollars| pounds→ euros",
)
_SIGN_SLIPS = _pairs("US $→€|US$→€|HK$→US$|$→€|€→£|£→€")
_HEDGES = _pairs(
    "将近→超过|接近→超过|大约→超过|超过→不到|不到→超过|不足→超过|至少→不到|近→超|约→超|超→近|逾→近",
    "nearly →more than |almost →more than |about →over |around →over |approximately →more than |more than →nearly ",
    "over →nearly |at least →fewer than |less than →more than |fewer than →more than ",
)
_NO_HEDGE = re.compile(r"(?:[最附邻靠就相]近|[纽条预节合签公制违]约|[高赶反]超|\b[a-z]+ed over |\ball over )$")
_RANGE_AFTER = re.compile(r"[^\d,.，。；;]{0,12}?(?:至|到|[-–~～—]| to | and )[$€£约近超]{0,2}\d")
_RANGE_BEFORE = re.compile(r"\d[^\d,.，。；;]{0,12}?(?:至|到|[-–~～—]| to | and )[US$€£约近超]{0,4}$")
_TWO_CURRENCIES = re.compile(r"(?:[$€£]|[民港美欧日]币|[美欧日港]元) ?$")
_OTHER_WORDS = ("人次", "人民", "人均", "家庭", "家长", "天然", "次元", "名单", "米兰", "元年", "倍率")
_HAN = re.compile("[\u4e00-\u9fff]")
_TRAILING_HEDGE = re.compile(r"[多余餘](?=[家名人个次项种万亿元美])")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong sentence: the kind of its error, and the number that was changed."""

    kind: str
    text: str
    number: Number


def mutants(number: Number, chance: random.Random, standing: str) -> Iterator[Mutant]:
    """Yield the wrong sentences that changes of one number make; none whose new value stands in the article.

    ``standing`` is all text that the sentence is compared with.
    """
    there = values(standing)
    for kind, change in _VALUE_KINDS.items():
        if (changed := change(number, chance)) and not _stands(changed[1], there):
            yield Mutant(kind, changed[0], number)
    if there[number.value] > 1 or _RANGE_AFTER.match(number.after) or _RANGE_BEFORE.search(number.before[-16:]):
        return  # another statement with this number may hold with the changed words; a range has its words once
    for kind, reword in _WORD_KINDS.items():
        if text := reword(number, chance):
            yield Mutant(kind, text, number)


def _stands(value: tuple[Decimal, Decimal], there: dict[Decimal, int]) -> bool:
    """Whether the article has the value, or one that rounds to it at its own precision."""
    new, step = value
    return any(abs(one - new) <= step / 2 for one in there)


def _written(number: Number, digits: str, scale: str | None = None) -> tuple[str, tuple[Decimal, Decimal]]:
    """Return the sentence with other digits or another scale, and the new value with the weight of its last digit."""
    scale = number.scale if scale is None else scale
    between = number.text[number.end : number.stop - len(number.scale)] if number.scale else ""
    text = f"{number.before}{digits}{between}{scale}{number.after}"
    value = value_of(digits, scale or None)
    weight = value_of("1", scale or None)
    if digits[0].isdigit():
        _, _, decimals = digits.partition(".")
        zeros = len(digits) - len(digits.rstrip("0")) if not decimals else 0
        weight = weight * Decimal(10) ** (zeros - len(decimals))
    return text, (value, weight)


_Changed = tuple[str, tuple[Decimal, Decimal]] | None


def _slip_scale(number: Number, chance: random.Random) -> _Changed:
    ways = ["word", "10", "100", "1000", "10000"] if number.scale in _SCALE_SLIPS else ["10", "100", "1000", "10000"]
    way = chance.choice(ways)
    if way == "word":
        return _written(number, number.digits, _SCALE_SLIPS[number.scale])
    if not number.digits[0].isdigit():
        return None
    value = Decimal(number.digits.replace(",", "")) * int(way)
    return _written(number, f"{value.normalize():f}")


def _slip_digit(number: Number, chance: random.Random) -> _Changed:
    digits = number.digits
    if digits in WORDS:
        return _written(number, chance.choice([w for w, i in WORDS.items() if i > 1 and w != digits]))
    places = [i for i, c in enumerate(digits) if c.isdigit() or c in HAN_DIGITS]
    if not places:
        return None
    place = chance.choice(places)
    pool = "123456789" if digits[place].isascii() else "二三四五六七八九"
    new = chance.choice([c for c in pool if c != digits[place]])
    return _written(number, digits[:place] + new + digits[place + 1 :])


def _slip_unit(number: Number, chance: random.Random) -> str:
    del chance
    if number.after.startswith(_PERCENT_SIGNS):
        points = "个百分点" if _HAN.search(number.text) else " percentage points"
        return f"{number.text[: number.stop]}{points}{number.after[1:]}"
    for old, new in _UNIT_SLIPS:
        if number.after.startswith(old) and not number.after.startswith(_OTHER_WORDS):
            return f"{number.text[: number.stop]}{new}{number.after[len(old) :]}"
    return ""


def _slip_currency(number: Number, chance: random.Random) -> str:
    del chance
    if _TWO_CURRENCIES.search(number.before[-6:]) and number.after.startswith(tuple(old for old, _ in _CURRENCY_SLIPS)):
        return ""  # "US$1 billion dollars", "人民币20万元": with one of them changed it would contradict itself
    for old, new in _CURRENCY_SLIPS:
        if number.after.startswith(old):
            return f"{number.text[: number.stop]}{new}{number.after[len(old) :]}"
    for old, new in _SIGN_SLIPS:
        if number.before.endswith(old):
            return f"{number.before.removesuffix(old)}{new}{number.text[number.start :]}"
    return ""


def _drop_hedge(number: Number, chance: random.Random) -> str:
    del chance
    trailing = _TRAILING_HEDGE.match(number.after)
    if trailing and not number.before.endswith(tuple(old for old, _ in _HEDGES)):
        return f"{number.text[: number.stop]}{number.after[trailing.end() :]}"
    for old, _ in _HEDGES:
        if _hedged(number, old):
            return f"{number.before.removesuffix(old)}{number.text[number.start :]}"
    return ""


def _hedged(number: Number, hedge: str) -> bool:
    twice = _TRAILING_HEDGE.match(number.after)  # 约120多万: either of them will do
    return number.before.endswith(hedge) and not twice and not _NO_HEDGE.search(number.before[-12:])


def _flip_hedge(number: Number, chance: random.Random) -> str:
    del chance
    for old, new in _HEDGES:
        if _hedged(number, old):
            return f"{number.before.removesuffix(old)}{new}{number.text[number.start :]}"
    return ""


_VALUE_KINDS: dict[str, Callable[[Number, random.Random], _Changed]] = {"scale": _slip_scale, "digit": _slip_digit}
_WORD_KINDS: dict[str, Callable[[Number, random.Random], str]] = {
    "unit": _slip_unit,
    "currency": _slip_currency,
    "hedge dropped": _drop_hedge,
    "hedge flipped": _flip_hedge,
}
KINDS = (*_VALUE_KINDS, *_WORD_KINDS, "paragraph swapped")
