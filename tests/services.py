"""The use case as tests need it: in memory, over given engines, at a fixed time."""

from collections.abc import Mapping
from datetime import UTC, datetime

from service.adapters.limits.memory_usage import MemoryUsage
from service.adapters.memory_cache import MemoryCache
from service.adapters.memory_indexes import MemoryItemIndex, MemorySimilarityIndex
from service.adapters.single_flight import LeasedSingleFlight
from service.ports import Cache, Engine
from service.summarizer import Accounts, BriefStore, Policy, Summarizer


def store_of(cache: Cache | None = None) -> BriefStore:
    """Return a store in memory, over the cache if one is given."""
    return BriefStore(cache or MemoryCache(60), MemoryItemIndex(60, 5), MemorySimilarityIndex())


def summarizer_of(
    engines: Mapping[str, Engine], store: BriefStore | None = None, accounts: Accounts | None = None, **policy
) -> Summarizer:
    """Return the use case over these engines; ``policy`` are fields of Policy."""
    store = store or store_of()
    return Summarizer(
        engines,
        store=store,
        flights=LeasedSingleFlight(store.cache),
        clock=lambda: datetime(2025, 8, 13, 4, 0, tzinfo=UTC),
        policy=Policy(**({"request_timeout_seconds": 5} | policy)),
        accounts=accounts or Accounts(MemoryUsage()),
    )
