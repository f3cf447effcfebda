"""A model's answer read as a draft while it is written."""

from dataclasses import dataclass, replace
from functools import cache

from service.domain.errors import AnswerUnreadable, OutputError
from service.domain.summary import MAX_CORE_INSIGHTS, MAX_GROUP_INSIGHTS, MAX_GROUPS, Summary
from service.engines.insights import read_insight
from service.engines.listening import Listener
from service.engines.loops import LoopGuard
from service.engines.reasoning import MOST_CHARACTERS
from service.engines.telling import Telling
from service.engines.wire import parse_answer
from service.engines.written import check_language, written_in
from service.ports import Assignment


@dataclass(slots=True)
class Manner:
    """What an engine has learned of the way its model answers."""

    thinks_aloud: bool = False
    """Whether an answer began with what its end took back: insights are told once its thoughts have ended."""


class DraftReader:
    """Judges the answers to one assignment; ``summary`` is what the last one held, once it was complete.

    Insights are told as they are written; the whole answer decides, and must hold what was told at the same places.
    """

    def __init__(self, assignment: Assignment, manner: Manner) -> None:
        self._assignment = assignment
        self._manner = manner
        self._guard = LoopGuard()
        self._forget()
        self.summary = Summary(())

    @property
    def committed(self) -> bool:
        """Whether an insight of this answer has gone out for good."""
        return self._assignment.watcher.committed

    def begin(self) -> None:
        """Forget what was read of an earlier answer."""
        self._assignment.watcher.begin()
        self._guard.begin()
        self._forget()

    def read(self, piece: str) -> None:
        """Take in the next piece; raise AnswerUnreadable where the answer has no end, or is far longer than a brief."""
        self._guard.read(piece)
        for written in self._listener.read(piece):
            if not written_in(self._assignment.language, written.insight.text):
                self._listener.silence()
                break
            self._telling.tell(written)
        if self._listener.answering:
            self._length += len(piece)
            if self._length > MOST_CHARACTERS:
                raise AnswerUnreadable("the model's answer is far longer than a brief")

    def end(self, text: str) -> None:
        """Take in the complete answer and tell what is left of it.

        Raise OutputError where it holds no brief in the language asked for, or not what has gone out for good.
        """
        try:
            summary = _limited(parse_answer(text, self._read_insight))
        except OutputError:
            self._manner.thinks_aloud |= self._listener.briefs > 1
            raise
        check_language(summary, self._assignment.language)
        self._manner.thinks_aloud |= not self._telling.foretold(summary)
        self._telling.finish(summary)
        self.summary = summary

    def _forget(self) -> None:
        self._read_insight = cache(read_insight)  # each is read when it is told, and once more in the whole answer
        self._listener = Listener(self._read_insight, thinks_aloud=self._manner.thinks_aloud)
        self._telling = Telling(self._assignment.watcher)
        self._length = 0


def _limited(summary: Summary) -> Summary:
    """Return the summary with no more than contract §1 allows, the first of each kept."""
    groups = (replace(group, insights=group.insights[:MAX_GROUP_INSIGHTS]) for group in summary.groups[:MAX_GROUPS])
    return Summary(summary.core_insights[:MAX_CORE_INSIGHTS], tuple(groups))
