"""What gunicorn's main process imports and reads before the fork, once for all its workers."""

import gc
from collections.abc import Mapping
from contextlib import suppress

from service.bootstrap import build_article_reader, warm_up
from service.bootstrap.garbage import spare_what_lasts
from service.domain.errors import SettingsError
from service.settings import Settings


def load(environ: Mapping[str, str]) -> None:
    """Import and read what ``build_app`` and the first requests need, so that each worker need not.

    It builds nothing: connections, threads, names of lease holders and counters are each process's own, and stay so.
    Wrong settings are told by who builds.
    """
    gc.disable()  # its looks at what is imported, all of which lasts, are a seventh of the time
    with suppress(SettingsError):
        settings = Settings.of_server(environ)
        _import(settings)
        warm_up(build_article_reader(settings), settings)
    gc.enable()
    spare_what_lasts()


def _import(settings: Settings) -> None:
    import service.bootstrap.operations  # noqa: PLC0415
    import service.web.traced  # noqa: PLC0415

    if settings.backends:
        import service.adapters.openai_backend  # noqa: PLC0415
    if settings.queue_url:
        import service.bootstrap.jobs  # noqa: PLC0415
    if settings.traces.wanted:
        import service.adapters.opentelemetry_tracer  # noqa: F401, PLC0415
