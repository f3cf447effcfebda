"""Recognizers-Text: sentences with the value of every number, percentage and amount of money in them."""

import re
from collections import Counter, defaultdict
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from service.domain.quantities import Quantity, read_quantities
from service.domain.quantities.quantity import Dimension
from service.evaluation.labelled.cases import Bench, Miss, Scored, share
from service.evaluation.rows import Row, read_rows
from service.evaluation.tables import Measure

SET = "recognizers_text"
_RESOLVED = 0.95  # issue 3, figure 2
_MODELS = {"NumberModel": "numbers", "PercentModel": "percentages", "CurrencyModel": "money"}
_LANGUAGES = {"zh": "Chinese", "en": "English"}
_TOLERANCE = Decimal("0.000001")  # the set writes two thirds as 0.666666666666667
_OUTSIDE = (
    ("formula", r"\^|\de[+-]?\d|[xX×*]10|\bover\b|out of|[a-z]ths?s?\b.*[a-z]ths?s?\b|[０-９]e"),
    ("numerals dictated piece by piece", r"[一-鿿] +[一-鿿]|[一-鿿] *又 *[一-鿿]+ *分|point of|and \w+ mao"),
    (
        "fraction in words that news does not write",
        r"(?:fths|\bfirsts|(?:hundred|thousand|illion)ths?)$|twenty-first",
    ),
    ("name or another country's notation", r"^(?:\d+,\d|\d+,\d\d,.*)$|nought|satoshi|dzs|₾"),
)
"""Cases left out, with the reason: what is no quantity of news, or a name that is left alone on purpose."""

_DOLLARS = {"USD", "AUD", "CAD", "HKD", "SGD", "TWD", "NZD"}


class Meaning(BaseModel):
    """The value that was expected."""

    model_config = ConfigDict(extra="ignore")

    value: str | None = None
    isoCurrency: str | None = None  # noqa: N815  # the set's own name


class Expected(BaseModel):
    """A stretch of the sentence, ``End`` inclusive, and what it means."""

    model_config = ConfigDict(extra="ignore")

    Text: str = ""
    TypeName: str = ""
    Resolution: Meaning | None = None
    Start: int = -1
    End: int = -1


class CaseRow(Row):
    """A sentence and what is expected of it."""

    lang: str
    model: str
    input: str
    results: tuple[Expected, ...] = ()


def score(path: Path, bench: Bench) -> Scored:
    """Return which share of the applicable cases resolve to the expected value; the rest are the misses.

    A case is applicable where a value is expected of it: the set also holds sentences that hold nothing, or amounts
    without a number.
    """
    del bench  # values are read, not checked
    tried: dict[str, list[bool]] = defaultdict(list)
    outside: Counter[str] = Counter()
    misses: list[Miss] = []
    for row in read_rows(path, CaseRow):
        if row.model not in _MODELS or row.lang not in _LANGUAGES:
            continue
        metric = f"{_LANGUAGES[row.lang]} {_MODELS[row.model]} resolved"
        reasons = [reason for expected in row.results if (reason := _outside(row, expected))]
        wanted = [expected for expected in row.results if not _outside(row, expected)]
        if not wanted:
            outside[reasons[0] if reasons else "no value expected"] += 1
            continue
        read = read_quantities(row.input)
        missed = [expected for expected in wanted if not any(_agrees(one, expected, row.model) for one in read)]
        tried[metric].append(not missed)
        misses += [_miss(metric, row, expected, read) for expected in missed]
    measures = [_resolved(metric, good) for metric, good in sorted(tried.items())]
    total = _resolved("all resolved", [one for good in tried.values() for one in good])
    left = [Measure(set=SET, metric=f"left out: {why}", value=None, n=n) for why, n in outside.items()]
    return Scored([*measures, total, *left], misses)


def _resolved(metric: str, good: list[bool]) -> Measure:
    return Measure(set=SET, metric=metric, value=share(sum(good), len(good)), n=len(good), bound=_RESOLVED)


def _outside(row: CaseRow, expected: Expected) -> str:
    """Return why a case is not applicable, "" where it is."""
    if _value(expected) is None:
        return "no value expected"
    if re.search(r"[A-Za-z]-$", row.input[: max(expected.Start, 0)]):
        return "name or another country's notation"
    return next((reason for reason, pattern in _OUTSIDE if re.search(pattern, expected.Text)), "")


def _value(expected: Expected) -> Decimal | None:
    text = ((expected.Resolution and expected.Resolution.value) or "").replace(",", "").removesuffix("%")
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _agrees(read: Quantity, expected: Expected, model: str) -> bool:
    """Whether what was read at these words has the expected value, in the unit that stands there."""
    if read.span.end <= expected.Start or read.span.start > expected.End:
        return False
    if model == "CurrencyModel" and not _same_currency(read, expected):
        return False
    factor = Decimal("0.01") if read.unit.dimension is Dimension.SHARE and model == "PercentModel" else read.unit.factor
    wanted = _value(expected)
    stated = [value for value in (read.low, read.high, read.also) if value is not None]
    written = [*stated, *(value / factor for value in stated)]
    return wanted is not None and any(abs(value - wanted) <= _TOLERANCE * abs(wanted) for value in written)


def _same_currency(read: Quantity, expected: Expected) -> bool:
    if read.unit.dimension is not Dimension.MONEY:
        return False
    iso = expected.Resolution.isoCurrency if expected.Resolution else None
    return not iso or read.unit.name == iso or (read.unit.name == "$" and iso in _DOLLARS)


def _miss(metric: str, row: CaseRow, expected: Expected, read: tuple[Quantity, ...]) -> Miss:
    there = [one for one in read if one.span.start <= expected.End and one.span.end > expected.Start]
    words = [
        f"{one.text!r} read as {one.low.normalize():f} {one.unit.dimension} {one.unit.name}".strip() for one in there
    ]
    wanted = f"{expected.Text!r} = {_value(expected)}"
    reason = "; ".join(words) or (
        "no quantity read" if re.search(r"\d", expected.Text) else "no quantity read in words"
    )
    return Miss(SET, metric, row.id, row.input, wanted, (reason,))
