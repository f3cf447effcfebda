"""What was used lately stays, within its bytes."""

import sys
import threading

from service.adapters.recent import Recent


def test_least_recently_used_goes_first() -> None:
    held = Recent[str, int](100)
    for number, key in enumerate("abc"):
        held.put(key, number, 40)
        held.get("a")
    assert [held.get(key) for key in "abc"] == [0, None, 2]


def test_later_value_takes_the_place_of_the_earlier() -> None:
    held = Recent[str, int](100)
    for number in range(50):
        held.put("a", number, 60)
    assert held.get("a") == 49
    held.put("a", 50, 101)
    assert held.get("a") is None
    held.put("b", 1, 100)
    assert held.get("b") == 1


def test_dropped_and_cleared_bytes_are_free_again() -> None:
    held = Recent[str, int](100)
    for _ in range(3):
        held.put("a", 1, 100)
        held.drop("a")
        held.drop("a")
        held.put("b", 1, 100)
        held.clear()
        assert held.get("b") is None
    held.put("c", 1, 100)
    assert held.get("c") == 1


def test_many_threads_keep_the_count() -> None:
    held = Recent[int, int](1_000)

    def use(start: int) -> None:
        for number in range(2_000):
            held.put((start * 7 + number) % 50, number, 37)
            held.get(number % 50)
            held.drop(number % 13)

    threads = [threading.Thread(target=use, args=(start,)) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held._bytes == 37 * len(held._held) <= 1_000


def test_keys_are_read_while_others_make_room() -> None:
    """What is read moves while the oldest is looked for: that once failed a request in 3,000 puts."""
    held = Recent[int, int](1_000)
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            for number in range(40):
                held.get(number)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    readers = [threading.Thread(target=read) for _ in range(2)]
    try:
        for reader in readers:
            reader.start()
        for number in range(20_000):
            held.put(number % 40, number, 100)
    finally:
        done.set()
        sys.setswitchinterval(before)
        for reader in readers:
            reader.join()
    assert sum(held.get(number) is not None for number in range(40)) == 10
