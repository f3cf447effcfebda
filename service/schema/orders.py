"""The JSON of an order that is put aside to be worked on later."""

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from service.domain.orders import UnreadOrder


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class QueuedOrder:
    """An order and the name that the caller has for its article, "" for none."""

    order: UnreadOrder
    id: str = ""


_QUEUED = TypeAdapter(QueuedOrder)


def dump_order(queued: QueuedOrder) -> bytes:
    """Return its JSON."""
    return _QUEUED.dump_json(queued, exclude_defaults=True)


def load_order(payload: bytes) -> QueuedOrder:
    """Return what ``dump_order`` wrote."""
    return _QUEUED.validate_json(payload)
