import threading
import time
from collections.abc import Callable

import pytest

from service.adapters.leases import Renewer, TokenLease


def renewers() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "lease-renewer"}


def wait_for(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.005)


def test_every_lease_has_its_own_token() -> None:
    assert len({TokenLease(held=True).token for _ in range(100)}) == 100


def test_refused_renewal_loses_the_lease() -> None:
    lease, asked = TokenLease(held=True), threading.Semaphore(0)

    def refuse() -> bool:
        asked.release()
        return False

    with Renewer(0.01).renewing(lease, refuse):
        assert asked.acquire(timeout=5)
        assert not asked.acquire(timeout=0.1)  # once is enough
        assert not lease.held


def test_renewal_under_way_ends_before_the_block_is_left() -> None:
    """Else it could set the lease again after its holder gave it up."""
    under_way, may_end, steps = threading.Event(), threading.Event(), []

    def renew() -> bool:
        under_way.set()
        may_end.wait(5)
        steps.append("renewed")
        return True

    with Renewer(0.01).renewing(TokenLease(held=True), renew):
        assert under_way.wait(5)
        threading.Timer(0.1, may_end.set).start()
    steps.append("left")
    time.sleep(0.05)
    assert steps == ["renewed", "left"]


def test_renewals_end_with_a_failed_block() -> None:
    renewer, renewed = Renewer(0.01), threading.Semaphore(0)

    def renew() -> bool:
        renewed.release()
        return True

    def fail() -> None:
        with renewer.renewing(TokenLease(held=True), renew):
            assert renewed.acquire(timeout=5)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    while renewed.acquire(blocking=False):
        pass
    assert not renewed.acquire(timeout=0.05)


def test_many_leases_are_renewed_in_one_thread_that_ends_with_them() -> None:
    """500 calls of a model in flight are no further 500 threads."""
    renewer, counts, left = Renewer(0.05), [0] * 200, threading.Event()
    before = renewers()

    def hold(number: int) -> None:
        def renew() -> bool:
            counts[number] += 1
            return True

        with renewer.renewing(TokenLease(held=True), renew):
            left.wait(10)

    holders = [threading.Thread(target=hold, args=(number,)) for number in range(200)]
    for holder in holders:
        holder.start()
    wait_for(lambda: min(counts) >= 3)
    assert len(renewers() - before) == 1  # those of tests before this may just end
    left.set()
    for holder in holders:
        holder.join()
    wait_for(lambda: not renewers() - before)


def test_short_leases_are_never_renewed() -> None:
    renewer, counts = Renewer(0.05), [0]

    def renew() -> bool:
        counts[0] += 1
        return True

    for _ in range(100):
        with renewer.renewing(TokenLease(held=True), renew):
            pass
    time.sleep(0.15)
    assert counts == [0]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_renewal_that_raises_ends_no_other_for_good() -> None:
    renewer, renewed = Renewer(0.01), threading.Event()

    def fail() -> bool:
        raise KeyError

    before = renewers()
    with renewer.renewing(TokenLease(held=True), fail):
        wait_for(lambda: not renewer._running)
    wait_for(lambda: not renewers() - before)  # dead, and its error told here: the next test may not ignore it
    with renewer.renewing(TokenLease(held=True), lambda: not renewed.set()):
        assert renewed.wait(5)
