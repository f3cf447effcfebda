"""Which requests are let in."""

import contextlib

import pytest

from service.adapters import line
from service.adapters.line import LEAST, Line
from service.domain.errors import Overloaded


def full(one: Line) -> list[line.Place]:
    """Let in as many as there is room for."""
    places: list[line.Place] = []
    with contextlib.suppress(Overloaded):
        while len(places) < 100_000:
            places.append(one.enter())
    return places


def costing(one: Line, seconds: float, model: float = 0.0) -> None:
    """Have the line see requests that cost so many seconds of computing, and of waiting for a model."""
    for _ in range(100):
        one.enter()
        one.done(None, seconds)
        if model:
            one.heard(model)


def test_no_more_are_let_in_than_two_seconds_of_computing():
    one = Line(2.0)
    costing(one, 0.01)
    assert len(full(one)) == pytest.approx(2.0 / 0.01, rel=0.05)


def test_those_that_wait_for_a_model_come_on_top():
    one = Line(2.0)
    costing(one, 0.01, model=3.0)
    assert len(full(one)) == pytest.approx((2.0 + 3.0) / 0.01, rel=0.05)


def test_calls_that_an_overload_makes_slow_let_in_no_more():
    one = Line(2.0)
    costing(one, 0.01, model=1.0)
    for _ in range(100):
        one.heard(10.0)
    assert len(full(one)) < 1.1 * (2.0 + 1.1) / 0.01


def test_a_few_are_let_in_whatever_they_cost():
    one = Line(2.0)
    costing(one, 60.0)
    assert len(full(one)) == LEAST


def test_who_is_refused_is_told_when_there_will_be_room():
    one = Line(2.0)
    costing(one, 0.1)
    full(one)
    with pytest.raises(Overloaded) as refused:
        one.enter()
    assert refused.value.retry_after == pytest.approx(2.0, rel=0.1)


def test_one_that_is_done_makes_room():
    one = Line(2.0)
    costing(one, 60.0)
    places = full(one)
    places[0].close()
    one.enter()


def test_the_same_request_is_always_let_in_and_takes_no_room():
    one = Line(2.0)
    costing(one, 60.0)
    first = one.enter("the same")
    full(one)
    second = one.enter("the same")
    first.close()
    third = one.enter("the same")
    second.close()
    third.close()
    one.enter("another")
    with pytest.raises(Overloaded):
        one.enter("the same")


def test_operator_may_let_callers_wait_longer():
    one = Line(60.0)
    costing(one, 0.1)
    assert len(full(one)) == pytest.approx(600, rel=0.05)


def test_what_reads_no_article_does_not_say_what_articles_cost():
    one = Line(2.0)
    costing(one, 0.1)
    for _ in range(200):
        place = one.enter()
        place.close()
    assert len(full(one)) == pytest.approx(2.0 / 0.1, rel=0.05)
