"""What the people who run the service see of it: metrics and traces, installed in each process that works."""

import platform
from collections.abc import Iterable
from importlib import metadata

from service.adapters.prometheus import Asked, PrometheusRecorder, recorder
from service.domain.errors import SettingsError
from service.ports import recording, tracing
from service.ports.metrics import BUILD_INFO
from service.ports.recording import Reading
from service.settings import Settings


def record(settings: Settings, *asked: Asked) -> PrometheusRecorder:
    """Have what this process does be counted, and traced where a collector is configured; return what counts.

    ``asked`` is what is asked at each scrape.
    """
    counting = recorder(_build, *asked)
    recording.install(counting)
    if settings.traces.wanted:
        from service.adapters.opentelemetry_tracer import OpenTelemetryTracer  # noqa: PLC0415  an extra

        tracing.install(OpenTelemetryTracer())
    return counting


def serve_metrics(counting: PrometheusRecorder, settings: Settings) -> None:
    """Answer scrapes on METRICS_PORT, where there is one: a worker has no other port; raise SettingsError."""
    if settings.metrics_port:
        try:
            counting.serve(settings.host, settings.metrics_port)
        except OSError as e:
            raise SettingsError((f"METRICS_PORT {settings.metrics_port} cannot be listened on",)) from e


def _build() -> Iterable[Reading]:
    yield Reading(BUILD_INFO, 1, (metadata.version("core-insights"), platform.python_version()))
