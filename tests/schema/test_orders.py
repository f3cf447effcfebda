"""Orders that are put aside come back as they were."""

from service.domain.errors import BackendUnavailable
from service.domain.orders import Freshness, Reading, UnreadOrder
from service.schema import jobs
from service.schema.orders import QueuedOrder, dump_order, load_order


def test_order_comes_back_as_it_was():
    order = UnreadOrder(
        text="<p>星河智能</p>", reading=Reading.BODY, language="en", freshness=Freshness.RECOMPUTED, item="urn:1"
    )
    queued = QueuedOrder(order, id="a1")
    assert load_order(dump_order(queued)) == queued
    numbered = QueuedOrder(UnreadOrder(paragraphs=("one", "two"), previous="0" * 32))
    assert load_order(dump_order(numbered)) == numbered


def test_result_holds_the_brief_byte_for_byte():
    result = jobs.done(3, "a1", b'{"id":"x"}')
    assert (result.position, result.done) == (3, True)
    assert result.payload == b'{"position":3,"id":"a1","status":"done","brief":{"id":"x"}}'


def test_result_without_a_brief_says_why():
    result = jobs.failed(0, "", BackendUnavailable("gone"))
    assert result.payload == (
        b'{"position":0,"status":"failed","error":{"code":"backend-unavailable","detail":"gone","retryable":true}}'
    )
