"""Traces told to an OpenTelemetry collector by OTLP over HTTP; imported only where one is configured."""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from service.domain.errors import CoreInsightsError
from service.ports.tracing import Attributes, Role, Span, Start

_KINDS = {
    Role.SERVER: trace.SpanKind.SERVER,
    Role.CLIENT: trace.SpanKind.CLIENT,
    Role.WORKER: trace.SpanKind.CONSUMER,
    Role.INNER: trace.SpanKind.INTERNAL,
}
_EXPORT_SECONDS = 3.0  # its own ten would hold up the end of a process whose collector is gone
_W3C = TraceContextTextMapPropagator()


class OpenTelemetryTracer:
    """Sends spans in batches, from a thread that a forked process starts for itself.

    Where to, and which of them, the ``OTEL_`` variables say. Errors are told by their code: their words and traces may
    hold text.
    """

    def __init__(self) -> None:
        version = metadata.version("core-insights")
        own = Resource({"service.name": "core-insights", "service.version": version})
        provider = TracerProvider(resource=own.merge(OTELResourceDetector().detect()), shutdown_on_exit=False)
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(timeout=_EXPORT_SECONDS)))
        atexit.register(provider.shutdown)
        self._tracer = provider.get_tracer("core-insights", version)

    @contextmanager
    def span(self, start: Start) -> Iterator[Span]:
        """Yield the span of a block; an error of ours that leaves it marks it as failed."""
        cause = trace.get_current_span(_context(start.cause)).get_span_context()
        with self._tracer.start_as_current_span(
            start.name,
            context=_context(start.parent) if start.parent else None,
            kind=_KINDS[start.role],
            attributes=start.attributes,
            links=(trace.Link(cause),) if cause.is_valid else (),
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            told = _Span(span)
            try:
                yield told
            except CoreInsightsError as error:
                told.failed(error.code)
                raise

    def here(self) -> str:
        """Return the ``traceparent`` of the span that is under way, "" for none."""
        carrier: dict[str, str] = {}
        _W3C.inject(carrier)
        return carrier.get("traceparent", "")


class _Span:
    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def rename(self, name: str) -> None:
        """Call it otherwise."""
        self._span.update_name(name)

    def tell(self, attributes: Attributes) -> None:
        """Add what became known."""
        self._span.set_attributes(attributes)

    def failed(self, kind: str) -> None:
        """Say that it failed."""
        self._span.set_attribute("error.type", kind)
        self._span.set_status(trace.StatusCode.ERROR)


def _context(traceparent: str) -> Context:
    return _W3C.extract({"traceparent": traceparent}, Context())
