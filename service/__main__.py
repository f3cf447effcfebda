"""The command line: the only reader of the environment beside ``wsgi``."""

import os
from functools import partial

import click

from service.commands import Commands
from service.settings import Settings


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="core-insights")
@click.pass_context
def main(context: click.Context) -> None:
    """Write and check cited briefs of Chinese and English tech news. FILE - reads standard input."""
    context.obj = partial(Settings.from_env, os.environ)


if __name__ == "__main__":
    main()
