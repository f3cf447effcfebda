"""What became of one invariant, and when a fault explains something."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from bench.chaos.history import Fault
from bench.load.stories import TALES, Tongue, drawn


@dataclass
class Verdict:
    """``promise`` in words, how often it was looked at, what broke it, and a figure that goes with it."""

    promise: str
    checked: int = 0
    broken: list[str] = field(default_factory=list)
    note: str = ""

    def look(self, *, holds: bool, otherwise: str) -> None:
        """Count one look."""
        self.checked += 1
        if not holds:
            self.broken.append(otherwise)


class Windows:
    """When something of these families was wrong: each fault counts until ``after`` seconds past its end."""

    def __init__(self, faults: Iterable[Fault], families: set[str], after: float) -> None:
        found = [one for one in faults if one.family in families]
        self._spans = sorted((one.began, one.ended + after) for one in found)
        self._longest = max((end - begin for begin, end in self._spans), default=0.0)

    def touch(self, began: float, ended: float) -> bool:
        """Return whether one of them was in that time."""
        first = bisect_left(self._spans, (began - self._longest, 0.0))
        for begin, end in self._spans[first:]:
            if begin > ended:
                return False
            if end >= began:
                return True
        return False


@cache
def told_of(article: str) -> frozenset[str]:
    """Return all insights that a brief of the article may hold: the endpoints write always the same."""
    tongue: Tongue = "zh" if article[2:4] == "ZH" else "en"
    values = drawn(int(article[4:]), tongue)
    return frozenset(said.format_map(values) for said, _, _ in TALES[tongue].insights)
