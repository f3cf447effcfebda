"""An Engine around an Engine: of a revised article only what changed is written, the rest of its brief stands."""

from dataclasses import replace

import structlog

from service.domain.brief import Brief, Usage
from service.domain.errors import OutputError
from service.engines.revision import Revision, revision_of
from service.ports import Assignment, Drafted, Engine, Failure, Repaired

_log = structlog.get_logger(__name__)


class RevisingEngine:
    """Drafts as the engine inside does, where an assignment has no earlier brief or too little of that one stands.

    Else insights whose paragraphs are unchanged stay as they were, and the engine inside is asked once, by the way of a
    repair, for those that rest on a changed paragraph or are missing: it is shown what these rest on. Where nothing
    such is left it is not asked at all.
    """

    def __init__(self, inner: Engine) -> None:
        self._inner = inner
        self.name = inner.name
        self.prompt = inner.prompt
        self.prompt_digest = inner.prompt_digest
        self.identity = inner.identity
        self.translates = inner.translates

    def draft(self, assignment: Assignment) -> Drafted:
        """Return an unchecked summary; raise as the engine inside does.

        Where an answer holds nothing of what was asked for, it drafts in full, unless a part of this draft was shown.
        """
        earlier = assignment.earlier
        revision = self._revision(assignment)
        if earlier is None or revision is None:
            return self._inner.draft(assignment)
        _tell(revision, assignment)
        if not revision.asked:
            return _unasked(revision, earlier)
        repaired = self._written(assignment, revision)
        if not repaired.insights and not assignment.watcher.committed:
            _log.warning("revision-unwritten", insights=len(revision.asked))
            drafted = self._inner.draft(assignment)
            return replace(drafted, usage=repaired.usage + drafted.usage)
        return Drafted(
            summary=revision.written(repaired.insights),
            engine=self.name,
            backend=repaired.backend,
            model=repaired.model,
            usage=repaired.usage,
        )

    def repair(self, assignment: Assignment, failures: tuple[Failure, ...]) -> Repaired:
        """Return what the engine inside makes of the failed insights; of a revision it sees what these rest on."""
        revision = self._revision(assignment)
        if revision is None:
            return self._inner.repair(assignment, failures)
        cited = {citation.paragraph for failure in failures for citation in failure.insight.citations}
        named = {finding.paragraph for failure in failures for finding in failure.findings}
        shown = cited | named | {paragraph.number for paragraph in revision.excerpt}
        excerpt = tuple(paragraph for paragraph in assignment.article.paragraphs if paragraph.number in shown)
        return self._inner.repair(replace(assignment, excerpt=excerpt or None), failures)

    def _revision(self, assignment: Assignment) -> Revision | None:
        """Return what becomes of the earlier brief, if it is one of a model in the language asked for."""
        earlier = assignment.earlier
        if earlier is None or earlier.header.language is not assignment.language or not earlier.provenance.prompt:
            return None
        return revision_of(earlier, assignment.article)

    def _written(self, assignment: Assignment, revision: Revision) -> Repaired:
        assignment.watcher.progress("revising", 0, len(revision.asked))
        try:
            return self._inner.repair(replace(assignment, excerpt=revision.excerpt), revision.asked)
        except OutputError:
            if assignment.watcher.committed:
                raise
            return Repaired({}, Usage(calls=1))


def _tell(revision: Revision, assignment: Assignment) -> None:
    """Tell of what stands; the rest is told when the draft is complete."""
    headings = {f"/groups/{index}": group for index, group in enumerate(revision.summary.groups)}
    for where, insight in revision.standing():
        if group := headings.pop(where.partition("/insights/")[0], None):
            assignment.watcher.group(group.number, group.heading)
        assignment.watcher.insight(where, insight)


def _unasked(revision: Revision, earlier: Brief) -> Drafted:
    by = earlier.provenance
    return Drafted(summary=revision.summary, engine=by.engine, backend=by.backend, model=by.model)
