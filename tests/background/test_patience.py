"""Work that nobody waits for on the line outlasts an outage, and nothing else."""

import pytest

from service.background.patience import TRIES, Patience, pause_before_next
from service.domain.errors import (
    Abandoned,
    AnswerUnreadable,
    ArticleTooShort,
    BackendBusy,
    BackendRefused,
    BackendUnavailable,
    CoreInsightsError,
    DeadlineExceeded,
)


class Work:
    """Fails with these errors, one after the other, and then is done."""

    def __init__(self, *errors: CoreInsightsError) -> None:
        self.errors = list(errors)
        self.waited: list[float] = []

    def __call__(self) -> str:
        if self.errors:
            raise self.errors.pop(0)
        return "done"

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        return False


def test_outage_is_sat_out_with_growing_pauses():
    work = Work(*(BackendUnavailable() for _ in range(8)))
    assert Patience(work.wait).with_(work) == "done"
    assert len(work.waited) == 8
    assert all(2**n / 2 <= pause <= 2**n for n, pause in enumerate(work.waited[:5]))
    assert max(work.waited) <= 30


def test_endpoint_that_names_a_time_is_left_alone_until_then():
    work = Work(BackendBusy(retry_after=40))
    Patience(work.wait).with_(work)
    assert work.waited == [40]


def test_outage_that_lasts_is_told_in_the_end():
    work = Work(BackendUnavailable("last"), BackendUnavailable(retry_after=301))
    with pytest.raises(BackendUnavailable):
        Patience(work.wait).with_(work)
    assert len(work.waited) == 1


@pytest.mark.parametrize("error", [ArticleTooShort(), BackendRefused(), Abandoned()])
def test_what_no_time_mends_is_told_at_once(error):
    assert pause_before_next(error, 1) is None


@pytest.mark.parametrize("error", [AnswerUnreadable(), DeadlineExceeded()])
def test_what_costs_a_whole_answer_is_tried_a_few_times_only(error):
    assert [pause_before_next(error, tries) is None for tries in (1, TRIES - 1, TRIES)] == [False, False, True]


def test_waiting_ends_where_the_work_is_given_up():
    work = Work(BackendUnavailable(), BackendUnavailable())
    with pytest.raises(Abandoned):
        Patience(lambda seconds: True).with_(work)
    assert len(work.errors) == 1
