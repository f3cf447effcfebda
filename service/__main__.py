"""The command line: the same work as over HTTP, for one file at a time."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import click

from service.adapters.article_reader import Submission
from service.bootstrap import build_article_reader, build_rules, build_summarizer, gunicorn_settings
from service.domain.brief import Brief, Draft
from service.domain.errors import CoreInsightsError, SettingsError
from service.domain.gate import verify
from service.domain.verification import Status
from service.formats import RENDERERS, reading
from service.schema.briefs import DraftJson, dump_brief, load_brief, load_content
from service.schema.reports import ReportJson
from service.settings import Settings
from service.summarizer import Order, chosen_language

_FORMATS = ["lines", "flat", "json", "markdown", "html"]
_LANGUAGES = ["en", "zh-Hans", "zh", "zh-Hant", "source"]
_FLAGGED_EXIT = 1  # as grep and diff do: the work was done, and the answer is no
_file = click.File("r", encoding="utf-8-sig")


class _Commands(click.Group):
    """Tells every error of the service in one line, and settings with all their mistakes."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise click.ClickException("\n".join(error.mistakes)) from error
        except CoreInsightsError as error:
            raise click.ClickException(f"{error} ({error.code})") from error
        except UnicodeDecodeError as error:
            raise click.ClickException("the file is not UTF-8 text") from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="core-insights")
def main() -> None:
    """Write and check cited briefs of Chinese and English tech news. FILE - reads standard input."""


@main.command()
@click.argument("file", type=_file)
@click.option("--language", type=click.Choice(_LANGUAGES), help="The brief's language; default: DEFAULT_LANGUAGE.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="lines", show_default=True)
@click.option("--title", default="", help="The article's title.")
@click.option("--source", default="", help="Who published it.")
@click.option("--published-at", default="", help="RFC 3339, e.g. 2025-08-13T12:33:00+08:00.")
@click.option("--backend", default="", help="A configured backend; default: the first one of LLM.")
def summarize(file: TextIO, language: str | None, form: str, backend: str, **description: str) -> None:
    """Brief the article in FILE (text or HTML)."""
    settings = Settings.from_env(os.environ)
    article = build_article_reader(settings).from_text(file.read(), Submission(**description))
    order = Order(article=article, language=chosen_language(language, article), backend=backend)
    _print(load_brief(build_summarizer(settings).summarize(order).payload), form)


@main.command()
@click.argument("file", type=_file)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="lines", show_default=True)
def convert(file: TextIO, form: str) -> None:
    """Turn the brief in FILE, in any of the formats, into another one."""
    _print(_read_content(file.read()), form)


@main.command("verify")
@click.argument("article", type=_file)
@click.argument("summary", type=_file)
def verify_summary(article: TextIO, summary: TextIO) -> None:
    """Check SUMMARY, written by anyone, against ARTICLE: prints the report, exits 1 where it is flagged."""
    settings = Settings.from_env(os.environ)
    reader = replace(build_article_reader(settings), least=1)
    given = _read_content(summary.read()).summary
    report = verify(reader.from_text(article.read(), Submission()), given, build_rules(settings))
    click.echo(ReportJson.of(report).model_dump_json(indent=2))
    if report.status is Status.FLAGGED:
        sys.exit(_FLAGGED_EXIT)


@main.command()
def serve() -> None:
    """Serve over HTTP with gunicorn, on HOST (default 127.0.0.1) and PORT (default 8000)."""
    Settings.from_env(os.environ)  # wrong settings are told here, once, and not by every worker
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    os.execv(gunicorn, [gunicorn, "--config", str(gunicorn_settings()), "service.wsgi:app"])  # noqa: S606


def _read_content(text: str) -> Draft | Brief:
    return load_content(text) if text.lstrip().startswith("{") else reading.read(text)


def _print(item: Draft | Brief, form: str) -> None:
    if form != "json":
        text = RENDERERS[form](item)
    elif isinstance(item, Brief):
        text = dump_brief(item).decode()
    else:
        text = DraftJson.of(item).model_dump_json()
    click.echo(text, nl=not text.endswith("\n") and form != "flat")  # flat is one line to the byte


if __name__ == "__main__":
    main()
