"""What one caller hears: from where it left off, and never of two answers as of one."""

from dataclasses import replace

import pytest

from service.domain.errors import AnswerIncomplete, BackendUnavailable
from service.ports import LAST, Computed, Told
from service.schema.briefs import dump_brief
from service.summarizer.served import BEGINNING, Place
from service.summarizer.streaming import Stream, resumed, told_of_kept
from tests.fakes import INVENTED, SUMMARY, checked_brief, notice

META = notice("meta", "{}")
PAYLOAD = dump_brief(checked_brief(SUMMARY))


def run(name, *names):
    return [Told(notice(one, f'"{name}"'), name, number) for number, one in enumerate(names, start=1)]


def heard(feed, after=BEGINNING):
    """Return what is told, each by name and place, and the error that ended it."""

    def items():
        for item in feed:
            if isinstance(item, Exception):
                raise item
            yield item

    told = []
    try:
        told += (one and (one.notice.name, one.run, one.number) for one in Stream(META, after).told(items()))
    except (AnswerIncomplete, BackendUnavailable) as error:
        return told, error.code
    return told, ""


def told(name, *names, first=1):
    return [(one, name, number) for number, one in enumerate(names, start=first)]


def kept():
    return [(one.notice.name, one.run, one.number) for one in told_of_kept(PAYLOAD)[1:]]


BEGIN = ("meta", "", 0)
DONE = Computed(b"{}")


def test_stream_begins_with_its_meta_and_ends_with_the_brief():
    feed = [None, *run("a", "progress", "insight", LAST), DONE]
    assert heard(feed) == ([BEGIN, None, *told("a", "progress", "insight", LAST)], "")


def test_other_answer_is_silent_before_the_first_insight():
    feed = [*run("a", "progress"), *run("b", "insight", LAST), DONE]
    assert heard(feed) == ([BEGIN, *told("a", "progress"), *told("b", "insight", LAST)], "")


@pytest.mark.parametrize("shown", ["insight", "group", "withheld"])
def test_other_answer_is_an_error_after_it(shown):
    feed = [*run("a", shown), *run("b", "insight", LAST), DONE]
    assert heard(feed) == ([BEGIN, *told("a", shown)], "answer-incomplete")


def test_value_without_its_making_is_told_whole():
    assert heard([*run("a", "progress"), Computed(PAYLOAD)]) == ([BEGIN, *told("a", "progress"), *kept()], "")
    assert heard([*run("a", "insight"), Computed(PAYLOAD)]) == ([BEGIN, *told("a", "insight")], "answer-incomplete")


def test_error_comes_through():
    assert heard([*run("a", "insight"), BackendUnavailable()]) == (
        [BEGIN, *told("a", "insight")],
        "backend-unavailable",
    )


def test_broken_off_work_is_an_error():
    assert heard(run("a", "insight")) == ([BEGIN, *told("a", "insight")], "answer-incomplete")


@pytest.mark.parametrize(
    ("number", "rest"),
    [(1, ("insight", LAST)), (2, (LAST,)), (3, (LAST,)), (99, (LAST,)), (0, ("progress", "insight", LAST))],
)
def test_running_stream_goes_on_where_it_was_left(number, rest):
    feed = [*run("a", "progress", "insight", LAST), DONE]
    assert heard(feed, Place("a", number)) == (told("a", *rest, first=4 - len(rest)), "")


def test_unknown_run_begins_anew():
    feed = [None, *run("b", "progress", "insight", LAST), DONE]
    assert heard(feed, Place("a", 2)) == ([None, BEGIN, *told("b", "progress", "insight", LAST)], "")


def test_run_that_ended_meanwhile_begins_anew():
    """What was heard before the connection broke was another answer's; nothing of it went out in this one."""
    feed = [*run("a", "insight"), *run("b", "insight", LAST), DONE]
    assert heard(feed, Place("a", 1)) == ([BEGIN, *told("b", "insight", LAST)], "")
    assert heard([*run("a", "insight"), Computed(PAYLOAD)], Place("a", 1)) == ([BEGIN, *kept()], "")


def test_kept_brief_is_told_like_a_new_one():
    names = [one.notice.name for one in told_of_kept(PAYLOAD)]
    assert names == ["meta", "insight", "group", "insight", LAST]
    assert told_of_kept(PAYLOAD)[-1].notice.data.encode() == PAYLOAD


def test_withheld_insights_of_a_brief_are_told():
    brief = checked_brief(replace(SUMMARY, core_insights=(*SUMMARY.core_insights, INVENTED)))
    told = told_of_kept(dump_brief(brief))
    assert [one.notice.name for one in told] == ["meta", "insight", "group", "insight", "withheld", LAST]


@pytest.mark.parametrize(("number", "left"), [(1, 3), (2, 2), (4, 1), (9, 1)])
def test_kept_brief_goes_on_where_it_was_left(number, left):
    whole = told_of_kept(PAYLOAD)
    assert tuple(resumed(whole, Place(whole[-1].run, number))) == whole[-left:]
    assert tuple(resumed(whole, Place("another.1", number))) == whole


def test_leaving_closes_the_feed():
    closed = []

    def feed():
        try:
            yield from run("a", "insight", "insight")
        finally:
            closed.append(True)

    stream = Stream(META).told(feed())
    assert [next(stream).notice.name for _ in range(2)] == ["meta", "insight"]
    stream.close()
    assert closed
