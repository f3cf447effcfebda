"""Items of content systems and their briefs: a withdrawn item leaves nothing behind, not even what is under way."""

from contextlib import closing
from dataclasses import dataclass, replace

from service.ports import Compute, Computed, Teller
from service.summarizer.orders import Freshness, Hearing, Order
from service.summarizer.storing import BriefStore


@dataclass(frozen=True, slots=True)
class ItemTie:
    """The tie between an item and the brief that is made of it; ``item`` "" is none, and never stands in the way.

    The brief is found by the item from before the work begins, so whoever withdraws the item knows of it. What is
    kept later than that is taken back by ``stands``, which therefore is asked once more when all is done.
    """

    store: BriefStore
    item: str
    brief_id: str

    def guarding(self, compose: Compute) -> Compute:
        """Return the computation, whose value is not to be kept where the item was withdrawn meanwhile."""

        def guarded(teller: Teller) -> Computed:
            computed = compose(teller)
            return computed if self._linked() else replace(computed, keep=False)

        return guarded

    def stands(self) -> bool:
        """Whether the item was not withdrawn; else take back whatever is kept, and was told, of its brief."""
        if self._linked():
            return True
        self.store.withdraw(self.brief_id)
        return False

    def told(self, hearing: Hearing) -> Hearing:
        """Yield what is told of the brief; in the end, however it comes, look whether the item stands."""
        return self._told(hearing) if self.item else hearing

    def _told(self, hearing: Hearing) -> Hearing:
        try:
            with closing(hearing):
                yield from hearing
        finally:
            self.stands()

    def _linked(self) -> bool:
        return not self.item or self.store.items.link(self.item, self.brief_id)


def tied(store: BriefStore, order: Order, brief_id: str) -> tuple[ItemTie, Freshness]:
    """Tie the brief to the order's item, and return how it is to be made: not to be kept where the item is withdrawn.

    What leaves nothing behind is tied to nothing.
    """
    untied = ItemTie(store, "", brief_id)
    if not order.item or order.freshness is Freshness.UNSTORED:
        return untied, order.freshness
    if store.items.link(order.item, brief_id):
        return ItemTie(store, order.item, brief_id), order.freshness
    kept_only = order.freshness is Freshness.KEPT_ONLY
    return untied, Freshness.KEPT_ONLY if kept_only else Freshness.UNSTORED


def withdraw(store: BriefStore, item: str) -> tuple[str, ...]:
    """Withdraw all briefs of the item and return the ids of those that were kept; for a while none is kept of it."""
    return tuple(brief_id for brief_id in store.items.withdraw(item) if store.withdraw(brief_id))
