"""Turns what a caller sends into an article: HTML flattened, the source's name romanised, the text split."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from service.adapters.html_text import extract_text, is_html, visible_text
from service.adapters.line import article_is_read
from service.adapters.romanizer import Romanizer
from service.domain.article import MAX_ARTICLE_CHARACTERS, About, Article, Source, read_paragraphs, read_text
from service.domain.characters import clean_line
from service.domain.enclosed import article_in
from service.domain.errors import ArticleTooLong
from service.ports.computing import compute

_Content = TypeVar("_Content")


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a caller says about an article beside its text, as plain strings; "" where nothing is said."""

    title: str = ""
    source: str = ""
    published_at: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ArticleReader:
    """Reads articles; ``least`` is the number of characters below which one is too short."""

    romanizer: Romanizer
    least: int

    def from_text(self, text: str, submission: Submission) -> Article:
        """Return the article in a text or in HTML; raise ArticleError."""
        if len(text) > MAX_ARTICLE_CHARACTERS:
            raise ArticleTooLong(f"an article may have {MAX_ARTICLE_CHARACTERS:,} characters")
        return self.from_html(text, submission) if is_html(text) else _read(self._of_text, text, submission)

    def from_html(self, html: str, submission: Submission) -> Article:
        """Return the article in HTML of any kind; raise ArticleError."""
        return _read(self._of_html, html, submission)

    def from_message(self, message: str) -> Article:
        """Return the article in a message to a model, without the prompt around it; raise ArticleError."""
        found = article_in(message)
        return self.from_text(found.text, Submission(title=found.title))

    def from_body(self, html: str, submission: Submission) -> Article:
        """Return the article that a content system holds as HTML, with nothing of a page around it; raise ArticleError.

        Some write ``<body>`` around it: it is no page for that.
        """
        return _read(self._of_body, html, submission)

    def from_paragraphs(self, paragraphs: Sequence[str], submission: Submission) -> Article:
        """Return the article made of the caller's own paragraphs; raise ArticleError."""
        return _read(self._of_paragraphs, tuple(paragraphs), submission)

    def _of_html(self, html: str, submission: Submission) -> Article:
        return self._of_text(extract_text(html), submission)

    def _of_body(self, html: str, submission: Submission) -> Article:
        return self._of_text(visible_text(html), submission)

    def _of_paragraphs(self, paragraphs: tuple[str, ...], submission: Submission) -> Article:
        return read_paragraphs(paragraphs, self._about(submission), least=self.least)

    def _of_text(self, text: str, submission: Submission) -> Article:
        return read_text(text, self._about(submission), least=self.least)

    def _about(self, submission: Submission) -> About:
        name = clean_line(submission.source)
        return About(
            title=submission.title,
            source=Source(name, self.romanizer.romanize(name)) if name else None,
            published_at=submission.published_at,
            url=submission.url,
        )


def _read(read: Callable[[_Content, Submission], Article], content: _Content, submission: Submission) -> Article:
    article = compute(read, content, submission)
    article_is_read()
    return article
