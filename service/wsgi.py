"""The WSGI entry point: ``gunicorn service.wsgi:app``."""

import os
import sys
from wsgiref.types import WSGIApplication

from service.bootstrap import build_app
from service.bootstrap.garbage import spare_what_lasts
from service.domain.errors import SettingsError
from service.settings import Settings


def _start() -> WSGIApplication:
    try:
        built = build_app(Settings.of_server(os.environ))
    except SettingsError as error:
        sys.stderr.write("".join(f"core-insights: {mistake}\n" for mistake in error.mistakes))
        raise SystemExit(4) from None  # gunicorn's own code for an application that cannot start: no respawn
    spare_what_lasts()
    return built


app = _start()
