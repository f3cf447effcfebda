"""An Engine around an Engine: an article that does not fit the model's window is drafted from notes on its parts."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from threading import Event
from typing import TypeVar

import structlog

from service.domain.brief import Usage
from service.domain.checks.citations import Index
from service.domain.errors import BackendBusy, ContextTooLong, OutputError
from service.domain.prompt import NotesPrompt
from service.domain.summary import Citation
from service.engines.llm import LlmEngine
from service.engines.longform.chunks import Chunk, Cutter
from service.engines.longform.gathering import Crew
from service.engines.longform.material import fitting, ranked, rests_on
from service.engines.longform.notes import NotesReader, opening
from service.engines.longform.passages import Passage, Source
from service.engines.longform.windows import room_for_draft, room_for_notes, smaller_window, window_within
from service.engines.messages import notes_request
from service.ports import (
    UNWATCHED,
    Assignment,
    Backend,
    Completion,
    CompletionRequest,
    Drafted,
    Failure,
    Repaired,
    TokenCounter,
    Watcher,
)

VERSION = "1"
"""Part of every cache key: raised with every change of what notes are taken and shown."""
NOTES_THREADS = 32
"""Of a process, for the notes of all requests: most of an endpoint's places are for other articles."""
_BUSY_SECONDS = 1.0  # after which a full endpoint is asked again, where it does not say
MOST_NOTES = 16  # of a chunk: a brief has 25 insights at most, and there are two chunks at least
_TOKENS_A_NOTE = 60  # of the sentence around a quote with its paragraph's number, in news of either language
_MOST_UNREADABLE = 5  # at most one chunk in so many: with more, the model cannot take notes
_LEAST = 300  # tokens of an article that a question must hold: five sentences
_LEAD_SHARE, _LONGEST_LEAD = 6, 600  # a sixth of the excerpt, at most so many tokens

_Question = Callable[[], CompletionRequest]
_T = TypeVar("_T", Drafted, Repaired)
_log = structlog.get_logger(__name__)


