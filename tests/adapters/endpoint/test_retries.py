"""Retries of one endpoint over real sockets."""

import time

import pytest

from service.adapters.failover_backend import FailoverBackend
from service.domain import errors
from tests.adapters.endpoint.asking import TEXT, ask, backend_for, error
from tests.stub_endpoint import StubEndpoint, as_json, chat


def test_refused_connection_is_tried_twice_more():
    """Faults row 1."""
    with StubEndpoint() as gone:
        backend = backend_for(gone)
    with pytest.raises(errors.BackendUnavailable):
        ask(FailoverBackend((backend,)))


@pytest.mark.parametrize(("failures", "calls"), [(0, 1), (1, 2), (2, 3)])
def test_retries_mend_a_passing_failure(endpoint, failures, calls):
    endpoint.replies(*[as_json(error(), 503)] * failures, chat(TEXT))
    assert ask(FailoverBackend((backend_for(endpoint),))).text == TEXT
    assert endpoint.calls == calls


def test_retries_end(endpoint):
    endpoint.replies(as_json(error(), 500))
    with pytest.raises(errors.BackendUnavailable):
        ask(FailoverBackend((backend_for(endpoint),)))
    assert endpoint.calls == 5


@pytest.mark.parametrize("status", [400, 401, 404])
def test_refusals_are_not_retried(endpoint, status):
    endpoint.replies(as_json(error(), status))
    with pytest.raises(errors.BackendRefused):
        ask(FailoverBackend((backend_for(endpoint),)))
    assert endpoint.calls == 1


def test_pause_beyond_the_deadline_is_not_waited_for(endpoint):
    endpoint.replies(as_json(error(), 429, **{"Retry-After": "30"}))
    start = time.monotonic()
    with pytest.raises(errors.BackendOverloaded):
        ask(FailoverBackend((backend_for(endpoint),)))
    assert time.monotonic() - start < 3
    assert endpoint.calls == 1
