"""An article as numbered paragraphs, read from what a caller sends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.domain.characters import clean, clean_line
from service.domain.errors import ArticleError, ArticleTooLong, ArticleTooShort
from service.domain.language import Language, detect
from service.domain.paragraph import Paragraph
from service.domain.splitting import numbered, split
from service.domain.summary import Span

MIN_ARTICLE_CHARACTERS = 40  # contract §3; white space does not count
MAX_ARTICLE_CHARACTERS = 200_000  # contract §3
MAX_PARAGRAPHS = 2_000  # contract §3


@dataclass(frozen=True, slots=True)
class Source:
    """Who published an article: the name as given, and its form in Latin script (the same where it is Latin)."""

    name: str
    romanized: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of an article beside its text; "" and None where it is not."""

    title: str = ""
    source: Source | None = None
    published_at: str = ""
    url: str = ""


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


def read_text(text: str, about: About, *, least: int = MIN_ARTICLE_CHARACTERS) -> Article:
    """Return the article in a text, split into paragraphs.

    ``least`` is the number of characters of the story, white space aside, below which ArticleTooShort is raised.
    Also raise ArticleTooLong, LanguageNotSupported, and ArticleError for what is no text or no date.
    """
    _refuse_length(len(text))
    return _article(split(clean(text), MAX_PARAGRAPHS + 1), about, least)


def read_paragraphs(texts: Sequence[str], about: About, *, least: int = MIN_ARTICLE_CHARACTERS) -> Article:
    """Return the article made of the caller's own paragraphs, keeping their numbers; raise what ``read_text`` does.

    Spans count in the paragraphs joined by a blank line.
    """
    _refuse_count(len(texts))
    _refuse_length(sum(len(text) for text in texts))
    paragraphs: list[Paragraph] = []
    start = 0
    for number, text in enumerate(texts, start=1):
        stripped = clean(text).strip()
        paragraphs.append(numbered(stripped, Span(start, start + len(stripped)), number))
        start += len(stripped) + 2
    return _article(tuple(paragraphs), about, least)


def _article(paragraphs: tuple[Paragraph, ...], about: About, least: int) -> Article:
    _refuse_count(len(paragraphs))
    story = "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.boilerplate)
    if len("".join(story.split())) < least:
        raise ArticleTooShort(f"an article needs {least} characters beside advertising and editors' lines")
    return Article(
        title=clean_line(about.title),
        source=_source(about.source),
        published_at=_date(about.published_at.strip()),
        url=clean_line(about.url),
        language=detect(story),
        paragraphs=paragraphs,
    )


def _source(source: Source | None) -> Source | None:
    return source and Source(clean_line(source.name), clean_line(source.romanized))


def _refuse_count(paragraphs: int) -> None:
    if paragraphs > MAX_PARAGRAPHS:
        raise ArticleTooLong(f"an article may have {MAX_PARAGRAPHS:,} paragraphs")


def _refuse_length(characters: int) -> None:
    if characters > MAX_ARTICLE_CHARACTERS:
        raise ArticleTooLong(f"an article may have {MAX_ARTICLE_CHARACTERS:,} characters")


_RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2}))?", re.ASCII)


def is_date(text: str) -> bool:
    """Whether a text is a date-time or a full-date of RFC 3339 that exists."""
    return _RFC_3339.fullmatch(text) is not None and _exists(text)


def _date(text: str) -> str:
    """Return an RFC 3339 date-time or full-date as given; raise ArticleError for anything else but ""."""
    if text and not is_date(text):
        message = "published_at must be an RFC 3339 date-time with its offset, or a date: 2025-08-13T12:33:00+08:00"
        raise ArticleError(message, pointer="/published_at")
    return text


def _exists(date: str) -> bool:
    try:
        datetime.fromisoformat(date.upper())
    except ValueError:
        return False
    return True
