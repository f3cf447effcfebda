"""What is kept for all processes composed: briefs, limits and usage, in one Redis or in memory."""

from dataclasses import dataclass

from service.adapters.key_file import KeyFile
from service.adapters.limits.memory_limits import MemoryLimits
from service.adapters.limits.memory_usage import MemoryUsage
from service.adapters.memory_cache import MemoryCache
from service.adapters.memory_indexes import MemoryItemIndex, MemorySimilarityIndex
from service.adapters.near_cache import NearCache
from service.adapters.redis_cache import RedisCache
from service.domain.errors import SettingsError
from service.ports import KeyRing, RequestLimits, UsageLedger
from service.settings import Settings
from service.summarizer import BriefStore


@dataclass(frozen=True, slots=True)
class Kept:
    """Where briefs are kept, the keys, None for anyone, and what counts how much their holders ask for.

    Over one Redis they share one breaker.
    """

    briefs: BriefStore
    keys: KeyRing | None
    limits: RequestLimits
    usage: UsageLedger


def build_kept(settings: Settings) -> Kept:
    """Return what is kept in the Redis of the settings, without one in this process; raise SettingsError."""
    keys = KeyFile(settings.api_keys_file) if settings.api_keys_file else None
    lifetime, withdrawn = settings.cache_ttl_seconds, settings.request_timeout_seconds
    if settings.redis_url:
        cache = RedisCache(settings.redis_url, lifetime)
        near = NearCache(cache, settings.redis_url)
        return Kept(BriefStore(near, cache.items(withdrawn), cache.similarity()), keys, cache.limits(), cache.usage())
    briefs = BriefStore(MemoryCache(lifetime), MemoryItemIndex(lifetime, withdrawn), MemorySimilarityIndex())
    return Kept(briefs, keys, MemoryLimits(), MemoryUsage())


def build_usage(settings: Settings) -> UsageLedger:
    """Return the usage that all processes keep; raise SettingsError where each keeps its own."""
    if not settings.redis_url:
        raise SettingsError(("REDIS_URL is not set: usage is known to the serving process alone; ask its GET /usage",))
    return RedisCache(settings.redis_url, settings.cache_ttl_seconds).usage()
