"""An article as numbered paragraphs."""

from dataclasses import dataclass

from service.domain.language import Language

MIN_ARTICLE_CHARACTERS = 40  # contract §3
MAX_ARTICLE_CHARACTERS = 200_000  # contract §3
MAX_PARAGRAPHS = 2_000  # contract §3


@dataclass(frozen=True, slots=True)
class Source:
    """Who published an article: the name as given, and its form in Latin script (the same where it is Latin)."""

    name: str
    romanized: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What is to be briefed. ``published_at`` is RFC 3339 as given, "" where unknown; ``url`` is only carried along."""

    title: str = ""
    source: Source | None = None
    published_at: str = ""
    url: str = ""
    language: Language
    paragraphs: tuple[Paragraph, ...]

    def paragraph(self, number: int) -> Paragraph | None:
        """Return the paragraph of that number, None where the article has none."""
        return self.paragraphs[number - 1] if 1 <= number <= len(self.paragraphs) else None
