"""What this process works on, held in the store for as long as it does."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from service.background.patience import ENDS_AT_LAST
from service.ports import Deadline, WorkStore


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    job_id: str
    position: int
    deadline: Deadline


class Holding:
    """Articles in work: told to the store every few seconds, and abandoned where it says that they are not wanted."""

    def __init__(self, store: WorkStore) -> None:
        self._store = store
        self._lock = Lock()
        self._held: set[_Held] = set()

    @contextmanager
    def holding(self, job_id: str, position: int) -> Iterator[Deadline]:
        """Hold the article until the block ends; its deadline is cancelled where the job is."""
        held = _Held(job_id, position, Deadline.after(ENDS_AT_LAST))
        with self._lock:
            self._held.add(held)
        try:
            yield held.deadline
        finally:
            with self._lock:
                self._held.discard(held)

    def renew(self) -> None:
        """Hold all articles in work for some more seconds; raise JobsOutOfReach."""
        with self._lock:
            held = tuple(self._held)
        by_job: dict[str, list[_Held]] = defaultdict(list)
        for one in held:
            by_job[one.job_id].append(one)
        for job_id, articles in by_job.items():
            unwanted = self._store.hold(job_id, (one.position for one in articles))
            for one in articles:
                if one.position in unwanted:
                    one.deadline.cancel()
