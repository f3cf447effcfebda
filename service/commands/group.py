"""What all commands share: how errors are told, and how settings are read."""

import gc
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

import click

from service.domain.errors import CoreInsightsError, SettingsError

if TYPE_CHECKING:
    from service.settings import Settings

ReadSettings = Callable[[], "Settings"]
"""Reads the environment when a command needs it: ``convert`` works whatever the settings are."""

LANGUAGES = ["en", "zh-Hans", "zh", "zh-Hant", "source"]


_MODULES = {
    "backends": "backends",
    "batch": "batch",
    "convert": "briefs",
    "evaluate": "evaluating",
    "keys": "keys",
    "serve": "serving",
    "summarize": "briefs",
    "usage": "usage",
    "verify": "checking",
    "worker": "serving",
}
"""Where each command is."""


class Commands(click.Group):
    """Imports the command that is named alone, and tells every error of the service in one line.

    Settings are told with all their mistakes.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own
        """Return the names of all commands."""
        return sorted(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's own
        """Return the command of that name, None where there is none."""
        if cmd_name not in _MODULES:
            return None
        gc.disable()  # its looks at what is imported, all of which lasts, are a seventh of the time
        command: click.Command = getattr(import_module(f"service.commands.{_MODULES[cmd_name]}"), cmd_name)
        gc.enable()
        return command

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
