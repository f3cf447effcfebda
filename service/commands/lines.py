"""Summaries checked as JSON lines: one line in, one line out, whatever a line holds."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

import click
from pydantic import ValidationError

from service.adapters.article_reader import ArticleReader, Submission
from service.adapters.summary_reader import read_summary
from service.domain.article import Article
from service.domain.checker import Rules
from service.domain.errors import CoreInsightsError
from service.domain.gate import verify
from service.schema.reports import LineError, LineErrorJson, LineReportJson, id_of
from service.schema.requests import VerifyLine

LONGEST_LINE = 4 * 1024 * 1024  # bytes: 200,000 characters of article and as many of summary, escaped, fit

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
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            place = "/".join(map(str, first["loc"]))[:80]
            code = "malformed-body" if first["type"] == "json_invalid" else "invalid-request"
            return _failed(line, code, f"line {number}: {place and place + ': '}{first['msg']}")
        except UnicodeDecodeError:
            return _failed(line, "malformed-body", f"line {number}: not UTF-8")
        except CoreInsightsError as error:
            return _failed(line, error.code, f"line {number}: {error}")
        except Exception as error:  # noqa: BLE001  # the last net: a defect of ours on one line must not stop the rest
            return _failed(line, "internal-error", f"line {number}: {type(error).__name__}")

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


def lines_of(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, with their numbers; one that is too long comes cut, and so is no JSON."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and (rest := file.readline(LONGEST_LINE)):
            pass
        if line.strip():
            yield number, line


def progress(items: Iterable[Item], label: str) -> AbstractContextManager[Iterable[Item]]:
    """Return the items, counted on standard error where that is a terminal and standard output is not."""
    hidden = not sys.stderr.isatty() or sys.stdout.isatty()
    return click.progressbar(items, label=label, file=sys.stderr, show_pos=True, hidden=hidden)


def _failed(line: bytes, code: str, detail: str) -> Answer:
    answer = LineErrorJson(id=id_of(line), error=LineError(code=code, detail=detail))
    return Answer(answer.model_dump_json(), failed=True)
