"""What happened, one JSON object a line: all that the checker knows. Times are seconds since the beginning."""

import json
import threading
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

PRIVATE = "carla"
"""The caller whose briefs are nobody else's."""


@dataclass(frozen=True)
class Fault:
    """A fault of ``family`` (endpoint, cache, queue, web, worker, callers, machine) on one of its parts."""

    name: str
    family: str
    target: str
    began: float
    ended: float


@dataclass(frozen=True)
class Call:
    """A call that reached an endpoint: ``outcome`` is brief where it was answered well, else left or the fault."""

    backend: str
    article: str
    began: float
    ended: float
    outcome: str


@dataclass(frozen=True)
class Request:
    """A request and its answer. ``status`` is 0 where there was none, and ``error`` says why.

    ``texts`` are the insights that were told, ``digest`` is of the body, ``content`` of the insights and their
    citations, ``made`` of what tells one making of a brief from another; ``job`` is the id of an accepted one.
    """

    what: str
    article: str
    began: float
    ended: float
    status: int
    caller: str = ""
    error: str = ""
    code: str = ""
    kind: str = ""
    brief: str = ""
    digest: str = ""
    content: str = ""
    made: str = ""
    withheld: int = 0
    texts: list[str] = field(default_factory=list)
    job: str = ""
    key: str = ""
    articles: list[str] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True)
class Result:
    """What became of one article of a job."""

    position: int
    article: str
    code: str
    texts: list[str]


@dataclass(frozen=True)
class Job:
    """A job as it was read when all was over; ``again`` says whether a second reading gave the same bytes."""

    id: str
    status: str
    read: float
    again: bool
    results: list[Result]


@dataclass(frozen=True)
class Kept:
    """A brief found in the cache when all was over, and what its checks say against it."""

    brief: str
    article: str
    texts: list[str]
    failures: list[str]


@dataclass(frozen=True)
class Log:
    """What a log file gave away."""

    file: str
    lines: int
    leaks: list[str]


Record = Fault | Call | Request | Job | Kept | Log
_KINDS: dict[str, type] = {kind.__name__.lower(): kind for kind in (Fault, Call, Request, Job, Kept, Log)}


@dataclass
class History:
    """All records by their kind."""

    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    logs: list[Log] = field(default_factory=list)

    @classmethod
    def of(cls, records: Iterable[Record]) -> "History":
        """Return them, each kind by the time of its end."""
        history = cls()
        for one in records:
            {
                Fault: history.faults, Call: history.calls, Request: history.requests,
                Job: history.jobs, Kept: history.kept, Log: history.logs,
            }[type(one)].append(one)  # fmt: skip
        return history

    @classmethod
    def read(cls, path: Path) -> "History":
        """Return the history that a recorder wrote."""
        with path.open(encoding="utf-8") as lines:
            return cls.of(_record(json.loads(line)) for line in lines)


class Recorder:
    """Writes records as they come, from any thread."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._lock = threading.Lock()
        self._began = time.monotonic()

    @property
    def now(self) -> float:
        return round(time.monotonic() - self._began, 3)

    def add(self, record: Record) -> None:
        line = json.dumps({"record": type(record).__name__.lower()} | asdict(record), ensure_ascii=False)
        with self._lock:
            self._file.write(line + "\n")

    def close(self) -> None:
        with self._lock:
            self._file.close()


def _record(fields: dict) -> Record:
    kind = _KINDS[fields.pop("record")]
    if kind is Job:
        fields["results"] = [Result(**one) for one in fields["results"]]
    return kind(**fields)
