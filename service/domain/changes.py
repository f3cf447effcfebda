"""What differs between two versions of a text, as an editor needs to see it."""

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What changed, in the order in which it matters: an editor looks at numbers first."""

    NUMBER = "number"
    DATE = "date"
    ADDED = "added"
    REMOVED = "removed"
    WORDING = "wording"


VALUES = frozenset({ChangeKind.NUMBER, ChangeKind.DATE})
"""The kinds whose words are a value's own, and not a whole paragraph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that changed: the words before and after, "" where there are none on that side.

    ``paragraph_before`` and ``paragraph`` are the numbers of the paragraphs in the earlier and in this text, None where
    the text has none. Of a number or a date the words are its own, of a paragraph they are the whole paragraph.
    """

    kind: ChangeKind
    before: str = ""
    after: str = ""
    paragraph_before: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """A kept brief of an article that this one is a rewrite of, or the other way round.

    ``similarity`` is the share of the two texts that stands in runs of words which both have, 0 to 1; ``numbers`` are
    those that differ, then the dates: ``before`` in the other article, ``after`` in this one.
    """

    id: str
    similarity: float
    numbers: tuple[Change, ...]
