"""Row 5 by the thousand: 30 % random failures through the retry layer, its budget and the guard's breaker."""

import random

import pytest

from service.adapters import failover_backend
from service.adapters.failover_backend import FailoverBackend
from service.adapters.guarded_backend import GuardedBackend
from service.domain.errors import BackendError, BackendUnavailable
from tests.adapters.scripted_backends import Scripted, question

REQUESTS = 5_000


class Flaky(Scripted):
    """Fails at random."""

    def __init__(self, rate: float, seed: int) -> None:
        super().__init__("flaky", "good")
        self._rate = rate
        self._chance = random.Random(seed)

    def complete(self, request):
        completion = super().complete(request)
        if self._chance.random() < self._rate:
            raise BackendUnavailable
        return completion


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_thirty_percent_of_failures_cost_one_percent_of_requests(monkeypatch, seed):
    monkeypatch.setattr(failover_backend, "FIRST_PAUSE", 0.0)
    flaky = Flaky(0.3, seed)
    backend = FailoverBackend([GuardedBackend(flaky)])
    succeeded = 0
    for _ in range(REQUESTS):
        try:
            backend.complete(question())
            succeeded += 1
        except BackendError:
            pass
    needed = succeeded / 0.7
    assert succeeded >= 0.99 * REQUESTS
    assert flaky.calls <= 1.2 * needed
