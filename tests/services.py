"""The use case as tests need it: in memory, over given engines, at a fixed time."""

from collections.abc import Mapping
from datetime import UTC, datetime

from service.adapters.memory_cache import MemoryCache
from service.adapters.memory_indexes import MemoryItemIndex, MemorySimilarityIndex
from service.adapters.single_flight import LeasedSingleFlight
from service.ports import Cache, Engine
from service.summarizer import BriefStore, Policy, Summarizer


def summarizer_of(engines: Mapping[str, Engine], cache: Cache | None = None, **policy) -> Summarizer:
    """Return the use case over these engines; ``policy`` are fields of Policy."""
    cache = cache or MemoryCache(60)
    return Summarizer(
        engines,
        store=BriefStore(cache, MemoryItemIndex(60, 5), MemorySimilarityIndex()),
        flights=LeasedSingleFlight(cache),
        clock=lambda: datetime(2025, 8, 13, 4, 0, tzinfo=UTC),
        policy=Policy(**({"request_timeout_seconds": 5} | policy)),
    )
