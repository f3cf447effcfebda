"""The command that checks summaries written by anyone: one, or many as JSON lines."""

import sys
from dataclasses import replace
from typing import BinaryIO

import click

from service.adapters.article_reader import Submission
from service.adapters.json_lines import lines_of
from service.adapters.summary_reader import read_summary
from service.bootstrap import build_article_reader, build_rules
from service.commands.group import ReadSettings
from service.commands.lines import LineVerifier, progress
from service.domain import gate
from service.domain.verification import Status
from service.schema.reports import ReportJson
from service.settings import Settings

_FLAGGED_EXIT = 1  # as grep and diff do: the work was done, and the answer is no
_UNREAD_EXIT = 1
_PAIR = 2  # files: an article and a summary


@click.command()
@click.argument("files", type=click.File("rb"), nargs=-1, metavar="ARTICLE SUMMARY")
@click.option("--title", default="", help="The article's title.")
@click.option("--published-at", default="", help="When it was published (RFC 3339): resolves “last November”.")
@click.option("--jsonl", is_flag=True, help="Check many: read JSON lines from one file, default standard input.")
@click.pass_obj
def verify(
    read_settings: ReadSettings, /, files: tuple[BinaryIO, ...], title: str, published_at: str, *, jsonl: bool
) -> None:
    """Check SUMMARY, written by anyone, against ARTICLE: prints the report, exits 1 where it is flagged.

    SUMMARY is the text form, Markdown, HTML or JSON of a brief, or plain sentences; without a single citation it is
    compared with the whole article.

    With --jsonl each line holds {"id", "text" or "paragraphs", "summary", and optionally "title", "source",
    "published_at"}; other fields are ignored, null counts as missing, and a date may be as loose as
    2015-01-29 07:34. Each line is answered by one, in order: the report with its id, or {"id", "error"}. Exits 1
    where a line could not be read, whatever the reports say.
    """
    if jsonl:
        _verify_lines(read_settings(), files or (sys.stdin.buffer,))
    elif len(files) == _PAIR:
        article, summary = (file.read().decode("utf-8-sig") for file in files)
        _verify_one(read_settings(), article, summary, Submission(title=title, published_at=published_at))
    else:
        raise click.UsageError("give an ARTICLE and a SUMMARY, or --jsonl")


def _verify_one(settings: Settings, article: str, summary: str, about: Submission) -> None:
    reader = replace(build_article_reader(settings), least=1)
    given = read_summary(summary)
    report = gate.verify(reader.from_text(article, about), given, build_rules(settings))
    click.echo(ReportJson.of(report).model_dump_json(indent=2))
    if report.status is Status.FLAGGED:
        sys.exit(_FLAGGED_EXIT)


def _verify_lines(settings: Settings, files: tuple[BinaryIO, ...]) -> None:
    if len(files) > 1:
        raise click.UsageError("--jsonl reads one FILE")
    verifier = LineVerifier(replace(build_article_reader(settings), least=1), build_rules(settings))
    unread = 0
    with progress(lines_of(files[0]), "lines checked") as lines:
        for number, line in lines:
            answer = verifier.answer(number, line)
            unread += answer.failed
            click.echo(answer.text)
    sys.exit(_UNREAD_EXIT if unread else 0)
