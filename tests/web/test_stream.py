"""POST /summarize as server-sent events."""

import json
import threading
import time

import pytest
from structlog.testing import capture_logs

from service.adapters import feeds
from service.domain.errors import Abandoned, AnswerIncomplete, BackendUnavailable
from service.domain.summary import Group, Summary
from service.schema.problems import StreamProblem
from service.web.stream import frame
from tests.event_stream import events_of, insights_of, read_events
from tests.fakes import ARTICLE, GOOD, INVENTED, OTHER, SUMMARY, TellingEngine

NAMES = ["meta", "insight", "group", "insight", "done"]
ACCEPT = {"Accept": "text/event-stream"}


@pytest.fixture
def engine():
    return TellingEngine()


@pytest.fixture(autouse=True)
def no_thread_left():
    before = set(threading.enumerate())
    yield
    wait_until(lambda: not set(threading.enumerate()) - before)


def wait_until(true):
    ends = time.monotonic() + 5
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.005)


def stream(client, body=ARTICLE, query="", **headers):
    return client.post(f"/summarize{query}", json=body, headers=ACCEPT | headers)


def events(response):
    return events_of(response.get_data(as_text=True))


def plain(client, **headers):
    return client.post("/summarize", json=ARTICLE, headers=headers)


class Reading:
    """A caller that reads a stream event by event."""

    def __init__(self, client, **headers):
        self.response = stream(client, **headers)
        self._pieces = iter(self.response.response)
        self._events = read_events(line for piece in self._pieces for line in piece.decode().split("\n")[:-1])

    def take(self, count):
        return [next(self._events) for _ in range(count)]

    def rest(self):
        return list(self._events)

    def leave(self):
        self.response.close()


@pytest.mark.parametrize("how", [{"query": ""}, {"query": "?format=events", "Accept": "application/json"}])
def test_stream_ends_in_the_plain_answer(client, engine, how):
    engine.go_on()
    response = stream(client, **how)
    assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    told = events(response)
    assert [event.name for event in told] == NAMES
    assert told[-1].data.encode() == plain(client).data
    shown = insights_of(told)
    assert shown == {"/core_insights/0": GOOD.text, "/groups/0/insights/0": OTHER.text}


def test_headers_are_those_of_a_stream(client, engine):
    engine.go_on()
    response = stream(client)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Accel-Buffering"] == "no"
    assert response.headers["Vary"] == "Accept"
    assert "Content-Length" not in response.headers
    assert response.get_data(as_text=True).count("retry: 500\n") == 1


def test_meta_has_what_a_page_shows_beside_the_brief(client, engine):
    engine.go_on()
    meta, *_, done = events(stream(client))
    brief = done.json
    for name in ("id", "language", "title", "source", "published_at", "paragraphs"):
        assert meta.json[name] == brief[name]
    assert meta.json["backend"] == "fake/model"
    assert meta.id == ""


def test_events_carry_the_insights_of_the_brief(client, engine):
    engine.go_on()
    _, first, group, second, done = events(stream(client))
    confirmed = done.json["verification"]["confirmations"]
    assert first.json == {
        "where": "/core_insights/0",
        "position": 0,
        "insight": done.json["core_insights"][0],
        "confirmations": [one for one in confirmed if one["where"] == "/core_insights/0"],
    }
    assert first.json["confirmations"] != []
    assert group.json == {"number": 1, "heading": "Figures"}
    assert second.json["position"] == 1
    assert second.json["insight"] == done.json["groups"][0]["insights"][0]
    assert second.json["confirmations"] == [one for one in confirmed if one["where"] == "/groups/0/insights/0"]


def test_insight_goes_out_while_the_model_writes(client, engine):
    reading = Reading(client)
    assert [event.name for event in reading.take(1)] == ["meta"]
    engine.go_on(1)
    assert [event.json["where"] for event in reading.take(1)] == ["/core_insights/0"]
    assert engine.assignments == []  # the draft is not there yet
    engine.go_on()
    assert [event.name for event in reading.rest()] == NAMES[2:]


def test_failing_insight_goes_out_mended_or_not_at_all(client, engine):
    engine.summary = Summary((GOOD, INVENTED), (Group(1, "Figures", (INVENTED, OTHER)),))
    engine.repairs = (OTHER,)
    engine.go_on()
    told = events(stream(client))
    kinds = [(event.name, event.json.get("where", "")) for event in told[1:-1]]
    assert kinds == [
        ("insight", "/core_insights/0"),
        ("group", ""),
        ("insight", "/groups/0/insights/1"),
        ("progress", ""),
        ("insight", "/core_insights/1"),
        ("withheld", "/groups/0/insights/0"),
    ]
    assert told[4].json == {"stage": "repairing", "done": 0, "total": 2}
    (withheld,) = told[-1].json["withheld"]
    assert (told[6].json["where"], told[6].json["text"]) == (withheld["where"], withheld["text"])
    assert {finding["problem"] for finding in told[6].json["findings"]} == {
        finding["problem"] for finding in withheld["findings"]
    }


