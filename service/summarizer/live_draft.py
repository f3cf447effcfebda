"""A draft followed while it is written: each insight is checked as it comes, and told once it passed."""

from service.domain.checker import Checked
from service.domain.gate import Checks, Gated
from service.domain.summary import Insight, group_of
from service.ports import Teller
from service.summarizer import notices


class LiveDraft:
    """The watcher of a draft: tells its teller what passed the checks, in the coordinates of the draft.

    The checker knows afterwards what it has checked, so the gate checks nothing twice.
    """

    def __init__(self, checker: Checks, teller: Teller) -> None:
        self.checker = checker
        self._teller = teller
        self._headings: dict[int, str] = {}
        self._told_headings: dict[int, str] = {}
        self._told: dict[str, Insight] = {}
        self._positions: dict[str, int] = {}

    @property
    def committed(self) -> bool:
        """Whether an insight was shown, to all who wait for this draft."""
        return self._teller.committed

    def begin(self) -> None:
        """Forget the draft so far; what was told of it is taken back."""
        if self._told:
            self._teller.begin()
        self._headings, self._told_headings, self._told, self._positions = {}, {}, {}, {}

    def group(self, number: int, heading: str) -> None:
        """Keep the heading, as it may stand, until an insight of its group passed."""
        self._headings[number] = self.checker.heading(heading)

    def insight(self, where: str, insight: Insight) -> None:
        """Check the insight, and tell it if it passed: one that failed may yet be mended."""
        self._positions.setdefault(where, len(self._positions))
        self._show(self.checker.check(insight, where))

    def progress(self, stage: str, done: int, total: int) -> None:
        """Tell how far the work is."""
        self._teller.tell(notices.progress(stage, done, total))

    def drafted(self, gated: Gated) -> None:
        """Tell what passed of the complete draft and was not told, or not like this; take back what is not in it."""
        self._headings = {group.number: group.heading for group in gated.summary.groups}
        self._positions = {one.where: position for position, one in enumerate(gated.checked)}
        for where in self._told.keys() - {one.where for one in gated.checked}:
            self._teller.tell(notices.withheld(where, self._told.pop(where).text, ()))
        for one in gated.checked:
            self._show(one)

    def settled(self, gated: Gated) -> None:
        """Tell the mended insights, and those that are withheld."""
        for one in gated.checked:
            if one.failed:
                self._told.pop(one.where, None)
                self._teller.tell(notices.withheld(one.where, one.insight.text, one.insight.findings))
            else:
                self._show(one)

    def _show(self, checked: Checked) -> None:
        if checked.failed or self._told.get(checked.where) == checked.insight:
            return
        number = group_of(checked.where)
        heading = self._headings.get(number)
        if heading is not None and self._told_headings.get(number) != heading:
            self._told_headings[number] = heading
            self._teller.tell(notices.group(number, heading))
        self._told[checked.where] = checked.insight
        position = self._positions[checked.where]
        self._teller.tell(notices.insight(checked.where, checked.insight, checked.confirmations, position=position))
