"""What all commands share: how errors are told, and how settings are read."""

from collections.abc import Callable

import click

from service.domain.errors import CoreInsightsError, SettingsError
from service.settings import Settings

ReadSettings = Callable[[], Settings]
"""Reads the environment when a command needs it: ``convert`` works whatever the settings are."""

LANGUAGES = ["en", "zh-Hans", "zh", "zh-Hant", "source"]


class Commands(click.Group):
    """Tells every error of the service in one line, and settings with all their mistakes."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise click.ClickException("\n".join(error.mistakes)) from error
        except CoreInsightsError as error:
            raise click.ClickException(f"{error} ({error.code})") from error
        except UnicodeDecodeError as error:
            raise click.ClickException("the file is not UTF-8 text") from error
