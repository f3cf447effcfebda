"""The lean entry point of workers: ``python -m service.worker`` imports no command but what it needs."""

import os
import sys

from service.bootstrap.jobs import run_worker
from service.domain.errors import SettingsError
from service.settings import Settings


def main() -> None:
    """Work on jobs until the process is told to end."""
    try:
        raise SystemExit(run_worker(Settings.from_env(os.environ)))
    except SettingsError as error:
        sys.stderr.write("".join(f"core-insights: {mistake}\n" for mistake in error.mistakes))
        raise SystemExit(4) from None  # as of the web


if __name__ == "__main__":
    main()
