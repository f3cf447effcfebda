"""A near cache as tests need it: one that hears what changes."""

import time

from service.adapters.near_cache import NearCache


def listening(cache: NearCache) -> NearCache:
    """Wait until what is read is copied."""
    cache.put("listening", b"")
    until(lambda: copied(cache, "listening"))
    cache.delete("listening")
    return cache


def copied(cache: NearCache, key: str) -> bool:
    """Whether the value is given without asking Redis: then it is the same object again."""
    value = cache.get(key)
    return value is not None and cache.get(key) is value if value != b"" else cache._copies.get(key) is not None


def until(holds, seconds: float = 5.0) -> float:
    """Wait until it holds and return the seconds that took."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < seconds
        time.sleep(0.002)
    return time.monotonic() - started
