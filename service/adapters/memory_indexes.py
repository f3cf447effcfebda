"""What briefs are found by, in the memory of this process."""

import time
from collections import OrderedDict
from threading import Lock

from service.domain.similarity import ranked
from service.ports import MOST_OF_ITEM

MAX_ITEMS = 4_096
MAX_BRIEFS = 1_024  # as many as MemoryCache keeps


class MemoryItemIndex:
    """Items and their briefs: the least recently linked go first. Thread-safe.

    An entry lives ``ttl_seconds``; a withdrawn item takes no briefs for ``withdrawn_seconds``.
    """

    def __init__(self, ttl_seconds: float, withdrawn_seconds: float) -> None:
        self._ttl_seconds = ttl_seconds
        self._withdrawn_seconds = withdrawn_seconds
        self._briefs: OrderedDict[str, tuple[float, tuple[str, ...]]] = OrderedDict()
        self._withdrawn: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def link(self, item: str, brief_id: str) -> bool:
        """Remember that the brief is one of the item; False where the item was withdrawn a moment ago."""
        with self._lock:
            if self._withdrawn.get(item, 0.0) > time.monotonic():
                return False
            others = (one for one in self._known(item) if one != brief_id)
            self._briefs[item] = (time.monotonic() + self._ttl_seconds, (brief_id, *others)[:MOST_OF_ITEM])
            self._briefs.move_to_end(item)
            while len(self._briefs) > MAX_ITEMS:
                self._briefs.popitem(last=False)
            return True

    def briefs(self, item: str) -> tuple[str, ...]:
        """Return the ids of the item's briefs, the newest first."""
        with self._lock:
            return self._known(item)

    def withdraw(self, item: str) -> tuple[str, ...]:
        """Forget the item and return the ids of its briefs; for a while no brief is linked to it."""
        with self._lock:
            known = self._known(item)
            self._briefs.pop(item, None)
            self._withdrawn[item] = time.monotonic() + self._withdrawn_seconds
            while len(self._withdrawn) > MAX_ITEMS:
                self._withdrawn.popitem(last=False)
            return known

    def _known(self, item: str) -> tuple[str, ...]:
        ends, briefs = self._briefs.get(item, (0.0, ()))
        return briefs if ends > time.monotonic() else ()


class MemorySimilarityIndex:
    """Sketches of the latest ``MAX_BRIEFS`` briefs; whoever asks looks whether a brief is still kept. Thread-safe."""

    def __init__(self) -> None:
        self._sketches: OrderedDict[str, tuple[int, ...]] = OrderedDict()
        self._lock = Lock()

    def add(self, brief_id: str, sketch: tuple[int, ...]) -> None:
        """Remember the brief under the features of its article."""
        with self._lock:
            self._sketches[brief_id] = sketch
            self._sketches.move_to_end(brief_id)
            while len(self._sketches) > MAX_BRIEFS:
                self._sketches.popitem(last=False)

    def candidates(self, sketch: tuple[int, ...]) -> tuple[str, ...]:
        """Return the ids of briefs that share features with the sketch, those that share most first."""
        features = frozenset(sketch)
        with self._lock:
            newest_first = reversed(self._sketches.items())
            shared = {brief: len(features.intersection(other)) for brief, other in newest_first}
        return ranked(shared)

    def remove(self, brief_id: str, sketch: tuple[int, ...]) -> None:  # noqa: ARG002 (by which others find it)
        """Forget the brief."""
        with self._lock:
            self._sketches.pop(brief_id, None)
