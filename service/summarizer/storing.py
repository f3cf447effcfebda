"""Where briefs are kept, and what they are found by."""

from dataclasses import dataclass

from service.domain.errors import BriefChanged, BriefNotFound, BriefsOutOfReach
from service.ports import Cache, ItemIndex, SimilarityIndex
from service.summarizer.near_duplicates import NearDuplicates


def revisions_of(brief_id: str) -> str:
    """Return the name in the index of items of the briefs that revise this one: they quote it in ``changes``.

    No caller's item has it: JSON holds no lone surrogate.
    """
    return f"\ud800{brief_id}"


@dataclass(frozen=True, slots=True)
class BriefStore:
    """The cache of briefs, and the indexes by which they are found beside their ids."""

    cache: Cache
    items: ItemIndex
    similarity: SimilarityIndex

    @property
    def near_duplicates(self) -> NearDuplicates:
        """What finds kept briefs by the wording of their articles."""
        return NearDuplicates(self.cache, self.similarity)

    def kept(self, brief_id: str) -> bytes:
        """Return the JSON bytes of a kept brief; raise BriefNotFound, BriefsOutOfReach."""
        value = self.cache.get(brief_id)
        if value is None:
            raise self.missing()
        return value

    def rewrite(self, brief_id: str, value: bytes, instead_of: bytes) -> None:
        """Put a brief in the place of that kept one, for what is left of its lifetime.

        What was told of it is forgotten: no stream must go on with what stood there before. Raise BriefChanged,
        BriefNotFound, BriefsOutOfReach.
        """
        if not self.cache.replace(brief_id, value, instead_of):
            self.kept(brief_id)
            raise BriefChanged("the brief was made anew, reviewed or corrected meanwhile; read it again")
        self.cache.events.forget(brief_id)

    def withdraw(self, brief_id: str) -> bool:
        """Forget the brief, what was told of it and what others tell of it, and say whether there was one."""
        value = self.cache.get(brief_id)
        revising = self.items.withdraw(revisions_of(brief_id))
        # The brief itself goes last: where Redis fails before, trying again finds what leads to the rest.
        self.near_duplicates.forget(brief_id, value, revising)
        self.cache.events.forget(brief_id)
        self.cache.delete(brief_id)
        return value is not None

    def require(self) -> None:
        """Raise BriefsOutOfReach where the cache did not answer: then nothing is known to be gone."""
        if not self.cache.available:
            raise BriefsOutOfReach("the cache does not answer, so the brief may still be kept; try again")

    def missing(self) -> BriefNotFound:
        """Return the error of a brief that is not kept; raise BriefsOutOfReach where nobody knows."""
        self.require()
        return BriefNotFound("no brief is kept under this id; it may have expired")