def test_nothing_of_another_articles_answer_goes_out(client, engine):
    """Faults row 14."""
    engine.summary = Summary((INVENTED,), (Group(1, "x", (INVENTED,)),))
    engine.go_on()
    told = events(stream(client))
    assert [event.name for event in told] == ["meta", "progress", "error"]
    assert (told[-1].json["code"], told[-1].json["incomplete"]) == ("nothing-verified", False)
    assert INVENTED.text not in "".join(event.data for event in told)


def test_kept_brief_streams_at_once(client, engine):
    engine.go_on()
    first, again = stream(client), None
    told = events(first)
    again = stream(client)
    assert first.headers["Cache-Status"] == "core-insights; fwd=miss"
    assert again.headers["Cache-Status"] == "core-insights; hit"
    assert again.headers["Content-Location"] == f"/briefs/{told[0].json['id']}"
    repeated = events(again)
    assert [event.name for event in repeated] == NAMES
    assert repeated[-1].data == told[-1].data
    assert insights_of(repeated) == insights_of(told)
    assert len(engine.assignments) == 1


def test_kept_brief_is_a_stream_by_its_id_too(client, engine):
    engine.go_on()
    brief = plain(client)
    response = client.get(brief.headers["Content-Location"], headers=ACCEPT)
    told = events(response)
    assert [event.name for event in told] == NAMES
    assert told[-1].data.encode() == brief.data


def test_extractive_engine_streams(client):
    told = events(stream(client, ARTICLE | {"backend": "extractive"}))
    assert [event.name for event in told][:2] == ["meta", "insight"]
    assert told[-1].json["provenance"]["engine"] == "extractive"
    assert told[0].json["backend"] is told[-1].json["provenance"]["backend"] is None
    assert len(insights_of(told)) == len(told[-1].json["core_insights"]) + sum(
        len(group["insights"]) for group in told[-1].json["groups"]
    )


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"json": {"text": "short"}}, 422, "article-too-short"),
        ({"json": {"text": 1}}, 422, "invalid-request"),
        ({"json": ARTICLE | {"backend": "http://evil"}}, 422, "unknown-backend"),
        ({"json": ARTICLE | {"backend": "extractive", "language": "en"}}, 422, "translation-needs-model"),
        ({"data": "x", "content_type": "application/pdf"}, 415, "unsupported-media-type"),
        ({"json": ARTICLE, "headers": ACCEPT | {"Cache-Control": "only-if-cached"}}, 504, "not-cached"),
        ({"json": ARTICLE, "headers": {"Accept": "image/png"}}, 406, "not-acceptable"),
    ],
)
def test_what_is_known_before_is_a_plain_problem(client, change, status, code):
    response = client.post("/summarize", **({"headers": ACCEPT} | change))
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert response.get_json()["code"] == code


@pytest.mark.parametrize(("shown", "incomplete"), [(0, False), (1, True)])
def test_error_is_an_event_with_the_same_problem(client, engine, shown, incomplete):
    engine.error = BackendUnavailable("the endpoint is gone")
    engine.summary = Summary((GOOD,) * shown, ())
    engine.go_on()
    expected = plain(client).get_json()
    told = events(stream(client, **{"X-Request-Id": expected["request_id"]}))
    assert [event.name for event in told] == ["meta", *["insight"] * shown, "error"]
    assert told[-1].json == expected | {"incomplete": incomplete}
    assert told[-1].json.keys() == StreamProblem.model_fields.keys()


def test_unforeseen_error_is_an_event_without_its_words(client, engine):
    engine.error = RuntimeError("canary-7c1d")
    engine.go_on()
    told = events(stream(client))
    assert told[-1].json["code"] == "internal-error"
    assert "canary" not in "".join(event.data for event in told)


def test_two_streams_hear_the_same(client, engine):
    one, other = Reading(client), Reading(client)
    heard = one.take(1)
    engine.go_on(1)
    heard += one.take(1)
    later = other.take(2)
    engine.go_on()
    assert heard + one.rest() == later + other.rest()
    assert len(engine.assignments) == 1


def test_stream_follows_a_plain_caller(client, app, engine):
    asking = threading.Thread(target=lambda: answers.append(plain(app.test_client())))
    answers = []
    asking.start()
    reading = Reading(client)
    reading.take(1)
    engine.go_on(1)
    time.sleep(0.1)  # until one of them leads, whoever that is
    engine.go_on()
    told = reading.rest()
    asking.join()
    assert told[-1].data.encode() == answers[0].data
    assert len(engine.assignments) == 1


def test_leaving_stops_the_work(client, engine):
    reading = Reading(client)
    engine.go_on(1)
    reading.take(2)
    reading.leave()
    wait_until(lambda: isinstance(engine.stopped, Abandoned))
    engine.stopped = None
    engine.go_on()
    assert plain(client).status_code == 200


