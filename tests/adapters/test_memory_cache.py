import threading

from service.adapters.memory_cache import MAX_BYTES, MAX_ENTRIES, MemoryCache


def kept(cache: MemoryCache, *keys: str) -> str:
    return "".join(key for key in keys if cache.get(key) is not None)


def test_least_recently_used_goes_first() -> None:
    cache = MemoryCache(60, max_entries=2)
    cache.put("a", b"1")
    cache.put("b", b"2")
    cache.get("a")
    cache.put("c", b"3")
    assert kept(cache, "a", "b", "c") == "ac"


def test_bytes_are_bounded() -> None:
    cache = MemoryCache(60, max_bytes=100)
    for key in "abcd":
        cache.put(key, b"x" * 39)
    assert kept(cache, *"abcd") == "cd"


def test_replaced_and_deleted_bytes_are_free_again() -> None:
    cache = MemoryCache(60, max_bytes=100)
    for _ in range(10):
        cache.put("a", b"x" * 39)
        cache.put("b", b"x" * 39)
        cache.delete("b")
    cache.put("b", b"x" * 39)
    assert kept(cache, *"ab") == "ab"


def test_too_great_a_value_displaces_nothing_else() -> None:
    cache = MemoryCache(60, max_bytes=100)
    cache.put("a", b"small")
    cache.put("b", b"old")
    cache.put("b", b"x" * 100)
    assert kept(cache, *"ab") == "a"


def test_bounds_hold_by_default() -> None:
    cache = MemoryCache(60)
    for number in range(MAX_ENTRIES + 1):
        cache.put(str(number), b"")
    assert (cache.get("0"), cache.get("1")) == (None, b"")
    cache.put("great", b"x" * MAX_BYTES)
    assert cache.get("great") is None


def test_expired_value_frees_its_bytes() -> None:
    cache = MemoryCache(0, max_bytes=100)
    cache.put("a", b"x" * 90)
    assert cache.get("a") is None
    cache.put("b", b"x" * 90)
    assert cache._bytes == 91


def test_threads_leave_the_books_balanced() -> None:
    cache = MemoryCache(60, max_entries=8, max_bytes=300)

    def work(seed: int) -> None:
        for step in range(500):
            key = str((seed * 7 + step) % 20)
            cache.put(key, b"x" * (step % 60))
            cache.get(key)
            if step % 5 == 0:
                cache.delete(key)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache._bytes == sum(entry.size for entry in cache._entries.values()) <= 300
    assert len(cache._entries) <= 8


def test_overtaken_holder_knows_it() -> None:
    cache = MemoryCache(60)
    with cache.lease("key") as late:
        pass
    with cache.lease("key") as taker:
        cache.settle("key", b"late", late)
        assert not taker.held
