"""What every test shares."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.redis_server import RedisServer

# A slow machine is no failing test, and the same commit passes twice; `make fuzz` looks at many more, new cases.
BOUND_MS = 300  # of any generated case: issue 2, number 6
_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("suite", derandomize=True, max_examples=200, deadline=None, suppress_health_check=_CHECKS)
settings.register_profile("fuzz", max_examples=2_000, deadline=BOUND_MS, suppress_health_check=_CHECKS)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


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