def test_work_goes_on_while_another_listens(client, engine):
    one, other = Reading(client), Reading(client)
    one.take(1), other.take(1)
    engine.go_on(1)
    one.take(1), other.take(1)
    one.leave()
    time.sleep(0.1)
    assert engine.stopped is None
    engine.go_on()
    assert [event.name for event in other.rest()] == NAMES[2:]


def test_silence_is_filled_with_comments(client, engine, monkeypatch):
    """Writing is how the server finds out that a caller left."""
    monkeypatch.setattr(feeds, "_BEAT", 0.01)
    response = stream(client)
    pieces = iter(response.response)
    assert [next(pieces)[:6] for _ in range(4)] == [b"retry:", b"event:", b":\n\n", b":\n\n"]
    response.close()


@pytest.mark.parametrize(
    ("directive", "status"),
    [("no-cache", "fwd=request"), ("no-store", "fwd=bypass")],
)
def test_cache_directives_are_those_of_the_plain_answer(client, engine, directive, status):
    engine.go_on()
    plain(client)
    response = stream(client, **{"Cache-Control": directive})
    assert response.headers["Cache-Status"] == f"core-insights; {status}"
    done = events(response)[-1]
    assert len(engine.assignments) == 2
    assert done.name == "done"


def test_no_store_leaves_nothing_behind(client, engine):
    engine.go_on()
    told = events(stream(client, **{"Cache-Control": "no-store"}))
    assert plain(client, **{"Cache-Control": "only-if-cached"}).status_code == 504
    resumed = events(stream(client, **{"Last-Event-ID": told[-1].id}))
    assert resumed[0].name == "meta"
    assert len(engine.assignments) == 2


def test_recomputed_brief_is_kept(client, engine):
    engine.go_on()
    done = events(stream(client, **{"Cache-Control": "no-cache"}))[-1]
    assert plain(client).data.decode() == done.data
    assert len(engine.assignments) == 1


def test_stream_resumes_where_it_broke(client, engine):
    first = Reading(client)
    engine.go_on(1)
    *_, last = first.take(2)
    resumed = Reading(client, **{"Last-Event-ID": last.id})
    threading.Timer(0.1, engine.go_on).start()
    rest = resumed.rest()
    assert rest == first.rest()
    assert [event.name for event in rest] == NAMES[2:]


@pytest.mark.parametrize("kept", [True, False])
def test_ended_stream_resumes(client, engine, kept):
    """Also of a brief that is not kept: its run is known for minutes."""
    if not kept:
        engine.summary = Summary((GOOD, INVENTED), SUMMARY.groups)
    engine.go_on()
    told = events(stream(client))
    assert events(stream(client, **{"Last-Event-ID": told[1].id})) == told[2:]
    assert events(stream(client, **{"Last-Event-ID": told[-1].id})) == told[-1:]
    assert len(engine.assignments) == 1


@pytest.mark.parametrize("place", ["0123456789abcdef.1-3", "nonsense", "é", "1" * 10_000, "a.1-1\x00"])
def test_unknown_place_begins_anew(client, engine, place):
    engine.go_on()
    told = events(stream(client, **{"Last-Event-ID": place}))
    assert [event.name for event in told] == NAMES


def test_error_after_resuming_says_incomplete(client, app, engine):
    engine.error = AnswerIncomplete()
    first, resumed = Reading(client), []
    engine.go_on(2)
    *_, last = first.take(4)
    place = {"Last-Event-ID": last.id}
    reading = threading.Thread(target=lambda: resumed.extend(Reading(app.test_client(), **place).rest()))
    reading.start()
    time.sleep(0.1)  # until it follows
    engine.go_on()
    reading.join()
    assert [event.json["incomplete"] for event in (*resumed, *first.rest())] == [True, True]


@pytest.mark.parametrize("data", ["a\nevent: done\ndata: x", "a\r\n\r\nb", "a\rid: 9", "\n\n", ""])
def test_data_stays_data(data):
    (event,) = events_of(frame("insight", data, "a.1-1").decode())
    assert (event.name, event.id) == ("insight", "a.1-1")
    assert event.data == data.replace("\r\n", "\n").replace("\r", "\n")


def test_line_breaks_in_an_article_are_escaped(client, engine):
    engine.go_on()
    title = "a\nevent: done\ndata: {}\r\n\u2028b"
    told = events(stream(client, ARTICLE | {"title": title}))
    assert [event.name for event in told] == NAMES
    assert json.loads(told[0].data)["title"] == told[-1].json["title"]


def test_log_names_the_place_of_a_defect(client, engine):
    """Not the one where a stream is told of it: that raises a copy, caused by the defect."""
    engine.error = TypeError("article text")
    engine.go_on()
    with capture_logs() as logs:
        told = events(stream(client))
    assert told[-1].json["code"] == "internal-error"
    (log,) = (one for one in logs if one["event"] == "unexpected-error")
    assert log["error"] == "TypeError"
    assert "fakes.py:" in log["place"]
