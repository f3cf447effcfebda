"""Stand-ins that satisfy the ports by their shape."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from threading import Semaphore
from uuid import uuid4

from service.domain.brief import Brief, Header, Provenance, Usage
from service.domain.errors import CoreInsightsError, IdempotencyKeyInUse, JobNotFound
from service.domain.gate import gate, settle
from service.domain.jobs import NO_SUCH_JOB, Job, JobResult, Taken
from service.domain.language import Language
from service.domain.summary import Citation, Group, Insight, Summary
from service.ports import Assignment, Drafted, Failure, KeptAnswer, Notice, Repaired, paying
from tests.domain.samples import CHINESE, chinese

GOOD = Insight("The model was downloaded over 350 million times", (Citation(1, "已超3.5亿次"),))
OTHER = Insight(
    "Revenue rose 15% to 1.64 billion yuan, Science and Technology Daily reported", (Citation(3, "增长15%"),)
)
SUMMARY = Summary((GOOD,), (Group(1, "Figures", (OTHER,)),))
INVENTED = Insight("The company was founded in 1990", (Citation(1, "成立于1990年"),))


@dataclass
class ScriptedEngine:
    """Drafts what it is given; ``repairs`` are the insights it offers for failed ones, or an error."""

    summary: Summary = SUMMARY
    repairs: Sequence[Insight] | Exception = ()
    error: Exception | None = None
    name: str = "llm"
    prompt: str = "news-brief/v1"
    prompt_digest: str = "d1"
    identity: str = "scripted"
    translates: bool = True
    assignments: list[Assignment] = field(default_factory=list)
    asked: list[tuple[Failure, ...]] = field(default_factory=list)

    def draft(self, assignment: Assignment) -> Drafted:
        self.assignments.append(assignment)
        if self.error:
            raise self.error
        usage = Usage(1, 100, 20)
        paying.spent("model-1", usage)
        return Drafted(summary=self.summary, engine=self.name, backend="fake/model", model="model-1", usage=usage)

    def repair(self, assignment: Assignment, failures: tuple[Failure, ...]) -> Repaired:
        self.asked.append(failures)
        if isinstance(self.repairs, Exception):
            raise self.repairs
        offered = zip(failures, self.repairs, strict=False)
        paying.spent("model-1", Usage(1, 50, 5))
        return Repaired({failure.where: insight for failure, insight in offered}, Usage(1, 50, 5))


@dataclass
class TellingEngine(ScriptedEngine):
    """Writes its draft insight by insight, each when it is let go on; ends like a model whose caller left."""

    steps: Semaphore = field(default_factory=lambda: Semaphore(0))
    stopped: Exception | None = None
    committed: bool = False

    def go_on(self, steps: int = 99) -> None:
        self.steps.release(steps)

    def draft(self, assignment: Assignment) -> Drafted:
        assignment.watcher.begin()
        self._await(assignment)
        for where, insight in self.summary.located():
            if "/groups/" in where and where.endswith("/0"):
                group = self.summary.groups[int(where.split("/")[2])]
                assignment.watcher.group(group.number, group.heading)
            assignment.watcher.insight(where, insight)
            self._await(assignment)
        self.committed = assignment.watcher.committed
        return super().draft(assignment)

    def _await(self, assignment: Assignment) -> None:
        while not self.steps.acquire(timeout=0.01):
            try:
                assignment.deadline.check()
            except CoreInsightsError as error:
                self.stopped = error
                raise


@dataclass
class MemoryJobStore:
    """Jobs in this process; ``due`` lists the ended ones that have a callback."""

    now: str = "2025-08-13T04:00:00+00:00"
    due: list[str] = field(default_factory=list)
    _jobs: dict[str, Job] = field(default_factory=dict)
    _orders: dict[str, dict[int, bytes]] = field(default_factory=dict)
    _results: dict[str, list[bytes]] = field(default_factory=dict)
    _held: set[tuple[str, int]] = field(default_factory=set)

    def add(self, job: Job, orders: Iterable[bytes]) -> Job:
        kept = dict(enumerate(orders))
        self._jobs[job.id] = replace(job, total=len(kept))
        self._orders[job.id] = kept
        self._results[job.id] = []
        return self._jobs[job.id]

    def job(self, job_id: str) -> Job:
        if job_id not in self._jobs:
            raise JobNotFound(NO_SUCH_JOB)
        return self._jobs[job_id]

    def take(self, job_id: str, number: int) -> Taken | None:
        """Take the first article that nobody holds; what is held is never given to another."""
        job = self._jobs.get(job_id)
        free = [at for at in self._orders.get(job_id, {}) if (job_id, at) not in self._held]
        if job is None or job.ended or not free:
            return None
        self._held.add((job_id, free[0]))
        return Taken(free[0], self._orders[job_id][free[0]], number + 1 if free[1:] else 0)

    def hold(self, job_id: str, positions: Iterable[int]) -> frozenset[int]:
        return frozenset(positions) - self._orders.get(job_id, {}).keys()

    def waiting(self) -> Iterable[tuple[str, int]]:
        return ()

    def settle(self, job_id: str, result: JobResult) -> bool:
        if self._orders.get(job_id, {}).pop(result.position, None) is None:
            return False
        job = self.job(job_id)
        job = replace(job, done=job.done + result.done, failed=job.failed + (not result.done))
        self._results[job_id].append(result.payload)
        self._jobs[job_id] = job
        if job.ended:
            self._end(job)
        return True

    def results(self, job_id: str, after: int, most: int) -> tuple[bytes, ...]:
        self.job(job_id)
        return tuple(self._results[job_id][after : after + most])

    def cancel(self, job_id: str) -> Job:
        if not self.job(job_id).ended:
            self._orders[job_id].clear()
            self._end(replace(self.job(job_id), canceled=True))
        return self.job(job_id)

    def drop(self, job_id: str) -> None:
        for kept in (self._jobs, self._orders, self._results):
            kept.pop(job_id, None)

    def _end(self, job: Job) -> None:
        self._jobs[job.id] = replace(job, ended_at=self.now)
        if job.callback_url:
            self.due.append(job.id)


@dataclass
class MemoryJobQueue:
    """Remembers what was put into it; ``error`` is raised instead."""

    error: Exception | None = None
    queued: list[tuple[str, int]] = field(default_factory=list)

    def put(self, job_id: str, number: int) -> None:
        if self.error:
            raise self.error
        self.queued.append((job_id, number))


@dataclass
class MemoryIdempotencyKeys:
    """Keys in this process that never expire."""

    _held: dict[str, str | KeptAnswer] = field(default_factory=dict)

    def claim(self, key: str) -> str | KeptAnswer:
        held = self._held.get(key)
        if isinstance(held, str):
            raise IdempotencyKeyInUse("the first request under this Idempotency-Key is not answered yet")
        if held is None:
            held = self._held[key] = uuid4().hex
        return held

    def renew(self, key: str, token: str) -> None:
        """There is nothing to renew."""

    def keep(self, key: str, token: str, kept: KeptAnswer) -> None:
        if self._held.get(key, token) == token:
            self._held[key] = kept

    def release(self, key: str, token: str) -> None:
        if self._held.get(key) == token:
            del self._held[key]


def notice(name: str, data: str) -> Notice:
    """A notice with that data."""
    return Notice(name, lambda: data)


ARTICLE = {
    "paragraphs": list(CHINESE),
    "title": "星河智能发布新模型",
    "source": "观察者网",
    "published_at": "2025-08-13T12:33:00+08:00",
}


def checked_brief(summary: Summary) -> Brief:
    """The brief that the gate makes of an English summary of the Chinese sample."""
    article = chinese()
    settled = settle(gate(article, summary))
    return Brief(
        id="0" * 32,
        header=Header(language=Language.ENGLISH, title=article.title),
        summary=settled.summary,
        withheld=settled.withheld,
        paragraphs=article.paragraphs,
        verification=settled.report,
        provenance=Provenance(engine="llm", model="model-1", generated_at="2025-08-13T04:00:00+00:00"),
        usage=Usage(1, 100, 20),
    )
