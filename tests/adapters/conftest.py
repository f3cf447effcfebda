"""A real Redis for the tests of what stands on it."""

from collections.abc import Iterator

import pytest

from tests.redis_server import RedisServer


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
