"""A numbered paragraph of an article."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article: ``number`` counts from 1, ``start`` and ``end`` are code points of the whole text.

    A ``boilerplate`` paragraph (editor's line, advertising, or nothing) keeps its number but is no citation target.
    """

    number: int
    text: str
    start: int
    end: int
    boilerplate: bool = False
