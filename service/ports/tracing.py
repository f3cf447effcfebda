"""The seam to traces: spans without content, told to whoever the entry point installs."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

Attributes = Mapping[str, str | int | tuple[str, ...]]


class Role(Enum):
    """What a span is: an answer to a caller, a question to another service, work put aside, a part of any of them."""

    SERVER = "server"
    CLIENT = "client"
    WORKER = "consumer"
    INNER = "internal"


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of a span. ``parent`` and ``cause`` are W3C ``traceparent``s, "" for none.

    A span goes on with its parent's trace; it has a trace of its own, linked to its cause.
    """

    name: str
    role: Role = Role.INNER
    attributes: Attributes = field(default_factory=dict)
    parent: str = ""
    cause: str = ""


class Span(Protocol):
    """A piece of work."""

    def rename(self, name: str) -> None:
        """Call it otherwise."""

    def tell(self, attributes: Attributes) -> None:
        """Add what became known."""

    def failed(self, kind: str) -> None:
        """Say that it failed, by a word of which there are few."""


class Tracer(Protocol):
    """Keeps spans."""

    def span(self, start: Start) -> AbstractContextManager[Span]:
        """Return the span of a block; those that begin in it are parts of it."""

    def here(self) -> str:
        """Return the ``traceparent`` of the span that is under way, "" for none."""


class _Untold:
    def rename(self, name: str) -> None:
        """Do nothing."""

    def tell(self, attributes: Attributes) -> None:
        """Do nothing."""

    def failed(self, kind: str) -> None:
        """Do nothing."""


class _Nobody:
    @contextmanager
    def span(self, start: Start) -> Iterator[Span]:  # noqa: ARG002
        yield _UNTOLD

    def here(self) -> str:
        return ""


class _Installed:
    tracer: Tracer = _Nobody()


_UNTOLD = _Untold()


def install(tracer: Tracer | None) -> None:
    """Have this tracer, None for nobody, keep the spans of the process from now on."""
    _Installed.tracer = tracer or _Nobody()


def span(start: Start) -> AbstractContextManager[Span]:
    """Return the span of a block; those that begin in it are parts of it."""
    return _Installed.tracer.span(start)


def here() -> str:
    """Return the ``traceparent`` of the span that is under way, "" for none."""
    return _Installed.tracer.here()
