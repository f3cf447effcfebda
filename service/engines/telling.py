"""What of a draft was told to its watcher, in order, and whether the draft became what was told."""

from dataclasses import dataclass

from service.domain.errors import AnswerUnreadable
from service.domain.summary import MAX_CORE_INSIGHTS, MAX_GROUP_INSIGHTS, MAX_GROUPS, Insight, Summary, place_of
from service.ports import Watcher


@dataclass(frozen=True, slots=True)
class Written:
    """An insight that is complete: the number of its group, 0 for the core insights, and the group's heading."""

    group: int
    heading: str
    insight: Insight

    def where(self, index: int) -> str:
        """Return its place in the summary, as the one of that index in its section."""
        return place_of(index, self.group)


class Telling:
    """Tells the watcher of insights as they are written, by the places that they have in the draft.

    Nothing is told before the first insight that cites: a draft that cites nothing is refused.
    """

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._told: list[tuple[str, Insight]] = []
        self._headings: list[tuple[int, str]] = []
        self._section: dict[Insight, None] = {}
        self._group = 0
        self._held: list[tuple[str, Written]] = []
        self._cited = False

    def tell(self, written: Written) -> None:
        """Tell of the next insight, unless the draft will leave it out: as a repetition, or beyond the limits."""
        if written.group != self._group:
            self._group, self._section = written.group, {}
        known = len(self._section)
        self._section.setdefault(written.insight)
        most = MAX_GROUP_INSIGHTS if written.group else MAX_CORE_INSIGHTS
        if len(self._section) == known or known >= most or written.group > MAX_GROUPS:
            return
        self._held.append((written.where(known), written))
        self._cited = self._cited or bool(written.insight.citations)
        if self._cited:
            for where, one in self._held:
                self._tell(where, one)
            self._held = []

    def foretold(self, summary: Summary) -> bool:
        """Whether what was told is the beginning of the whole draft."""
        headings = [(group.number, group.heading) for group in summary.groups]
        located = list(summary.located())
        return self._told == located[: len(self._told)] and self._headings == headings[: len(self._headings)]

    def finish(self, summary: Summary) -> None:
        """Tell what is left of the whole draft; all of it anew where it is not what was told.

        Raise AnswerUnreadable where that has gone out for good.
        """
        if not self.foretold(summary):
            if self._watcher.committed:
                raise AnswerUnreadable("the model's answer is not what it began with")
            self._watcher.begin()
            self._told, self._headings = [], []
        places = [where for where, _ in summary.located()]
        for where, written in list(zip(places, _written(summary), strict=True))[len(self._told) :]:
            self._tell(where, written)

    def _tell(self, where: str, written: Written) -> None:
        if written.group > len(self._headings):
            self._headings.append((written.group, written.heading))
            self._watcher.group(written.group, written.heading)
        self._told.append((where, written.insight))
        self._watcher.insight(where, written.insight)


def _written(summary: Summary) -> list[Written]:
    core = [Written(0, "", insight) for insight in summary.core_insights]
    return core + [Written(group.number, group.heading, one) for group in summary.groups for one in group.insights]
