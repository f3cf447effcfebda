import threading

import pytest

from service.adapters.leases import TokenLease, renewed


def test_every_lease_has_its_own_token() -> None:
    assert len({TokenLease(held=True).token for _ in range(100)}) == 100


def test_refused_renewal_loses_the_lease() -> None:
    lease, asked = TokenLease(held=True), threading.Semaphore(0)

    def refuse() -> bool:
        asked.release()
        return False

    with renewed(lease, refuse, 0.01):
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

    with renewed(TokenLease(held=True), renew, 0.01):
        assert under_way.wait(5)
        threading.Timer(0.1, may_end.set).start()
    steps.append("left")
    assert steps == ["renewed", "left"]


def test_renewal_ends_with_a_failed_block() -> None:
    with pytest.raises(KeyError), renewed(TokenLease(held=True), lambda: True, 0.01):
        raise KeyError
    assert [thread for thread in threading.enumerate() if thread.name == "lease-renewer"] == []
