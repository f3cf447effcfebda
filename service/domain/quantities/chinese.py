"""Finds the numbers that Chinese words state, digits before Chinese scales included."""

import re
from collections.abc import Iterator
from decimal import Decimal

from service.domain.quantities.numerals import HAN_DIGITS, HAN_SCALES, Numeral, exact, read_digits, read_han
from service.domain.quantities.quantity import Hedge
from service.domain.quantities.scanned import (
    COUNT,
    DIGITS,
    MULTIPLE,
    ORDINAL,
    SCORE,
    SHARE,
    Number,
    Reader,
    Scanned,
    Scanner,
    always,
    sized,
    weak,
)

_HAN = "".join(HAN_DIGITS)
_SCALE = "(?:[十百万亿拾佰仟]|千(?![瓦克米卡伏赫帕焦])|兆(?![瓦赫比字帕欧]))"  # 千瓦 is a unit, not a thousand
_ANY = f"(?:[{_HAN}]|{_SCALE})"
_MORE = r"[多余来几](?=\s?[万亿])"
_NUMBER = (
    rf"(?:{DIGITS}\s?(?:[多余来几]\s?)?(?={_SCALE})|(?=[{_HAN}{HAN_SCALES}]))(?:{_ANY}|{_MORE})"
    rf"(?:{_ANY}|{_MORE}|(?<=[万亿千百]){DIGITS}(?![\d.,%])|\s(?={_SCALE})){{0,30}}+(?:点[{_HAN}]{{1,12}}(?!分)(?:{_SCALE}){{0,2}})?"
)
_EITHER = rf"(?:{_NUMBER}|{DIGITS})"
_AT_NUMERALS = (
    ("percent", rf"(?P<hundred>[百千万])分之(?P<of_hundred>{_EITHER})"),
    ("fraction", rf"(?:(?P<whole>{_EITHER})又)?(?P<below>{_EITHER})分之(?P<above>{_EITHER})"),
    ("score", r"(?<![\d:.])(?P<home>\d{1,3})\s?[:比]\s?(?P<guest>\d{1,3})(?![\d:.])"),
    ("dozens", rf"(?P<twelves>[{_HAN}]|\d{{1,3}})打(?=\W|$)"),
    ("teens", rf"(?P<tens>[{_HAN}]?十)几"),
    ("halves", "一半"),
    ("number", _NUMBER),
)
_AT_WORDS = (
    ("ordinal", rf"第\s?(?P<place>{_EITHER})"),
    ("counted_by", rf"数以(?P<counted>{_SCALE}{{1,3}})计|成[百千]上[百千万]+"),
    ("some", rf"(?:好几|[数几]|上(?={_SCALE})|成(?=[千万百]))(?P<size>{_SCALE}{{1,3}})"),
    ("half_hundred", "半百"),
    ("half", r"半数|过半|对半|减半|腰斩|半(?=[个年天日小场价成百])"),
    ("folds", r"翻(?:了)?(?P<times>[一两三四])番|翻番|翻(?:了)?一?倍|加倍|倍增|成倍"),
    ("two", r"[双俩]"),
    ("one", r"[单每]"),
)


def _any_of(rules: tuple[tuple[str, str], ...]) -> str:
    return "|".join(f"(?P<{name}>{pattern})" for name, pattern in rules)


# The first character tells which rules can match: most of a text's characters begin none of them.
_BEGINS = re.compile(rf"[{_HAN}{HAN_SCALES}好数几上成翻加倍过对减腰半双俩单每第\d](?<!\d\d)")
_FIND = re.compile(
    rf"(?:(?=[{_HAN}{HAN_SCALES}])|(?<![\d:])(?=\d[\d,.]{{0,28}}\s?[{HAN_SCALES}多余来几分又比:打]))"
    rf"(?:{_any_of(_AT_NUMERALS)})"
    rf"|(?=[好数几上成翻加倍过对减腰半双俩单每第])(?:{_any_of(_AT_WORDS)})"
)
_SOME = re.compile(
    f"[{_HAN}{HAN_SCALES}多余来几分又比:打好数上成翻加倍过对减腰半双俩单每第]"
)  # one stands in all of them
_SCALES = re.compile(f"[{HAN_SCALES}]+")
_INNER_HEDGE = re.compile("[多余来几]")
_BEFORE_SCALES = "0123456789.,多余来几 "
_ZEROS = "零〇○"  # 零下, 从零开始
_HALVES = frozenset({"一半", "半数", "过半"})
_ENUMERATED = 2  # 第一, 第二: firstly, secondly


