"""The commands that run for long: the web, and workers."""

import os
import sys
from pathlib import Path

import click
from gunicorn.app.wsgiapp import run as gunicorn

from service.adapters.queue_redis import queue_answers
from service.bootstrap import configure_logging, gunicorn_settings
from service.commands.group import ReadSettings
from service.settings import Settings


@click.command()
def serve() -> None:
    """Serve over HTTP with gunicorn, on HOST (default 127.0.0.1) and PORT (default 8000)."""
    _check(Settings.of_server(os.environ))  # the environment that gunicorn gets
    # In this process: a new one would import again what is here. USR2 starts gunicorn anew with these arguments.
    sys.argv = [
        str(Path(sys.executable).with_name("gunicorn")),
        "--config",
        str(gunicorn_settings()),
        "service.wsgi:app",
    ]
    gunicorn()


@click.command()
@click.pass_obj
def worker(read_settings: ReadSettings, /) -> None:
    """Work on jobs, WORKER_THREADS articles (default 64) at a time, from the queue at QUEUE_URL."""
    from service.bootstrap.jobs import run_worker  # noqa: PLC0415  other commands need no Celery

    raise SystemExit(run_worker(read_settings()))


def _check(settings: Settings) -> None:
    """Tell wrong settings here, once, and not by every process of gunicorn."""
    configure_logging(settings)
    if settings.queue_url:
        queue_answers(settings.queue_url)