class LongformEngine:
    """Drafts as the engine inside does, and a long article from the passages that notes on its parts point out.

    Notes are taken chunk by chunk, side by side, as verbatim quotes. The sentences around them, with the numbers of
    their paragraphs, are the excerpt that the engine inside drafts from: so there is no prompt for merging, and quotes
    survive. The cost is linear: every part is read once.
    """

    def __init__(
        self, inner: LlmEngine, backend: Backend, *, prompt: NotesPrompt, tokens: TokenCounter, crew: Crew
    ) -> None:
        self._inner = inner
        self._backend = backend
        self._notes_prompt = prompt
        self._tokens = tokens
        self._crew = crew
        self.name = inner.name
        self.prompt = inner.prompt
        self.prompt_digest = inner.prompt_digest
        self.translates = inner.translates
        self.identity = " ".join((inner.identity, "longform", VERSION, prompt.id, prompt.digest))

    def draft(self, assignment: Assignment) -> Drafted:
        """Return the model's summary, unchecked; its ``engine`` is ``longform`` where notes were taken.

        Raise what the engine inside raises; ContextTooLong only after splitting smaller once.
        """
        spent: list[Usage] = []
        drafted = self._asked(
            partial(self._inner.question, assignment),
            whole=lambda: self._inner.draft(assignment),
            part=lambda window: self._from_notes(assignment, window, spent),
            watcher=assignment.watcher,
        )
        return replace(drafted, usage=sum(spent, drafted.usage))

    def repair(self, assignment: Assignment, failures: tuple[Failure, ...]) -> Repaired:
        """Return what the model makes of the failed insights; of a long article it sees what they rest on.

        What went out of the draft stays as it is, so that nothing forbids to split smaller.
        """
        return self._asked(
            partial(self._inner.repair_question, assignment, failures),
            whole=lambda: self._inner.repair(assignment, failures),
            part=lambda window: self._inner.repair(self._around(failures, assignment, window), failures),
            watcher=UNWATCHED,
        )

    def _asked(
        self, question: _Question, *, whole: Callable[[], _T], part: Callable[[int], _T], watcher: Watcher
    ) -> _T:
        """Return ``whole()`` where the question fits the window, else what a part makes of it; split smaller once."""
        window = self._backend.window
        try:
            return whole() if window is None or self._fits(question(), room_for_draft(window)) else part(window)
        except ContextTooLong as error:
            if watcher.committed:
                raise
            sent = window_within(self._length(question()))
            smaller = smaller_window(error.window, min(window or sent, sent))
            _log.warning("split-smaller", backend=self._backend.name, window=smaller)
        done = part(smaller)
        return replace(done, usage=done.usage + Usage(calls=1))

    def _from_notes(self, assignment: Assignment, window: int, spent: list[Usage]) -> Drafted:
        source = Source.of(assignment)
        free = room_for_draft(window) - self._length(self._inner.question(source.shown(())))
        if free < _LEAST:
            raise ContextTooLong("the model's window has no room for an article beside the prompt", window=window)
        chunks = self._chunks(assignment, room_for_notes(window))
        lead = source.lead(self._tokens.count, min(free // _LEAD_SHARE, _LONGEST_LEAD))
        most = max(1, min(MOST_NOTES, free // (_TOKENS_A_NOTE * len(chunks))))
        notes = self._notes(assignment, chunks, most, spent)
        picked = ranked([source.around(quote) for quote in quotes] for quotes in notes)
        shown = self._fitted(source, (*lead, *picked), window, self._inner.question)
        return replace(self._inner.draft(shown), engine="longform")

    def _chunks(self, assignment: Assignment, room: int) -> tuple[Chunk, ...]:
        overhead = self._length(notes_request(self._notes_prompt, replace(assignment, excerpt=()), MOST_NOTES))
        return Cutter(self._tokens.count, max(_LEAST, room - overhead)).chunks(assignment.shown)

    def _notes(
        self, assignment: Assignment, chunks: tuple[Chunk, ...], most: int, spent: list[Usage]
    ) -> list[tuple[Citation, ...]]:
        """Return for each chunk the quotes that its notes pick, the weightiest first.

        Of a few whose notes are unreadable, twice, how they begin; raise OutputError where it is more than a few.
        """
        index, stop = Index.of(assignment.article), Event()
        unreadable: list[OutputError] = []

        def taken(chunk: Chunk) -> tuple[Citation, ...]:
            reader = NotesReader(index, most, stop)
            question = notes_request(self._notes_prompt, replace(assignment, excerpt=chunk), most)
            try:
                spent.append(self._patiently(replace(question, reader=reader)).usage)
            except OutputError as error:
                unreadable.append(error)
                if len(unreadable) > len(chunks) // _MOST_UNREADABLE:
                    raise
                _log.warning("notes-unreadable", backend=self._backend.name, paragraph=chunk[0].number)
                spent.append(Usage(calls=2))  # one, and its retry
                return opening(index, chunk)
            return reader.quotes

        progress = partial(assignment.watcher.progress, "notes", total=len(chunks))
        progress(0)
        calls = [partial(taken, chunk) for chunk in chunks]
        return self._crew.gather(calls, assignment.deadline, stop=stop, told=progress)

    def _patiently(self, question: CompletionRequest) -> Completion:
        """Return the backend's answer; where it is full, most likely of our own calls, wait for its places."""
        while True:
            try:
                return self._backend.complete(question)
            except BackendBusy as busy:
                pause = busy.retry_after or _BUSY_SECONDS
                if pause >= question.deadline.remaining():
                    raise
                question.deadline.wait(pause)

    def _around(self, failures: tuple[Failure, ...], assignment: Assignment, window: int) -> Assignment:
        source = Source.of(assignment)
        passages = (*rests_on(failures, source), *source.lead(self._tokens.count, _LEAST))
        return self._fitted(source, passages, window, lambda shown: self._inner.repair_question(shown, failures))

    def _fitted(
        self,
        source: Source,
        passages: tuple[Passage, ...],
        window: int,
        question: Callable[[Assignment], CompletionRequest],
    ) -> Assignment:
        """Return the assignment that shows as many of the first passages as the question has room for."""
        fits = fitting(passages, lambda kept: self._length(question(source.shown(kept))), room_for_draft(window))
        return source.shown(fits)

    def _fits(self, question: CompletionRequest, room: int) -> bool:
        bytes_at_most = 4 * (len(question.system) + len(question.user))  # and no token has less than one
        return bytes_at_most <= room or self._length(question) <= room

    def _length(self, question: CompletionRequest) -> int:
        form = question.json.instructions if question.json else ""
        return sum(self._tokens.count(text) for text in (question.system, question.user, form))
