"""The command that tells who used how much."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

import click

from service.bootstrap import configure_logging
from service.bootstrap.keeping import build_usage
from service.commands.group import ReadSettings
from service.schema.usage import UsageDaysJson, UsageOptions, UsageRow

_HEAD = ("day", "key", "model", "requests", "hits", "calls", "input tokens", "output tokens")
_WORDS = 3  # columns of words, on the left; those of numbers are on the right


@click.command()
@click.option("--from", "first", help="The first day (UTC), e.g. 2026-11-01; default: 30 days are told.")
@click.option("--to", "last", help="The last day; default: today.")
@click.option("--key", help="The id of one key; default: all.")
@click.option("--json", "as_json", is_flag=True, help="As GET /usage tells it.")
@click.pass_obj
def usage(
    read_settings: ReadSettings, /, *, first: str | None, last: str | None, key: str | None, as_json: bool
) -> None:
    """Tell who used how much: briefs, calls and tokens by day, key and model, from the Redis at REDIS_URL."""
    settings = read_settings()
    configure_logging(replace(settings, log_level="ERROR"))
    try:
        days = UsageOptions(first=first, last=last).days(datetime.now(UTC).date())
    except ValueError:
        raise click.ClickException("--from and --to are days as 2026-11-01, in order, at most 90 in all") from None
    told = UsageDaysJson.of(days, build_usage(settings).between(*days, key))
    click.echo(told.model_dump_json() if as_json else "\n".join(_lines(told.usage)))


def _lines(rows: list[UsageRow]) -> list[str]:
    cells = [_HEAD, *(tuple(str(value) for value in row.model_dump().values()) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(_aligned(line, widths)).rstrip() for line in cells]


def _aligned(line: tuple[str, ...], widths: list[int]) -> chain[str]:
    words = (cell.ljust(width) for cell, width in zip(line[:_WORDS], widths, strict=False))
    numbers = (cell.rjust(width) for cell, width in zip(line[_WORDS:], widths[_WORDS:], strict=True))
    return chain(words, numbers)
