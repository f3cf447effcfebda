"""The command that serves over HTTP."""

import os
import sys
from pathlib import Path

import click

from service.bootstrap import gunicorn_settings
from service.commands.group import ReadSettings


@click.command()
@click.pass_obj
def serve(read_settings: ReadSettings, /) -> None:
    """Serve over HTTP with gunicorn, on HOST (default 127.0.0.1) and PORT (default 8000)."""
    read_settings()  # wrong settings are told here, once, and not by every worker
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    os.execv(gunicorn, [gunicorn, "--config", str(gunicorn_settings()), "service.wsgi:app"])  # noqa: S606
