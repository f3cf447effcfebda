"""Whatever JSON or bytes an endpoint sends: an answer, or an error of ours."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.adapters.endpoint.answer import Answer
from service.adapters.endpoint.events import values
from service.adapters.endpoint.refusals import error_of
from service.adapters.endpoint.window import number_in
from service.domain.errors import CoreInsightsError

KEYS = st.sampled_from(
    "choices delta message content finish_reason usage prompt_tokens error code model role reasoning data id".split()
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(["stop", "error"])
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)
pytestmark = pytest.mark.property


def read(body: bytes, size: int) -> None:
    """Read a body as the backend does."""
    answer = Answer()
    with suppress(CoreInsightsError):
        for value in values(body[at : at + size] for at in range(0, len(body), size)):
            answer.take(value).encode()
        answer.check()


@given(st.lists(JSON, max_size=4), st.integers(1, 50))
def test_any_json_in_events(parts, size):
    read(b"".join(b"data: " + json.dumps(part).encode() + b"\n\n" for part in parts), size)


@given(st.dictionaries(KEYS, JSON, max_size=5), st.integers(1, 50))
def test_any_json_in_one_piece(body, size):
    read(json.dumps(body).encode(), size)


@given(st.binary(max_size=200) | st.lists(st.sampled_from([b"data:", b"\r", b"\n", b"{", b"}", b": x", b'"']), max_size=30).map(b"".join), st.integers(1, 9))  # fmt: skip
def test_any_bytes(body, size):
    read(body, size)


@given(st.integers(200, 599), JSON, st.dictionaries(st.just("retry-after"), st.text(max_size=9)))
def test_any_refusal(status, body, headers):
    assert isinstance(error_of(status, body, headers), CoreInsightsError)


@given(JSON)
def test_any_page_for_the_window(page):
    assert number_in(page, "content") is None or number_in(page, "content") > 0
