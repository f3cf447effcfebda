"""The seams to what briefs are found by, beside their ids."""

from typing import Protocol

MOST_OF_ITEM = 1_024
"""Briefs of one item that are found: languages, backends and all versions of a long day; one more is not withdrawn."""


class ItemIndex(Protocol):
    """The briefs of each item of a content system, by its own name, as long as briefs live; at most ``MOST_OF_ITEM``.

    No method raises: at worst nothing is found.
    """

    def link(self, item: str, brief_id: str) -> bool:
        """Remember that the brief is one of the item; False where the item was withdrawn a moment ago."""

    def briefs(self, item: str) -> tuple[str, ...]:
        """Return the ids of the item's briefs, the newest first; some may no longer be kept."""

    def withdraw(self, item: str) -> tuple[str, ...]:
        """Forget the item and return the ids of its briefs; for a while no brief is linked to it."""


class SimilarityIndex(Protocol):
    """The briefs whose articles have features in common, as long as briefs live; bounded.

    A sketch is a fixed number of an article's features: 64-bit numbers, ascending (see domain/similarity.py). Ids are
    32 hexadecimal digits. No method raises: at worst nothing is found.
    """

    def add(self, brief_id: str, sketch: tuple[int, ...]) -> None:
        """Remember the brief under the features of its article."""

    def candidates(self, sketch: tuple[int, ...]) -> tuple[str, ...]:
        """Return the ids of briefs that share enough features with the sketch, those that share most first.

        Of those that share as much the newest first; ``MOST_CANDIDATES`` at most. Some may no longer be kept.
        """

    def remove(self, brief_id: str, sketch: tuple[int, ...]) -> None:
        """Forget the brief."""
