"""A model's answer read as a draft while it is written."""

from dataclasses import replace

from service.domain.summary import MAX_CORE_INSIGHTS, MAX_GROUP_INSIGHTS, MAX_GROUPS, Summary
from service.engines.wire import parse_answer
from service.engines.written import check_language
from service.ports import Assignment


class DraftReader:
    """Judges the answers to one assignment; ``summary`` is what the last one held, once it was complete."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self.summary = Summary(())

    @property
    def committed(self) -> bool:
        """Whether an insight of this answer has gone out for good."""
        return self._assignment.watcher.committed

    def begin(self) -> None:
        """Forget what was read of an earlier answer."""
        self._assignment.watcher.begin()

    def read(self, piece: str) -> None:
        """Take in the next piece of the answer."""

    def end(self, text: str) -> None:
        """Take in the complete answer; raise OutputError where it holds no brief in the language asked for."""
        summary = _limited(parse_answer(text))
        check_language(summary, self._assignment.language)
        self.summary = summary


def _limited(summary: Summary) -> Summary:
    """Return the summary with no more than contract §1 allows, the first of each kept."""
    groups = (replace(group, insights=group.insights[:MAX_GROUP_INSIGHTS]) for group in summary.groups[:MAX_GROUPS])
    return Summary(summary.core_insights[:MAX_CORE_INSIGHTS], tuple(groups))
