"""A quantity as a text states it: a value with its unit, and how exactly it is meant."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from service.domain.summary import Span


class Dimension(StrEnum):
    """What is measured: quantities of two dimensions are never the same, save the bare number that says nothing."""

    BARE = "bare"  # no unit that we know: "350", or a noun we do not know behind it
    COUNT = "count"  # a measure word or a noun of things that are counted
    MONEY = "money"
    SHARE = "share"  # percent, 成, fractions: value 1 is the whole
    POINTS = "points"  # percentage points, never percent: value 1 is one point
    MULTIPLE = "multiple"  # 倍, 翻番, threefold: value is what it grew to, as a multiple of what it was
    ORDINAL = "ordinal"  # 第三, third, No. 3
    SCORE = "score"  # 3:2, two values
    MONTHS = "months"  # years, quarters, months: their length in days is not fixed
    SECONDS = "seconds"  # weeks, days, hours, minutes
    LENGTH = "length"  # metres
    AREA = "area"  # square metres
    VOLUME = "volume"  # litres
    MASS = "mass"  # grams
    SPEED = "speed"  # metres a second
    POWER = "power"  # watts
    ENERGY = "energy"  # watt-hours
    DATA = "data"  # bytes
    DATA_RATE = "data rate"  # bits a second
    FREQUENCY = "frequency"  # hertz
    VOLTAGE = "voltage"  # volts
    TEMPERATURE = "temperature"  # degrees Celsius; degrees Fahrenheit are a unit of their own
    PIXELS = "pixels"


class Hedge(StrEnum):
    """What a text adds to a number to say how exactly it is meant."""

    NONE = ""
    ABOUT = "about"  # 约, 左右, about
    NEARLY = "nearly"  # 近, nearly: a little less
    OVER = "over"  # 超, 逾, 多, 余, more than, at least
    UNDER = "under"  # 不足, 不到, less than, at most


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: ``factor`` turns a value in it into the dimension's base unit.

    ``name`` is the currency (ISO 4217, or "$" for a dollar of some country), the class of things counted (``person``,
    ``company`` …, "" where the word fits everything), or the unit's own name.
    """

    dimension: Dimension
    name: str = ""
    factor: Decimal = Decimal(1)


BARE = Unit(Dimension.BARE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A quantity, with the words that state it and their place in the text.

    ``low`` and ``high`` are in the base unit of the dimension and the same unless the text states a range ("3-5亿"), a
    score, or no more than a size ("数百万": ``vague``). ``step`` is the value of the last place that is written: 0.1 in
    "3.5", 10⁷ in "3.5亿". ``also`` is what growth by a share ends at, as a multiple of what was before. A
    ``weak`` quantity is evidence, but as a claim too uncertain to be checked: 一个, the 16 of a product's name, both.
    """

    text: str
    span: Span
    low: Decimal
    high: Decimal
    step: Decimal = Decimal(1)
    unit: Unit = BARE
    hedge: Hedge = Hedge.NONE
    also: Decimal | None = None
    vague: bool = False
    weak: bool = False
    each: bool = False

    @property
    def value(self) -> Decimal:
        """The value, of a range its lower end."""
        return self.low

    @property
    def is_range(self) -> bool:
        """Whether two different values are stated."""
        return self.low != self.high
