"""One article of a job: from its order to its result."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import structlog
from structlog.contextvars import bind_contextvars

from service.adapters.order_reader import OrderReader
from service.background.patience import Patience
from service.domain.errors import Abandoned, CoreInsightsError
from service.domain.jobs import JobResult
from service.domain.orders import UnreadOrder
from service.domain.raising import raised_at
from service.ports import Deadline
from service.ports.tracing import Role, Start, span
from service.schema.jobs import done, failed
from service.schema.orders import load_order
from service.summarizer import Summarizer, labelled

_LOOKED_EVERY = 1.0  # seconds: whether the work is still wanted

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Briefing:
    """Briefs articles that nobody waits for on the line. ``wait`` is that of Patience."""

    summarizer: Summarizer
    reader: OrderReader
    wait: Callable[[float], bool]

    def result(self, position: int, order: bytes, deadline: Deadline) -> JobResult:
        """Return what became of the article; raise Abandoned where the deadline was cancelled, or the wait given up."""
        article_id = ""
        try:
            queued = load_order(order)
            article_id = queued.id
            bind_contextvars(caller=queued.order.caller)
            with span(Start("article", Role.WORKER, cause=queued.trace)):
                brief = self.brief(queued.order, deadline)
        except Abandoned:
            raise
        except CoreInsightsError as error:
            return failed(position, article_id, error)
        except Exception as error:  # noqa: BLE001  # the last net: one article of ten thousand must not stop the rest
            _log.error("unexpected-error", error=type(error).__name__, place=raised_at(error))
            return failed(position, article_id, CoreInsightsError("an error of the service, which it has logged"))
        return done(position, article_id, brief)

    def brief(self, unread: UnreadOrder, deadline: Deadline) -> bytes:
        """Return the JSON of the brief as it is served; raise CoreInsightsError, of which nothing is hoped any more."""
        order = self.reader.read(unread)
        served = Patience(partial(self._pause, deadline)).with_(lambda: self.summarizer.summarize(order, deadline))
        return labelled(served.payload, self.summarizer.label)

    def _pause(self, deadline: Deadline, seconds: float) -> bool:
        """Wait so long between two tries and say whether to give up, also where the deadline is cancelled meanwhile."""
        ends = time.monotonic() + seconds
        while not deadline.cancelled and (left := ends - time.monotonic()) > 0:
            if self.wait(min(left, _LOOKED_EVERY)):
                return True
        return deadline.cancelled


def given_up(position: int, order: bytes) -> JobResult:
    """Return the result of an article that is not tried any more: it may be what kills the workers that take it."""
    error = CoreInsightsError("the workers that took it were lost, one after the other")
    return failed(position, load_order(order).id, error)
