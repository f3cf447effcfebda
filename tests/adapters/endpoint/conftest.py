"""One stub endpoint a test; the connections that a test opened are closed after it."""

import pytest

from tests.adapters.endpoint.asking import OPENED
from tests.stub_endpoint import StubEndpoint


@pytest.fixture
def endpoint():
    with StubEndpoint() as stub:
        yield stub


@pytest.fixture(autouse=True)
def _close():
    yield
    while OPENED:
        OPENED.pop().close()
