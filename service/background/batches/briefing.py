"""A line with an article in, the line that answers it out."""

from dataclasses import dataclass, replace
from threading import Event

from service.adapters.order_reader import OrderReader
from service.background.batches.answers import Answer, InputLine, briefed, failed
from service.background.patience import Patience
from service.domain.errors import Abandoned
from service.domain.orders import Freshness
from service.schema.lines import BatchLine
from service.summarizer import Summarizer, labelled


@dataclass(frozen=True, slots=True)
class Briefer:
    """Answers one line after the other, from as many threads as ask; once it is to stop, it no longer waits."""

    reader: OrderReader
    summarizer: Summarizer
    freshness: Freshness
    stop: Event

    def answer(self, line: InputLine) -> Answer | None:
        """Return the answer to the line, None where it was given up; raise nothing."""
        try:
            asked = read(line)
            order = self.reader.read(replace(asked.order(), freshness=self.freshness))
            served = Patience(self.stop.wait).with_(lambda: self.summarizer.summarize(order))
            return briefed(line, asked.id, labelled(served.payload, self.summarizer.label))
        except Abandoned as error:
            return None if self.stop.is_set() else failed(line, error)
        except Exception as error:  # noqa: BLE001  # the last net: a defect of ours on one line must not stop the rest
            return failed(line, error)


def read(line: InputLine) -> BatchLine:
    """Return what a line asks for; raise ValidationError, UnicodeDecodeError."""
    return BatchLine.model_validate_json(line.content.decode("utf-8-sig"))
