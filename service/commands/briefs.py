"""Commands that write briefs."""

from dataclasses import replace
from typing import TextIO

import click

from service.bootstrap import build_order_reader, build_summarizer, configure_logging
from service.commands.group import LANGUAGES, ReadSettings
from service.domain.brief import Brief, Draft
from service.domain.errors import SettingsError
from service.domain.orders import UnreadOrder
from service.formats import RENDERERS, reading
from service.formats.ai_label import STANDARD_LABEL, AiLabel
from service.schema.briefs import dump_brief, load_brief, load_content
from service.schema.drafts import DraftJson
from service.summarizer import labelled

_FORMATS = ["lines", "flat", "json", "markdown", "html", "ninjs"]
_file = click.File("r", encoding="utf-8-sig")


@click.command()
@click.argument("file", type=_file)
@click.option("--language", type=click.Choice(LANGUAGES), help="The brief's language; default: DEFAULT_LANGUAGE.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="lines", show_default=True)
@click.option("--title", default="", help="The article's title.")
@click.option("--source", default="", help="Who published it.")
@click.option("--published-at", default="", help="RFC 3339, e.g. 2025-08-13T12:33:00+08:00.")
@click.option("--backend", default="", help="A configured backend; default: the first one of LLM.")
@click.pass_obj
def summarize(read_settings: ReadSettings, /, file: TextIO, language: str | None, form: str, **rest: str) -> None:
    """Brief the article in FILE (text or HTML)."""
    settings = read_settings()
    configure_logging(replace(settings, log_level="WARNING"))  # to standard error: what is printed is the brief alone
    unread = UnreadOrder(
        text=file.read(),
        title=rest["title"],
        source=rest["source"],
        published_at=rest["published_at"],
        language=language,
        backend=rest["backend"],
    )
    order = build_order_reader(settings).read(unread)
    _print(load_brief(build_summarizer(settings).summarize(order).payload), form, settings.label)


@click.command()
@click.argument("file", type=_file)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="lines", show_default=True)
@click.pass_obj
def convert(read_settings: ReadSettings, /, file: TextIO, form: str) -> None:
    """Turn the brief in FILE, in any of the formats, into another one."""
    text = file.read()
    try:
        label = read_settings().label
    except SettingsError:
        label = STANDARD_LABEL
    _print(load_content(text) if text.lstrip().startswith("{") else reading.read(text), form, label)


def _print(item: Draft | Brief, form: str, label: AiLabel) -> None:
    if form != "json":
        text = RENDERERS[form](item, label)
    elif isinstance(item, Brief):
        text = labelled(dump_brief(item), label).decode()
    else:
        text = DraftJson.of(item).model_dump_json()
    click.echo(text, nl=not text.endswith("\n") and form != "flat")  # flat is one line to the byte
