"""Traces are told where a collector is configured, and a missing library is a mistake that says what to install."""

import subprocess
import sys
from pathlib import Path

import pytest

from service.adapters import trace_settings
from service.adapters.trace_settings import TraceConfig, configured_traces
from service.domain.errors import SettingsError

ROOT = Path(__file__).parents[2]
COLLECTOR = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
TRACING = """
import sys, time
from service.adapters.opentelemetry_tracer import OpenTelemetryTracer
from service.ports.tracing import Role, Start
tracer = OpenTelemetryTracer()
with tracer.span(Start("request", Role.SERVER)):
    print(tracer.here())
"""


@pytest.mark.parametrize(
    ("environ", "config"),
    [
        ({}, TraceConfig()),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": " "}, TraceConfig()),
        (COLLECTOR, TraceConfig(wanted=True)),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c/v1/traces"}, TraceConfig(wanted=True)),
        (COLLECTOR | {"OTEL_PROPAGATORS": "baggage, tracecontext"}, TraceConfig(wanted=True, continued=True)),
        (COLLECTOR | {"OTEL_PROPAGATORS": "b3"}, TraceConfig(wanted=True)),
    ],
)
def test_opentelemetrys_own_variables_say_whether(environ, config):
    assert configured_traces(environ) == config


@pytest.mark.parametrize("missing", ["opentelemetry.no.such.package", "opentelemetry.no_such_module"])
def test_missing_library_is_a_mistake_that_names_the_extra(monkeypatch, missing):
    monkeypatch.setattr(trace_settings, "_NEEDED", missing)
    with pytest.raises(SettingsError) as caught:
        configured_traces(COLLECTOR)
    assert "pip install 'core-insights[tracing]'" in caught.value.mistakes[0]


def test_nothing_of_it_is_imported_without_a_collector():
    program = "import service.bootstrap, service.web.traced, sys; print('opentelemetry.sdk.trace' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert told == "False\n"


def test_a_collector_that_is_gone_holds_up_no_end_of_a_process():
    """Its own waiting would be ten seconds; the suite's machine is slow, so this only tells it from hanging."""
    command = [sys.executable, "-c", TRACING]
    told = subprocess.run(command, cwd=ROOT, env=COLLECTOR, check=True, capture_output=True, text=True, timeout=60)
    assert told.stdout.count("-") == 3
