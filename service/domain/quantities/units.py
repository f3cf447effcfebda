"""The units that follow or precede a number, in both languages, read from ``units.tsv``."""

from collections.abc import Iterator
from decimal import Decimal
from importlib import resources

from service.domain.quantities.quantity import Dimension, Unit

_PREFIX = "prefix"


def _rows() -> Iterator[tuple[str, Unit, tuple[str, ...]]]:
    content = resources.files("service.domain.quantities").joinpath("units.tsv").read_text(encoding="utf-8")
    for line in content.splitlines():
        if not line.startswith("#"):
            kind, name, factor, words = line.split("\t")
            dimension = Dimension.MONEY if kind == _PREFIX else Dimension(kind)
            yield kind, Unit(dimension, name, Decimal(factor)), tuple(words.split("|"))


_ROWS = tuple(_rows())

UNITS: dict[str, Unit] = {word: unit for kind, unit, words in _ROWS if kind != _PREFIX for word in words}
"""Every unit by its word: Chinese in simplified characters, English in lower case."""

PREFIXES: dict[str, Unit] = {word: unit for kind, unit, words in _ROWS if kind == _PREFIX for word in words}
"""The currencies that stand before a number, by their words."""

APART = frozenset({"person", "company", "machine", "country"})
"""The classes of things that exclude each other between languages, too: a translator is free in all the others."""
