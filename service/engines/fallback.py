"""An Engine of Engines: where the first one fails, the article's own sentences are better than nothing."""

from dataclasses import replace

import structlog

from service.domain.errors import BackendError, ContentFiltered, OutputError
from service.ports import Assignment, Drafted, Engine, Failure, Repaired, recording
from service.ports.metrics import FALLBACKS

_log = structlog.get_logger(__name__)


class FallbackEngine:
    """Drafts with the first engine, and with the last resort where that one fails; such a draft says so.

    The last resort steps in for a failing endpoint, an answer of no use, a content filter, and a deadline that passed:
    extracting takes under a second. It writes in the article's own language only, so another one stays an error. It is
    never kept, so the key of a brief is the first engine's.
    """

    def __init__(self, first: Engine, last_resort: Engine) -> None:
        self._first = first
        self._last_resort = last_resort
        self.name = first.name
        self.prompt = first.prompt
        self.prompt_digest = first.prompt_digest
        self.identity = first.identity
        self.translates = first.translates

    def draft(self, assignment: Assignment) -> Drafted:
        """Return an unchecked summary; raise what the first engine raised where the last resort cannot step in."""
        try:
            return self._first.draft(assignment)
        except (BackendError, OutputError, ContentFiltered) as error:
            if assignment.watcher.committed or assignment.language is not assignment.article.language:
                raise
            recording.count(FALLBACKS, self._last_resort.name)
            _log.warning("last-resort", engine=self._last_resort.name, code=error.code)
        assignment.watcher.begin()
        return replace(self._last_resort.draft(assignment), fallback=True)

    def repair(self, assignment: Assignment, failures: tuple[Failure, ...]) -> Repaired:
        """Return what the first engine makes of its failed insights; a fallback's draft is not to be repaired."""
        return self._first.repair(assignment, failures)
