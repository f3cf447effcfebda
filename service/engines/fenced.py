"""An article as a model reads it: data, numbered, between fence lines with a mark that nobody can guess."""

import re
import secrets

from service.domain.article import Article
from service.domain.paragraph import Paragraph
from service.ports import Assignment

_SPECIAL = re.compile(r"<(?=\S)")


def article_lines(assignment: Assignment) -> str:
    """Return the article as the model reads it; boilerplate is left out, its numbers skipped."""
    article = assignment.article
    head = [title_line(article)] if article.title else []
    if article.source:
        head.append(f"Source: {as_data(article.source.name)}")
    if article.published_at:
        head.append(f"Published: {as_data(article.published_at)}")
    return "\n".join((*head, *map(paragraph_line, assignment.shown)))


def title_line(article: Article) -> str:
    """Return the line that tells the article's title; it may have none."""
    return f"Title: {as_data(article.title)}"


def paragraph_line(paragraph: Paragraph) -> str:
    """Return a paragraph as one line that begins with its number."""
    return f"[{paragraph.number}] {as_data(paragraph.text)}"


def as_data(text: str) -> str:
    """Return text as one line, so that it cannot fake a paragraph, without anything a chat template takes for a mark.

    Many local servers read ``<|im_end|>`` in an article as the end of the turn: a space after the ``<`` breaks every
    such mark, and quotes are found again without it (white space is folded).
    """
    return _SPECIAL.sub("< ", " ".join(text.splitlines()))


def new_fence() -> str:
    """Return the mark of one question's fence lines."""
    return secrets.token_hex(8)
