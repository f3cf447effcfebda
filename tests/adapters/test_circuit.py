"""When a thing that fails is left alone: by a clock that the test winds."""

import random
from concurrent.futures import ThreadPoolExecutor

from service.adapters.circuit import Circuit
from tests.adapters.clock import Clock


def opened(clock: Clock, *, tolerance: int = 3) -> Circuit:
    circuit = Circuit(tolerance=tolerance, rest=6.0, clock=clock)
    turn = circuit.turn()
    assert turn
    assert [circuit.failed(turn) for _ in range(tolerance)] == [False] * (tolerance - 1) + [True]
    return circuit


def test_failures_in_a_row_open_it():
    circuit = opened(Clock())
    assert not circuit.closed
    assert circuit.turn() is None


def test_success_between_failures_begins_the_count_anew():
    circuit = Circuit(tolerance=3, rest=6.0, clock=Clock())
    for _ in range(20):
        for outcome in (circuit.failed, circuit.failed, circuit.succeeded):
            assert not outcome(circuit.turn())
    assert circuit.closed


def test_heavy_failures_open_it_sooner():
    circuit = Circuit(tolerance=10, rest=6.0, clock=Clock())
    assert [circuit.failed(circuit.turn(), 4) for _ in range(3)] == [False, False, True]


def test_thirty_percent_of_failures_keep_it_closed():
    """Row 5 must not look like an outage: 0.3 ** 10 is one run of ten in 240,000 calls."""
    chance = random.Random(5)
    circuit = Circuit(tolerance=10, rest=6.0, clock=Clock())
    for _ in range(20_000):
        (circuit.failed if chance.random() < 0.3 else circuit.succeeded)(circuit.turn())
    assert circuit.closed


def test_one_probe_at_a_time_while_open():
    """Row 6: at most 12 calls a minute reach what is open; 10 by this."""
    clock = Clock()
    circuit = opened(clock)
    probes = 0
    for _ in range(600):
        clock.now += 0.1
        turn = circuit.turn()
        if turn:
            assert turn.probe
            assert not circuit.failed(turn)
            probes += 1
    assert 9 <= probes <= 10


def test_threads_get_one_probe_between_them():
    clock = Clock()
    circuit = opened(clock)
    clock.now += 6.0
    with ThreadPoolExecutor(32) as pool:
        assert sum(turn is not None for turn in pool.map(lambda _: circuit.turn(), range(200))) == 1


def test_probe_that_succeeds_closes_it():
    clock = Clock()
    circuit = opened(clock)
    assert circuit.until_probe == 6.0
    clock.now += 6.0
    assert circuit.until_probe == 0.0
    assert circuit.succeeded(circuit.turn())
    assert circuit.closed
    assert not circuit.failed(circuit.turn(), 2)


def test_stragglers_change_nothing():
    """Calls that hung since before the outage must neither close an open circuit nor open one that has closed."""
    clock = Clock()
    circuit = Circuit(tolerance=1, rest=6.0, clock=clock)
    stragglers = [circuit.turn() for _ in range(5)]
    assert circuit.failed(circuit.turn())
    assert not circuit.succeeded(stragglers[0])
    assert not circuit.closed
    clock.now += 6.0
    circuit.succeeded(circuit.turn())
    assert not circuit.failed(stragglers[1], 10)
    assert circuit.closed
