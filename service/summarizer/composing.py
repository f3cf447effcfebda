"""From an assignment to a checked brief: engine → check → repair → settle."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog

from service.domain.brief import Brief, Header, Provenance, Usage
from service.domain.checker import Checked, Rules
from service.domain.errors import BackendError, ContentFiltered, NothingVerified, OutputError
from service.domain.finding import Severity
from service.domain.gate import Gated, gate_by, regate, settle
from service.domain.similarity import Features
from service.ports import Assignment, Computed, Drafted, Engine, Failure, Repaired, Teller, recording
from service.ports.metrics import INSIGHTS
from service.ports.paying import paid_by
from service.ports.phases import phase, spent
from service.schema.briefs import dump_brief
from service.summarizer.accounts import Accounts
from service.summarizer.checking import ComputedChecks
from service.summarizer.live_draft import LiveDraft
from service.summarizer.near_duplicates import NearDuplicates
from service.summarizer.revisions import changes_since

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """A brief to be made: its id, what is asked for, and of whom; ``caller`` is the key whose usage it is."""

    id: str
    assignment: Assignment
    engine: Engine
    caller: str = ""


@dataclass(frozen=True, slots=True)
class Composer:
    """Makes briefs by the rules, dated by the clock, and tells which kept ones they resemble."""

    rules: Rules
    clock: Callable[[], datetime]
    near_duplicates: NearDuplicates
    accounts: Accounts

    def compose(self, task: Task, features: Callable[[], Features], teller: Teller) -> Computed:
        """Return the checked brief, each insight told as soon as it passed; ``features`` are those of the article.

        Raise what the engine raises, and NothingVerified where no insight passed.
        """
        with closing(ComputedChecks(task.assignment.article, self.rules)) as checks:
            return self._composed(task, features, LiveDraft(checks, teller))

    def _composed(self, task: Task, features: Callable[[], Features], live: LiveDraft) -> Computed:
        assignment = replace(task.assignment, watcher=live)
        with paid_by(partial(self.accounts.used, task.caller)):  # whatever becomes of it
            with phase("model"):
                drafted = task.engine.draft(assignment)
            with phase("check"):
                gated = gate_by(live.checker, drafted.summary)
            live.drafted(gated)
            repaired = Repaired({}) if drafted.fallback else _repair(task.engine, assignment, gated)
        with phase("check"):
            regated = regate(gated, repaired.insights)
            settled = settle(regated)
        _count(gated, regated)
        if not settled.summary.core_insights and not settled.summary.groups:
            raise NothingVerified("no insight of the model's answer could be confirmed in the article")
        live.settled(regated)
        earlier = assignment.earlier
        brief = Brief(
            id=task.id,
            header=header_of(assignment),
            summary=settled.summary,
            withheld=settled.withheld,
            paragraphs=assignment.article.paragraphs,
            verification=settled.report,
            provenance=self._provenance(task.engine, drafted),
            usage=drafted.usage + repaired.usage,
            previous=earlier.id if earlier else "",
            changes=changes_since(earlier, assignment.article) if earlier else (),
        )
        brief = replace(brief, similar_to=self.near_duplicates.of(brief, features()))
        _tell(brief)
        return Computed(dump_brief(brief), keep=not brief.withheld and not drafted.fallback)

    def now(self) -> str:
        """Return the time as RFC 3339, to the second."""
        return self.clock().isoformat(timespec="seconds")

    def _provenance(self, engine: Engine, drafted: Drafted) -> Provenance:
        return Provenance(
            engine=drafted.engine,
            backend=drafted.backend,
            model=drafted.model,
            prompt="" if drafted.fallback else engine.prompt,
            prompt_digest="" if drafted.fallback else engine.prompt_digest,
            generated_at=self.now(),
        )


def header_of(assignment: Assignment) -> Header:
    """Return what will stand above the brief."""
    article = assignment.article
    return Header(
        language=assignment.language, title=article.title, source=article.source, published_at=article.published_at
    )


def _repair(engine: Engine, assignment: Assignment, gated: Gated) -> Repaired:
    failures = tuple(Failure(one.where, one.insight, one.insight.findings) for one in gated.failed)
    if not failures:
        return Repaired({})
    assignment.watcher.progress("repairing", 0, len(failures))
    try:
        with phase("model"):
            return engine.repair(assignment, failures)
    except (BackendError, ContentFiltered, OutputError) as error:
        # What passed is worth more than an error: the failing insights are withheld, visibly.
        _log.warning("repair-failed", code=error.code, insights=len(failures))
        return Repaired({}, Usage(calls=1))


def _count(gated: Gated, regated: Gated) -> None:
    for (result, check), number in Counter(_results(gated, regated)).items():
        recording.count(INSIGHTS, result, check, by=number)


def _results(gated: Gated, regated: Gated) -> Iterator[tuple[str, str]]:
    """Yield what became of each insight, and the first check that failed, "" for none."""
    for before, after in zip(gated.checked, regated.checked, strict=True):
        if not before.failed:
            yield "passed", ""
        else:
            yield ("withheld", _failing(after)) if after.failed else ("repaired", _failing(before))


def _failing(checked: Checked) -> str:
    return next(finding.check for finding in checked.insight.findings if finding.severity is Severity.FAILS)


def _tell(brief: Brief) -> None:
    _log.info(
        "briefed",
        backend=brief.provenance.backend,
        model=recording.harmless(brief.provenance.model),
        calls=brief.usage.calls,
        input_tokens=brief.usage.input_tokens,
        output_tokens=brief.usage.output_tokens,
        insights=sum(1 for _ in brief.summary.located()),
        withheld=len(brief.withheld),
        phases=spent(),
    )