def scan_chinese(text: str) -> Iterator[Scanned]:
    """Yield the numbers in Chinese words, from left to right; the text is in simplified characters."""
    return _SCANNER.scan(text) if _SOME.search(text) else iter(())


def _number(match: re.Match[str]) -> Number | None:
    words = match[0]
    inner = _INNER_HEDGE.search(words)
    numeral = read_han(_INNER_HEDGE.sub("", words).replace(" ", ""))
    if numeral is None or words in _ZEROS:
        return None
    if _SCALES.fullmatch(words) and words != "十":  # 百万, 亿: a size rather than a number
        return sized(numeral.value, numeral.value * 10, scale=numeral.value)
    hedge = Hedge.NONE if inner is None else Hedge.ABOUT if inner[0] == "来" else Hedge.OVER
    return Number(numeral, scale=_scale_of(words), hedge=hedge)


def _scale_of(words: str) -> Decimal:
    """Return what the digits at the beginning are multiplied by: 10⁸ for 3.5亿."""
    scales = words.lstrip(_BEFORE_SCALES)
    numeral = read_han(scales) if scales != words and _SCALES.fullmatch(scales) else None
    return numeral.value if numeral else Decimal(1)


def _percent(match: re.Match[str]) -> Number | None:
    whole = {"百": 100, "千": 1_000, "万": 10_000}[match["hundred"]]
    return _shared(_either(match["of_hundred"]), exact(Decimal(whole), Decimal(1)))


def _fraction(match: re.Match[str]) -> Number | None:
    number = _shared(_either(match["above"]), _either(match["below"]))
    whole = _either(match["whole"]) if match["whole"] else exact(Decimal(0), Decimal(1))
    if number is None or whole is None:
        return None
    return Number(exact(whole.value + number.numeral.value, number.numeral.step), SHARE)


def _shared(above: Numeral | None, below: Numeral | None) -> Number | None:
    if above is None or below is None or not below.value:
        return None
    part = Numeral(above.value / below.value, above.step / below.value, above.high / below.value)
    return Number(part, SHARE)


def _score(match: re.Match[str]) -> Number:
    return Number(Numeral(Decimal(match["home"]), Decimal(1), Decimal(match["guest"])), SCORE)


def _ordinal(match: re.Match[str]) -> Number | None:
    numeral = _either(match["place"])
    return Number(numeral, ORDINAL, weak=numeral.value <= _ENUMERATED) if numeral else None


def _counted_by(match: re.Match[str]) -> Number | None:
    """Read 数以万计, and 成百上千, 成千上万, 成千上百万: from a tenth of the larger size to ten times of it."""
    size = read_han(match["counted"] or match[0].lstrip("成百千")[1:] or "万")
    if size is None:
        return None
    least = size.value if match["counted"] else size.value / 10
    return sized(least, size.value * (100 if match["counted"] else 10))


def _some(match: re.Match[str]) -> Number | None:
    size = read_han(match["size"])
    if size is None:
        return None
    if match[0][0] == "上":  # 上百 are a hundred and more
        return Number(size, hedge=Hedge.OVER)
    return sized(size.value * (1 if match[0][0] == "成" else 2), size.value * 10)


def _dozens(match: re.Match[str]) -> Number | None:
    numeral = _either(match["twelves"])
    return Number(numeral.times(Decimal(12))) if numeral else None


def _teens(match: re.Match[str]) -> Number | None:
    tens = read_han(match["tens"])
    return sized(tens.value + 1, tens.value + 9) if tens else None


def _half(match: re.Match[str]) -> Number:
    return Number(exact(Decimal("0.5"), Decimal("0.5")), SHARE, weak=match[0] not in _HALVES)


def _folds(match: re.Match[str]) -> Number:
    times = HAN_DIGITS[match["times"]] if match["times"] else 1
    return Number(exact(Decimal(2) ** times, Decimal(1)), MULTIPLE)


_READERS: dict[str, Reader] = {
    "percent": _percent,
    "fraction": _fraction,
    "score": _score,
    "ordinal": _ordinal,
    "counted_by": _counted_by,
    "some": _some,
    "half_hundred": always(Number(exact(Decimal(50), Decimal(10)))),
    "dozens": _dozens,
    "teens": _teens,
    "number": _number,
    "folds": _folds,
    "halves": _half,
    "half": _half,
    "two": always(weak(Decimal(2), COUNT)),
    "one": always(weak(Decimal(1), COUNT)),
}


def _either(words: str) -> Numeral | None:
    in_digits = words[-1].isdigit() and not _SCALES.search(words)
    return read_digits(words) if in_digits else read_han(words.replace(" ", ""))


_SCANNER = Scanner(_BEGINS, _FIND, _READERS)
