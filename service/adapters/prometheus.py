"""Metrics kept by prometheus-client: in files that all workers of gunicorn share, else in this process."""

import os
import struct
from bisect import bisect_left
from collections import Counter as Numbers
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import structlog
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
    start_http_server,
    values,
)
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from service.adapters.metric_files import FOLDER, steady
from service.ports.metrics import COUNTED
from service.ports.recording import PREFIX, Kind, Metric, Reading

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160)
"""Seconds: a kept brief takes under one thousandth, a model up to the two minutes of a request."""

Asked = Callable[[], Iterable[Reading]]
"""What is asked at each scrape; it raises nothing."""

_TRIES = 3

_log = structlog.get_logger(__name__)


def recorder(*asked: Asked) -> "PrometheusRecorder":
    """Return what keeps metrics; in this process alone, and saying so, where its files cannot be written."""
    try:
        return PrometheusRecorder(*asked)
    except OSError as error:  # the disk is full
        _log.warning("metrics-not-shared", error=type(error).__name__)
    del os.environ[FOLDER]
    values.ValueClass = values.MutexValue  # chosen by the library when it was imported
    return PrometheusRecorder(*asked)


class PrometheusRecorder:
    """Keeps metrics; ``asked`` is what is asked at each scrape, in the process that is scraped alone.

    Where gunicorn's settings have made a folder for it, each process keeps its numbers in files of its own there, and
    any of them tells the sum over all, those of processes that ended included; levels are of those that live.
    """

    def __init__(self, *asked: Asked) -> None:
        disable_created_metrics()  # a line more for each, which several processes do not tell either
        self._registry = CollectorRegistry()
        self._metrics = {metric.name: _made(metric, self._registry) for metric in COUNTED}
        self._children: dict[tuple[str, tuple[str, ...]], Counter | Gauge | Histogram] = {}
        self._asked = asked

    def add(self, metric: Metric, labels: tuple[str, ...], amount: float) -> None:
        """Add so much to a counter or a level."""
        with suppress(OSError):  # a file that cannot grow fails no request
            child = self._child(metric, labels)
            if not isinstance(child, Histogram):
                child.inc(amount)

    def observe(self, metric: Metric, labels: tuple[str, ...], seconds: Sequence[float]) -> None:
        """Take note of durations."""
        with suppress(OSError):
            child = self._child(metric, labels)
            if isinstance(child, Histogram):
                _observe(child, seconds)

    def text(self) -> bytes:
        """Return what all processes counted, in Prometheus' text format."""
        return generate_latest(_Together(self._counted(), self._asked))

    def serve(self, host: str, port: int) -> None:
        """Answer whoever asks at that port with the text, from a thread of its own; raise OSError."""
        registry = CollectorRegistry()
        registry.register(_Together(self._counted(), self._asked))
        start_http_server(port, host, registry)

    def _counted(self) -> Collector:
        folder = os.environ.get(FOLDER)
        return _Files(folder) if folder else self._registry

    def _child(self, metric: Metric, labels: tuple[str, ...]) -> Counter | Gauge | Histogram:
        key = metric.name, labels
        child = self._children.get(key)
        if child is None:
            whole = self._metrics[metric.name]
            child = self._children[key] = whole.labels(*labels) if labels else whole
        return child


class _Files(Collector):
    """What all processes counted, of which one may just begin a file."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def collect(self) -> Iterable[Family]:
        """Return all of it."""
        with steady(Path(self._folder)):
            for _ in range(_TRIES):
                with suppress(struct.error):  # a file that is still empty
                    families: Iterable[Family] = MultiProcessCollector(None, self._folder).collect()
                    return families
        return ()


class _Together(Collector):
    """What was counted, and what is asked for now."""

    def __init__(self, counted: Collector, asked: Iterable[Asked]) -> None:
        self._counted = counted
        self._asked = asked

    def collect(self) -> Iterator[Family]:
        """Yield all of it."""
        yield from self._counted.collect()
        for ask in self._asked:
            for reading in ask():
                metric = reading.metric
                family = GaugeMetricFamily(PREFIX + metric.name, metric.help, labels=metric.labels)
                family.add_metric(reading.labels, reading.value)
                yield family


def _made(metric: Metric, registry: CollectorRegistry) -> Counter | Gauge | Histogram:
    name, labels = PREFIX + metric.name, metric.labels
    match metric.kind:
        case Kind.COUNTER:
            return Counter(name, metric.help, labels, registry=registry)
        case Kind.LEVEL:
            return Gauge(name, metric.help, labels, registry=registry, multiprocess_mode="livesum")
    return Histogram(name, metric.help, labels, registry=registry, buckets=BUCKETS)


def _observe(child: Histogram, seconds: Sequence[float]) -> None:
    """Add to buckets, each once: its own ``observe`` takes 7 µs where a kept brief takes 160."""
    for at, number in Numbers(bisect_left(BUCKETS, one) for one in seconds).items():
        child._buckets[at].inc(number)
    child._sum.inc(sum(seconds))
