"""The service's own gunicorn settings without its hooks, which are work of the service."""

import runpy
from pathlib import Path

_SETTINGS = runpy.run_path(str(Path(__file__).parents[3] / "deploy" / "gunicorn.conf.py"))
globals().update({name: value for name, value in _SETTINGS.items() if isinstance(value, str | int | float | bool)})
