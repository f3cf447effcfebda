"""A line with an article in, the line that answers it out."""

from dataclasses import dataclass, replace
from threading import Event

import structlog

from service.background.batches.answers import Answer, InputLine, briefed, failed
from service.background.briefing import Briefing
from service.background.patience import ENDS_AT_LAST
from service.domain.errors import Abandoned, CoreInsightsError
from service.domain.orders import Freshness
from service.domain.raising import raised_at
from service.ports import Deadline
from service.schema.lines import BatchLine

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Briefer:
    """Answers one line after the other, from as many threads as ask; once it is to ``stop``, it no longer waits."""

    briefing: Briefing
    freshness: Freshness
    stop: Event

    def answer(self, line: InputLine) -> Answer | None:
        """Return the answer to the line, None where it was given up; raise nothing."""
        try:
            asked = read(line)
            order = replace(asked.order(), freshness=self.freshness)
            return briefed(line, asked.id, self.briefing.brief(order, Deadline.after(ENDS_AT_LAST)))
        except Abandoned as error:
            return None if self.stop.is_set() else failed(line, error)
        except Exception as error:  # noqa: BLE001  # the last net: a defect of ours on one line must not stop the rest
            if not isinstance(error, CoreInsightsError | ValueError):
                _log.error("unexpected-error", error=type(error).__name__, place=raised_at(error), line=line.number)
            return failed(line, error)


def read(line: InputLine) -> BatchLine:
    """Return what a line asks for; raise ValidationError or UnicodeDecodeError, both of which are a ValueError."""
    return BatchLine.model_validate_json(line.content.decode("utf-8-sig"))
