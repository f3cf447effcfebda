"""Items of content systems and their briefs: a withdrawn item leaves nothing behind, not even what is under way."""

from contextlib import closing
from dataclasses import dataclass, replace

from service.domain.orders import Freshness, Order
from service.domain.ownership import name_for
from service.ports import Compute, Computed, Teller
from service.summarizer.composing import Task
from service.summarizer.served import Hearing
from service.summarizer.storing import BriefStore, revisions_of


@dataclass(frozen=True, slots=True)
class ItemTie:
    """The tie between a brief and what it is made of: ``sources`` are names in the index of items; each may go.

    They are the item, and the earlier version that the brief revises and quotes. The brief is found by them from before
    the work begins, so whoever withdraws one knows of it. What is kept later than that is taken back by ``stands``,
    which therefore is asked once more when all is done.
    """

    store: BriefStore
    sources: tuple[str, ...]
    brief_id: str

    def guarding(self, compose: Compute) -> Compute:
        """Return the computation, whose value is not to be kept where the item was withdrawn meanwhile."""

        def guarded(teller: Teller) -> Computed:
            computed = compose(teller)
            return computed if self.linked() else replace(computed, keep=False)

        return guarded

    def stands(self) -> bool:
        """Whether the item was not withdrawn; else take back whatever is kept, and was told, of its brief."""
        if self.linked():
            return True
        self.store.withdraw(self.brief_id)
        return False

    def told(self, hearing: Hearing) -> Hearing:
        """Yield what is told of the brief; in the end, however it comes, look whether the item stands."""
        return self._told(hearing) if self.sources else hearing

    def _told(self, hearing: Hearing) -> Hearing:
        try:
            with closing(hearing):
                yield from hearing
        finally:
            self.stands()

    def linked(self) -> bool:
        """Tie the brief to its sources; False where one was withdrawn a moment ago."""
        return all(self.store.items.link(source, self.brief_id) for source in self.sources)


def tied(store: BriefStore, order: Order, task: Task) -> tuple[ItemTie, Freshness]:
    """Tie the brief to what it is made of, and return how it is to be made: not to be kept where that was withdrawn.

    What leaves nothing behind is tied to nothing.
    """
    untied = ItemTie(store, (), task.id)
    if order.freshness is Freshness.UNSTORED:
        return untied, order.freshness
    earlier = task.assignment.earlier
    item = name_for(order.item, order.owner) if order.item else ""
    sources = (item, revisions_of(earlier.id) if earlier else "")
    tie = ItemTie(store, tuple(filter(None, sources)), task.id)
    if tie.linked():
        return tie, order.freshness
    kept_only = order.freshness is Freshness.KEPT_ONLY
    return untied, Freshness.KEPT_ONLY if kept_only else Freshness.UNSTORED


def withdraw(store: BriefStore, item: str) -> tuple[str, ...]:
    """Withdraw all briefs of the item and return the ids of those that were kept; for a while none is kept of it.

    Raise BriefsOutOfReach where the cache does not answer: the item is forgotten last, so trying again finds the rest.
    """
    gone: dict[str, None] = {}
    for known in (store.items.briefs, store.items.withdraw):
        gone |= dict.fromkeys(one for one in known(item) if store.withdraw(one))
        store.require()
    return tuple(gone)
