"""A job told while it is worked on."""

import pytest
from flask import g

from service.domain.errors import JobsOutOfReach
from service.web import job_stream
from service.web.job_stream import Pace, Watching
from tests.event_stream import events_of
from tests.fakes import ARTICLE

JOB = {"articles": [ARTICLE | {"id": "a"}, {"text": "Too short."}, ARTICLE | {"id": "c"}]}


@pytest.fixture
def job_id(client):
    return client.post("/jobs", json=JOB).get_json()["id"]


@pytest.fixture
def at_once(monkeypatch):
    """What happens between two looks at a job: the next of these; then the stream is at its end."""
    happens = []

    def sleep(_):
        happens.pop(0)()

    monkeypatch.setattr(job_stream.time, "sleep", sleep)
    return happens


def told(client, job_id, last=""):
    response = client.get(f"/jobs/{job_id}", headers={"Accept": "text/event-stream", "Last-Event-ID": last})
    assert response.status_code == 200
    assert response.mimetype == "text/event-stream"
    assert response.headers["Cache-Control"] == "no-store"
    return events_of(response.get_data(as_text=True))


def names(events):
    return [event.name for event in events]


def test_results_progress_and_end_are_told(client, worker, job_id, at_once):
    at_once += [lambda: worker.work(job_id, 1), lambda: None, lambda: worker.work(job_id)]
    events = told(client, job_id)
    assert names(events) == ["progress", "result", "progress", "result", "result", "progress", "ended"]
    results = [event for event in events if event.name == "result"]
    assert [(one.id, one.json["position"], one.json["status"]) for one in results] == [("1", 0, "done"), ("2", 1, "failed"), ("3", 2, "done")]  # fmt: skip
    assert results[0].json["brief"]["label"]
    assert [one.json["articles"]["queued"] for one in events if one.name == "progress"] == [3, 2, 0]
    assert events[-1].json == client.get(f"/jobs/{job_id}").get_json()


def test_stream_goes_on_where_it_broke(client, worker, job_id):
    worker.work(job_id)
    assert [event.id for event in told(client, job_id, "2")] == ["3", "3", "ended"]
    assert names(told(client, job_id, "3")) == ["progress", "ended"]
    assert len(told(client, job_id, "what we never said")) == 5


def test_stream_that_was_heard_to_its_end_is_asked_for_no_more(client, worker, job_id):
    worker.work(job_id)
    last = told(client, job_id)[-1]
    response = client.get(f"/jobs/{job_id}", headers={"Accept": "text/event-stream", "Last-Event-ID": last.id})
    assert (response.status_code, response.get_data()) == (204, b"")


def test_canceled_job_ends_its_stream(client, job_id, at_once):
    at_once += [lambda: client.delete(f"/jobs/{job_id}")]
    events = told(client, job_id)
    assert (events[-1].name, events[-1].json["status"]) == ("ended", "canceled")


def test_stream_holds_its_thread_for_a_while_only(app, jobs, summarizer, job_id):
    """Without an end: who wants to hear more asks again."""
    watching = Watching(summarizer.label, Pace(look=0.01, whole=0.1))
    with app.test_request_context():
        g.request_id = "r"
        text = watching.respond(jobs, job_id, 0).get_data(as_text=True)
    assert names(events_of(text)) == ["progress"]
    assert text.count("\n:\n") > 2  # a beat for every look


def test_store_out_of_reach_ends_a_stream_with_an_error(client, jobs, monkeypatch, job_id, at_once):
    def fail(*_):
        raise JobsOutOfReach("the queue of jobs does not answer")

    at_once += [lambda: monkeypatch.setattr(jobs.store, "job", fail)]
    events = told(client, job_id)
    assert names(events) == ["progress", "error"]
    assert (events[-1].json["code"], events[-1].json["retryable"]) == ("jobs-out-of-reach", True)


def test_watchers_do_not_take_all_threads(client, job_id):
    """One too many is told to come again; a place is free again when a watcher is gone, heard or not."""

    def ask():
        return client.get(f"/jobs/{job_id}?format=events", buffered=False)

    watchers = [ask() for _ in range(job_stream._WATCHERS)]
    refused = ask()
    assert (refused.status_code, refused.get_json()["code"]) == (503, "jobs-busy")
    for watcher in watchers:
        watcher.close()
    with ask() as again:
        assert again.status_code == 200
