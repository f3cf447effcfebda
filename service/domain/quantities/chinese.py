"""Finds the numbers that Chinese words state, digits before Chinese scales included."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from service.domain.quantities.numerals import HAN_DIGITS, HAN_SCALES, Numeral, exact, read_digits, read_han
from service.domain.quantities.quantity import Hedge
from service.domain.quantities.scanned import COUNT, DIGITS, MULTIPLE, ORDINAL, SCORE, SHARE, Scanned

_HAN = "".join(HAN_DIGITS)
_SCALE = "(?:[十百万亿拾佰仟]|千(?![瓦克米卡伏赫帕焦])|兆(?![瓦赫比字帕欧]))"  # 千瓦 is a unit, not a thousand
_ANY = f"(?:[{_HAN}]|{_SCALE})"
_MORE = r"[多余来几](?=\s?[万亿])"
_NUMBER = (
    rf"(?:{DIGITS}\s?(?:[多余来几]\s?)?(?={_SCALE})|(?=[{_HAN}{HAN_SCALES}]))(?:{_ANY}|{_MORE})"
    rf"(?:{_ANY}|{_MORE}|(?<=[万亿千百]){DIGITS}(?![\d.,%])|\s(?={_SCALE}))*(?:点[{_HAN}]+(?!分))?"
)
_EITHER = rf"(?:{_NUMBER}|{DIGITS})"
_RULES = (
    ("percent", rf"(?P<hundred>[百千万])分之(?P<of_hundred>{_EITHER})"),
    ("fraction", rf"(?:(?P<whole>{_EITHER})又)?(?P<below>{_EITHER})分之(?P<above>{_EITHER})"),
    ("score", r"(?<![\d:.])(?P<home>\d{1,3})\s?[:比]\s?(?P<guest>\d{1,3})(?![\d:.])"),
    ("ordinal", rf"第\s?(?P<place>{_EITHER})"),
    ("counted_by", rf"数以(?P<counted>{_SCALE}{{1,3}})计|成千上万|千千万万"),
    ("some", rf"(?:好几|[数几]|上(?={_SCALE})|成(?=[千万百]))(?P<size>{_SCALE}{{1,3}})"),
    ("teens", rf"(?P<tens>[{_HAN}]?十)几"),
    ("number", _NUMBER),
    ("folds", r"翻(?:了)?(?P<times>[一两三四])番|翻番|翻(?:了)?一?倍|加倍|倍增|成倍"),
    ("half", r"一半|半数|过半|对半|减半|腰斩|半(?=[个年天日小场价])"),
    ("two", r"[双俩]"),
    ("one", r"[单每]"),
)
_FIND = re.compile(
    rf"(?=[\d{_HAN}{HAN_SCALES}好数几上成翻加倍过对减腰半双俩单每第])(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _RULES)
    + ")"
)
_BIG = re.compile(f"[{HAN_SCALES}]+")
_INNER_HEDGE = re.compile("[多余来几]")


def scan_chinese(text: str) -> Iterator[Scanned]:
    """Yield the numbers in Chinese words, from left to right; the text is in simplified characters."""
    for match in _FIND.finditer(text):
        if found := _READERS[match.lastgroup or ""](match):
            yield found


def _number(match: re.Match[str]) -> Scanned | None:
    words = match[0]
    inner = _INNER_HEDGE.search(words)
    numeral = read_han(_INNER_HEDGE.sub("", words).replace(" ", ""))
    if numeral is None:
        return None
    scales = "".join(_BIG.findall(words))
    if scales == words and words != "十":  # 百万, 亿: a size rather than a number
        return _sized(match, numeral.value, numeral.value * 10)
    hedge = Hedge.NONE if not inner else Hedge.ABOUT if inner[0] == "来" else Hedge.OVER
    weak = not scales and not words[0].isdigit() and len(words) == 1
    return _scanned(match, numeral, scale=_scale_of(words), hedge=hedge, weak=weak and words in "零〇一○")


def _scale_of(words: str) -> Decimal:
    """Return what the digits at the beginning are multiplied by: 10⁸ for 3.5亿."""
    scales = words.lstrip("0123456789.,多余来几 ")
    numeral = read_han(scales) if scales and scales != words and _BIG.fullmatch(scales) else None
    return numeral.value if numeral else Decimal(1)


def _percent(match: re.Match[str]) -> Scanned | None:
    numeral = _either(match["of_hundred"])
    whole = {"百": 100, "千": 1_000, "万": 10_000}[match["hundred"]]
    return numeral and _scanned(match, _divided(numeral, Decimal(whole)), unit=SHARE)


def _fraction(match: re.Match[str]) -> Scanned | None:
    below, above = _either(match["below"]), _either(match["above"])
    whole = _either(match["whole"]) if match["whole"] else exact(Decimal(0), Decimal(1))
    if not (below and above and whole and below.value):
        return None
    part = _divided(above, below.value)
    value = whole.value + part.value
    return _scanned(match, exact(value, part.step), unit=SHARE)


def _score(match: re.Match[str]) -> Scanned:
    return _scanned(match, Numeral(Decimal(match["home"]), Decimal(1), Decimal(match["guest"])), unit=SCORE)


def _ordinal(match: re.Match[str]) -> Scanned | None:
    numeral = _either(match["place"])
    return numeral and _scanned(match, numeral, unit=ORDINAL, weak=numeral.value == 1)


def _counted_by(match: re.Match[str]) -> Scanned | None:
    size = read_han(match["counted"]) if match["counted"] else exact(Decimal(1_000), Decimal(1_000))
    return size and _sized(match, size.value, size.value * 100)


def _some(match: re.Match[str]) -> Scanned | None:
    size = read_han(match["size"])
    if size is None:
        return None
    least = 1 if match[0][0] in "上成" else 2
    return _sized(match, size.value * least, size.value * 10)


def _teens(match: re.Match[str]) -> Scanned | None:
    tens = read_han(match["tens"])
    return tens and _sized(match, tens.value + 1, tens.value + 9)


def _folds(match: re.Match[str]) -> Scanned:
    times = HAN_DIGITS[match["times"]] if match["times"] else 1
    return _scanned(match, exact(Decimal(2) ** times, Decimal(1)), unit=MULTIPLE)


def _half(match: re.Match[str]) -> Scanned:
    return _scanned(match, exact(Decimal("0.5"), Decimal("0.5")), unit=SHARE, weak=True)


def _two(match: re.Match[str]) -> Scanned:
    return _scanned(match, exact(Decimal(2), Decimal(1)), unit=COUNT, weak=True)


def _one(match: re.Match[str]) -> Scanned:
    return _scanned(match, exact(Decimal(1), Decimal(1)), unit=COUNT, weak=True)


_READERS: dict[str, Callable[[re.Match[str]], Scanned | None]] = {
    "percent": _percent,
    "fraction": _fraction,
    "score": _score,
    "ordinal": _ordinal,
    "counted_by": _counted_by,
    "some": _some,
    "number": _number,
    "teens": _teens,
    "folds": _folds,
    "half": _half,
    "two": _two,
    "one": _one,
}


def _either(words: str) -> Numeral | None:
    return read_digits(words) if words[-1].isdigit() and not _BIG.search(words) else read_han(words.replace(" ", ""))


def _divided(numeral: Numeral, by: Decimal) -> Numeral:
    return Numeral(numeral.value / by, numeral.step / by, numeral.high / by)


def _sized(match: re.Match[str], low: Decimal, high: Decimal) -> Scanned:
    return _scanned(match, Numeral(low, low, high), vague=True)


def _scanned(match: re.Match[str], numeral: Numeral, **rest: object) -> Scanned:
    return Scanned(start=match.start(), end=match.end(), numeral=numeral, **rest)  # type: ignore[arg-type]
