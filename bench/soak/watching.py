"""What the processes have: memory, descriptors, threads; and whether that grew."""

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean

MOST_GROWTH = 0.05
"""Of memory, between the second and the last eighth: the aim of issue 8."""
_FLAT = 5
"""Descriptors and threads may differ by so many, or 5 %: connections that are open at the moments of looking."""


@dataclass(frozen=True)
class Sample:
    """A process ``at`` so many seconds after the start; memory in kB, ``private`` what nobody shares."""

    at: float
    process: str
    pid: int
    rss: int
    private: int
    descriptors: int
    threads: int


@dataclass(frozen=True)
class Growth:
    """A figure of a process, as the mean of the second eighth and of the last, and whether it may be so."""

    process: str
    figure: str
    early: float
    late: float

    @property
    def share(self) -> float:
        return self.late / self.early - 1 if self.early else 0.0

    @property
    def kept(self) -> bool:
        if self.figure in {"descriptors", "threads"}:
            return self.late <= self.early + max(_FLAT, MOST_GROWTH * self.early)
        return self.share < MOST_GROWTH

    def told(self) -> dict[str, object]:
        return asdict(self) | {"share": round(self.share, 4), "kept": self.kept}


def family(name: str, pid: int) -> dict[str, int]:
    """Return the process and all below it by name: ``{"web": 10, "web 1": 11, "web 1 1": 12}``; {} where it ended."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return {}
    below = (family(f"{name} {number}", int(child)) for number, child in enumerate(children, 1))
    return {name: pid} | {one: found for members in below for one, found in members.items()}


def samples(at: float, pids: Mapping[str, int]) -> Iterator[Sample]:
    """Yield a sample of each process that is there."""
    for name, pid in pids.items():
        with contextlib.suppress(OSError):
            folder = Path(f"/proc/{pid}")
            rollup = (folder / "smaps_rollup").read_text()
            private = _kilobytes(rollup, "Private_Clean") + _kilobytes(rollup, "Private_Dirty")
            threads = sum(1 for _ in (folder / "task").iterdir())
            descriptors = sum(1 for _ in (folder / "fd").iterdir())
            yield Sample(round(at, 1), name, pid, _kilobytes(rollup, "Rss"), private, descriptors, threads)


def growths(seen: list[Sample], seconds: float) -> Iterator[Growth]:
    """Yield how each figure of each process changed between the second eighth of the time and the last."""
    for name in dict.fromkeys(sample.process for sample in seen):
        own = [sample for sample in seen if sample.process == name]
        early = [sample for sample in own if seconds / 8 <= sample.at < seconds / 4]
        late = [sample for sample in own if sample.at >= seconds * 7 / 8]
        if early and late:
            for figure in ("rss", "private", "descriptors", "threads"):
                yield Growth(name, figure, *(mean(getattr(one, figure) for one in some) for some in (early, late)))


def died(seen: list[Sample]) -> list[str]:
    """Return the names under which more than one process was seen, or in the end none."""
    pids: dict[str, set[int]] = {}
    for sample in seen:
        pids.setdefault(sample.process, set()).add(sample.pid)
    last = {sample.process for sample in seen if sample.at == seen[-1].at}
    return [name for name, of_it in pids.items() if len(of_it) > 1 or name not in last]


def _kilobytes(text: str, field: str) -> int:
    found = re.search(rf"^{field}: +(\d+) kB", text, re.MULTILINE)
    return int(found[1]) if found else 0
