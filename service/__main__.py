"""The command line: the only reader of the environment beside ``wsgi``."""

import os
from typing import TYPE_CHECKING

import click

from service.commands import Commands

if TYPE_CHECKING:
    from service.settings import Settings


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="core-insights")
@click.pass_context
def main(context: click.Context) -> None:
    """Write and check cited briefs of Chinese and English tech news. FILE - reads standard input."""
    context.obj = _settings


def _settings() -> "Settings":
    from service.settings import Settings  # noqa: PLC0415  see Commands.get_command

    return Settings.from_env(os.environ)


if __name__ == "__main__":
    main()
