"""Articles of jobs: what becomes of those that nobody wants any more."""

import pytest

from service.background.briefing import Briefing
from service.domain.errors import Abandoned, BackendUnavailable
from service.domain.orders import UnreadOrder
from service.ports import Deadline
from service.schema.orders import QueuedOrder, dump_order


class Broken:
    """A summarizer, and a reader, of whose endpoint no answer comes for minutes."""

    def read(self, unread):
        return unread

    def summarize(self, order, deadline):
        raise BackendUnavailable(retry_after=200)


@pytest.mark.parametrize("given_up", ["the job", "all work"])
def test_wait_for_an_endpoint_ends_where_it_is_given_up(given_up: str):
    """At the next look, a second away at most."""
    deadline, waited = Deadline.after(3_600), []

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        if given_up == "the job":
            deadline.cancel()
        return given_up == "all work"

    with pytest.raises(Abandoned):
        Briefing(Broken(), Broken(), wait).result(0, dump_order(QueuedOrder(UnreadOrder(text="News"))), deadline)
    assert waited == [1.0]
