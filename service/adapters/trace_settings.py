"""The settings of tracing: OpenTelemetry's own variables, of which all others are its library's matter."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from service.domain.errors import SettingsError

_WANTED = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_NEEDED = "opentelemetry.exporter.otlp.proto.http"


@dataclass(frozen=True, slots=True)
class TraceConfig:
    """Whether requests are traced; ``continued``: as parts of their callers' traces, else only linked to those."""

    wanted: bool = False
    continued: bool = False


NO_TRACES = TraceConfig()


def configured_traces(environ: Mapping[str, str]) -> TraceConfig:
    """Return what the environment says; raise SettingsError where the libraries for it are not installed.

    ``OTEL_PROPAGATORS``, where it is set and names ``tracecontext``, says that callers are trusted.
    """
    wanted = [name for name in _WANTED if environ.get(name, "").strip()]
    if not wanted:
        return NO_TRACES
    if not _installed():
        raise SettingsError((f"{wanted[0]} needs the extra tracing: pip install 'core-insights[tracing]'",))
    propagators = environ.get("OTEL_PROPAGATORS", "").split(",")
    return TraceConfig(wanted=True, continued="tracecontext" in [one.strip() for one in propagators])


def _installed() -> bool:
    try:
        return find_spec(_NEEDED) is not None
    except ModuleNotFoundError:  # of a package above it
        return False
