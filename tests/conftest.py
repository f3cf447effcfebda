"""What every test shares."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.redis_server import RedisServer

HERE = Path(__file__).parent

# A slow machine is no failing test, and the same commit passes twice; `make fuzz` looks at many more, new cases.
BOUND_MS = 300  # of any generated case: issue 2, number 6
_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("suite", derandomize=True, max_examples=100, deadline=None, suppress_health_check=_CHECKS)
settings.register_profile("fuzz", max_examples=2_000, deadline=BOUND_MS, suppress_health_check=_CHECKS)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

TRACED = ("domain", "engines", "adapters")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Trace the branches of domain and engines in their own tests, and where prompts are read from files.

    Those reach every branch; the others, end to end, take half as long again where they are traced.
    """
    for item in items:
        if item.path.relative_to(HERE).parts[0] not in TRACED:
            item.add_marker("no_cover")


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Take what was measured, in a few words: `make faults` prints it behind the promise of its row."""
    return partial(record_property, "figure")


@pytest.fixture(scope="module")
def redis_server() -> Iterator[RedisServer]:
    """One server for a module; a test that harms it takes a RedisServer of its own."""
    server = RedisServer()
    server.start()
    yield server
    server.close()


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The address of the module's server, emptied."""
    redis_server.command("FLUSHALL")
    return redis_server.url
