"""The JSON of an order that is put aside to be worked on later."""

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from service.domain.orders import UnreadOrder


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class QueuedOrder:
    """An order and the name that the caller has for its article, "" for none.

    ``trace`` is the ``traceparent`` of the request that it came with, "" where none is kept.
    """

    order: UnreadOrder
    id: str = ""
    trace: str = ""


_QUEUED = TypeAdapter(QueuedOrder)


def dump_order(queued: QueuedOrder) -> bytes:
    """Return its JSON."""
    return _QUEUED.dump_json(queued, exclude_defaults=True)


def load_order(payload: bytes) -> QueuedOrder:
    """Return what ``dump_order`` wrote."""
    return _QUEUED.validate_json(payload)
