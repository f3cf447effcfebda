"""What the rows share."""

import threading
from collections.abc import Iterator

import pytest

from tests.stub_endpoint import Body, Chat, StubEndpoint, brief_of


@pytest.fixture
def endpoint() -> Iterator[StubEndpoint]:
    """A model that answers once it may, which is at once unless ``goes_on`` is cleared."""
    with StubEndpoint() as endpoint:
        endpoint.goes_on = threading.Event()
        endpoint.goes_on.set()

        def patiently(request: Body) -> Chat:
            endpoint.goes_on.wait(60)
            return brief_of(request)

        endpoint.script = patiently
        yield endpoint
        endpoint.goes_on.set()
