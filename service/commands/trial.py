"""One small brief asked of one endpoint, as the service would ask it, and what came of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from service.adapters.endpoint.preset import Mode
from service.domain.article import Article
from service.domain.errors import CoreInsightsError
from service.domain.gate import gate
from service.domain.language import Language
from service.ports import AnswerReader, Assignment, Backend, Completion, CompletionRequest, Deadline, Engine

if TYPE_CHECKING:  # it takes 0.2 s to import, which other commands need not wait for
    from service.adapters.openai_backend import OpenAIBackend

TITLE = "Northwind Labs counts its downloads"
TEXT = (
    "Northwind Labs said on Tuesday that its open language model had been downloaded 350 million times since March.\n"
    "Revenue rose 15% to $1.2 billion in the second quarter, the company said, and it plans to hire 200 engineers."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of a trial: the error, or the brief in figures, and how the endpoint gave it."""

    seconds: float
    mode: Mode
    error: CoreInsightsError | None = None
    window: int | None = None
    counts: bool = False
    first_words: float = 0.0
    pieces: int = 0
    insights: int = 0
    citations: int = 0
    anchored: int = 0
    failed: int = 0


def tried(backend: "OpenAIBackend", engine_of: Callable[[Backend], Engine], article: Article, seconds: float) -> Tried:
    """Ask the endpoint, through an engine made for it, for a brief of the article, within so many seconds."""
    watched = _Watched(backend)
    start = time.monotonic()
    try:
        drafted = engine_of(watched).draft(Assignment(article, Language.ENGLISH, Deadline.after(seconds)))
    except CoreInsightsError as error:
        return Tried(seconds=time.monotonic() - start, mode=backend.form.mode, error=error)
    took = time.monotonic() - start
    gated = gate(article, drafted.summary)
    kept = [citation for checked in gated.checked for citation in checked.insight.citations]
    return Tried(
        seconds=took,
        mode=backend.form.mode,
        window=backend.window,
        counts=backend.counts,
        first_words=min(watched.pieces, default=start) - start,
        pieces=len(watched.pieces),
        insights=len(gated.checked),
        citations=sum(len(insight.citations) for _, insight in drafted.summary.located()),
        anchored=sum(citation.anchored for citation in kept),
        failed=len(gated.failed),
    )


class _Watched:
    """A backend asked once, and when its words came."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.name = backend.name
        self.pieces: list[float] = []

    @property
    def window(self) -> int | None:
        return self._backend.window

    def complete(self, request: CompletionRequest) -> Completion:
        self.pieces.clear()
        request.reader.begin()
        completion = self._backend.complete(replace(request, reader=_Timed(request.reader, self.pieces)))
        request.reader.end(completion.text)
        return completion


@dataclass(frozen=True, slots=True)
class _Timed:
    """A reader that notes when its pieces come."""

    reader: AnswerReader
    times: list[float]
    committed: bool = False

    def begin(self) -> None:
        """Do nothing: the call has begun."""

    def read(self, piece: str) -> None:
        self.times.append(time.monotonic())
        self.reader.read(piece)

    def end(self, text: str) -> None:
        """Do nothing: the caller tells it."""
