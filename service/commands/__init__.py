"""The commands of the command line, one file a subject; ``service/__main__.py`` hands them the settings."""

from service.commands.group import Commands

__all__ = ["Commands"]
