"""Summaries checked as JSON lines: one line in, one line out, whatever a line holds."""

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar

import click

from service.adapters.article_reader import ArticleReader, Submission
from service.adapters.summary_reader import read_summary
from service.domain.article import Article
from service.domain.checker import Rules
from service.domain.gate import verify
from service.schema.lines import VerifyLine, told_of_line
from service.schema.reports import LineErrorJson, LineReportJson, id_of

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Answer:
    """The line that answers a line, and whether it is an error."""

    text: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class LineVerifier:
    """Checks one line after the other, with readers and rules that were built once."""

    articles: ArticleReader
    rules: Rules

    def answer(self, number: int, line: bytes) -> Answer:
        """Return the report on a line, or what is wrong with it; raise nothing."""
        try:
            return self._report(VerifyLine.model_validate_json(line.decode("utf-8-sig")))
        except Exception as error:  # noqa: BLE001  # the last net: a defect of ours on one line must not stop the rest
            return Answer(
                LineErrorJson(id=id_of(line), error=told_of_line(number, error)).model_dump_json(), failed=True
            )

    def _report(self, line: VerifyLine) -> Answer:
        summary = read_summary(line.summary) if isinstance(line.summary, str) else line.summary.draft().summary
        report = verify(read_article(line, self.articles), summary, self.rules)
        return Answer(LineReportJson.of_line(line.id, report).model_dump_json())


def read_article(line: VerifyLine, articles: ArticleReader) -> Article:
    """Return the article of a line; raise ArticleError."""
    about = Submission(title=line.title, source=line.source, published_at=line.published_at)
    if line.paragraphs:
        return articles.from_paragraphs(tuple(line.paragraphs), about)
    return articles.from_text(line.text, about)


def progress(items: Iterable[Item], label: str) -> AbstractContextManager[Iterable[Item]]:
    """Return the items, counted on standard error where that is a terminal and standard output is not."""
    hidden = not sys.stderr.isatty() or sys.stdout.isatty()
    return click.progressbar(items, label=label, file=sys.stderr, show_pos=True, hidden=hidden)
