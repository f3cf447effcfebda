"""The seam to what counts: metrics are data, and the entry point installs who records them.

Counting is ambient, as logging is: whoever has something to count says so, in a process without a recorder to nobody.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,63}")  # no words of a text

PREFIX = "core_insights_"
"""What every name begins with where it is shown."""


class Kind(Enum):
    """What may happen to a metric: it only grows; it grows and falls; it is seconds, of which the spread counts."""

    COUNTER = "counter"
    LEVEL = "gauge"
    SECONDS = "histogram"


@dataclass(frozen=True, slots=True)
class Metric:
    """Something counted, by labels of which each has few values: never a key, an id or a text.

    ``name`` is without the prefix and, of a counter, without ``_total``.
    """

    kind: Kind
    name: str
    help: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a level was when it was asked for, once for all processes."""

    metric: Metric
    value: float
    labels: tuple[str, ...] = ()


class Recorder(Protocol):
    """Keeps what was counted. It is quick, and raises nothing."""

    def add(self, metric: Metric, labels: tuple[str, ...], amount: float) -> None:
        """Add so much to a counter or a level."""

    def observe(self, metric: Metric, labels: tuple[str, ...], seconds: Sequence[float]) -> None:
        """Take note of durations."""

    def text(self) -> bytes:
        """Return what all processes counted, in Prometheus' text format."""


class _Nobody:
    def add(self, metric: Metric, labels: tuple[str, ...], amount: float) -> None:
        """Do nothing."""

    def observe(self, metric: Metric, labels: tuple[str, ...], seconds: Sequence[float]) -> None:
        """Do nothing."""

    def text(self) -> bytes:
        return b""


class _Installed:
    recorder: Recorder = _Nobody()


def install(recorder: Recorder | None) -> None:
    """Have this recorder, None for nobody, keep what the process counts from now on."""
    _Installed.recorder = recorder or _Nobody()


def count(metric: Metric, *labels: str, by: float = 1) -> None:
    """Add to a counter or a level; the labels are in the metric's order."""
    _Installed.recorder.add(metric, labels, by)


def observe(metric: Metric, *labels: str, seconds: Sequence[float]) -> None:
    """Take note of durations, many at once for little more than one."""
    _Installed.recorder.observe(metric, labels, seconds)


@contextmanager
def during(metric: Metric, *labels: str) -> Iterator[None]:
    """Have the level be one more during the block."""
    count(metric, *labels)
    try:
        yield
    finally:
        count(metric, *labels, by=-1)


def harmless(name: str) -> str:
    """Return a model's name as its endpoint says it, for logs and traces; "other" where that is no name."""
    return name if _NAME.fullmatch(name) else "other"


def text() -> bytes:
    """Return what all processes counted, in Prometheus' text format."""
    return _Installed.recorder.text()
