"""Jobs as callers see them, over a store and a queue in memory."""

import json
from threading import Event, Thread

import pytest
from flask import g, request

from service.domain.callers import ANYONE
from service.domain.errors import BackendUnavailable, JobsOutOfReach
from service.domain.jobs import FIRST_MESSAGE
from service.domain.orders import Freshness
from service.ports import KeptAnswer
from service.schema.orders import load_order
from service.web import create_app, idempotency
from tests.fakes import ARTICLE, MemoryIdempotencyKeys
from tests.web.working import Stalled

JOB = {"articles": [ARTICLE | {"id": "a"}, {"text": "Too short."}, ARTICLE | {"id": "c", "language": "zh"}]}
NDJSON = {"Content-Type": "application/x-ndjson"}


def lines(*articles):
    return b"".join(json.dumps(article).encode() + b"\n" for article in articles)


def orders(jobs, job_id):
    return [load_order(one) for one in jobs.store._orders[job_id].values()]


def accepted(client, job=JOB):
    response = client.post("/jobs", json=job)
    assert response.status_code == 202, response.get_json()
    return response.get_json()["id"]


def pointers(response):
    return [error["pointer"] for error in response.get_json()["errors"]]


def test_accepted_job_is_told_where_it_is(client, jobs):
    response = client.post("/jobs", json=JOB)
    job = response.get_json()
    assert response.status_code == 202
    assert response.headers["Location"] == f"/jobs/{job['id']}"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Retry-After"] == "2"
    assert (job["status"], job["ended_at"]) == ("queued", None)
    assert job["articles"] == {"total": 3, "queued": 3, "done": 0, "failed": 0}
    assert job["results"] == f"/jobs/{job['id']}/results"
    assert client.get(response.headers["Location"]).get_json() == job
    assert jobs.queue.queued == [(job["id"], FIRST_MESSAGE)]
    assert [queued.id for queued in orders(jobs, job["id"])] == ["a", "", "c"]
    assert orders(jobs, job["id"])[0].order.paragraphs == tuple(ARTICLE["paragraphs"])


def test_lines_are_articles(client, jobs):
    body = lines(*JOB["articles"]).replace(b"\n", b"\r\n\n")
    response = client.post("/jobs?callback_url=https://cms.example/hook", data=body, headers=NDJSON)
    assert response.status_code == 202
    job_id = response.get_json()["id"]
    assert orders(jobs, job_id) == orders(jobs, accepted(client))
    assert jobs.job(job_id).callback_url == "https://cms.example/hook"


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/hook",
        "http://cms.example/hook",
        "https://canary@cms.example/hook",
        "https://cms.example:8443/hook",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://[::ffff:127.0.0.1]/",
    ],
)
def test_only_listed_hosts_are_called_back(client, jobs, url):
    for response, pointer in (
        (client.post("/jobs", json=JOB | {"callback_url": url}), "/callback_url"),
        (
            client.post("/jobs", query_string={"callback_url": url}, data=lines(ARTICLE), headers=NDJSON),
            "?callback_url",
        ),
    ):
        assert (response.status_code, pointers(response)) == (422, [pointer])
        assert "canary" not in response.text
    assert jobs.queue.queued == []


def test_cache_directive_holds_for_each_article(client, jobs):
    response = client.post("/jobs", json=JOB, headers={"Cache-Control": "no-cache"})
    assert {one.order.freshness for one in orders(jobs, response.get_json()["id"])} == {Freshness.RECOMPUTED}


@pytest.mark.parametrize(
    ("job", "where"),
    [
        ({"articles": []}, ["/articles"]),
        ({"articles": [ARTICLE], "x": 1}, ["/x"]),
        ({"articles": [ARTICLE], "callback_url": 7}, ["/callback_url"]),
        ({"articles": [ARTICLE, {"text": 7}, ARTICLE | {"id": ["x"], "/": 1}]}, ["/articles/1/text", "/articles/2/id", "/articles/2/~1"]),
        ({"articles": [ARTICLE, 5]}, ["/articles/1"]),
        ({"articles": [{"title": "none"}]}, ["/articles/0"]),
        ({"articles": [ARTICLE | {"id": "x"}, ARTICLE, ARTICLE, ARTICLE | {"id": "x"}]}, ["/articles/3/id"]),
        ({"articles": [ARTICLE | {"backend": "other/model"}]}, ["/articles/0/backend"]),
        ({"articles": [ARTICLE | {"language": "fr"}]}, ["/articles/0/language"]),
        ({"articles": [{"text": 7}] * 40}, [f"/articles/{number}/text" for number in range(20)]),
        ({"articles": [{"text": "x"}] * 10_001}, ["/articles"]),
    ],
)  # fmt: skip
def test_wrong_shape_refuses_the_job(client, jobs, job, where):
    response = client.post("/jobs", json=job)
    assert (response.status_code, response.get_json()["code"]) == (422, "invalid-request")
    assert pointers(response) == where
    assert (jobs.store._jobs, jobs.queue.queued) == ({}, [])


@pytest.mark.parametrize(
    ("body", "status", "where"),
    [
        (lines(ARTICLE, {"text": 7}, ARTICLE, {"x": "y"}), 422, ["line 2/text", "line 4/x"]),
        (lines(ARTICLE) + b"\n{nonsense", 400, ["line 3"]),
        (lines(ARTICLE, {"text": "x" * 2_000_000}, ARTICLE), 422, ["line 2"]),
        (lines(*[{"text": "x"}] * 10_001), 422, ["/articles"]),
        (b"\n\n", 422, ["/articles"]),
    ],
)
def test_wrong_line_refuses_the_job(client, jobs, body, status, where):
    response = client.post("/jobs", data=body, headers=NDJSON)
    assert response.status_code == status
    assert sorted(pointers(response)) == sorted(where)
    assert (jobs.store._jobs, jobs.queue.queued) == ({}, [])


def test_job_may_be_larger_than_other_bodies(client):
    large = ARTICLE | {"paragraphs": ["新" * 150_000]}
    assert len(json.dumps(large, ensure_ascii=False).encode()) < 1_048_576
    assert client.post("/summarize", json={"text": "x" * 1_100_000}).status_code == 413
    body = json.dumps({"articles": [large] * 6}, ensure_ascii=False).encode()
    assert client.post("/jobs", data=body, content_type="application/json").status_code == 202


@pytest.mark.parametrize(("media", "mebibytes"), [("application/json", 64), ("application/x-ndjson", 256)])
def test_large_bodies_are_bounded(client, media, mebibytes):
    environ = {"CONTENT_LENGTH": str(mebibytes * 1_048_576 + 1)}
    assert client.post("/jobs", content_type=media, environ_overrides=environ).status_code == 413


def test_body_that_ends_early_is_no_job(app, jobs):
    """A caller who is cut off between two lines has sent lines that are right, and not all of them."""
    body = lines(ARTICLE, ARTICLE)
    environ = {"CONTENT_LENGTH": str(len(body) + 100), "wsgi.input_terminated": True}  # as gunicorn says it
    response = app.test_client().post("/jobs", data=body, headers=NDJSON, environ_overrides=environ)
    assert response.status_code == 400
    assert (jobs.store._jobs, jobs.queue.queued) == ({}, [])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
        ({"Content-Type": "application/json", "Cache-Control": "no-store"}, 422),
    ],
)
def test_job_that_cannot_be_is_refused(client, headers, status):
    assert client.post("/jobs", data=json.dumps(JOB), headers=headers).status_code == status


def test_queue_out_of_reach_is_said(client, jobs):
    jobs.queue.error = JobsOutOfReach("the queue of jobs does not answer")
    response = client.post("/jobs", json=JOB)
    assert (response.status_code, response.get_json()["code"]) == (503, "jobs-out-of-reach")
    assert "Retry-After" in response.headers
    assert jobs.store._jobs == {}


def test_progress_and_end_are_told(client, worker):
    job_id = accepted(client)
    worker.work(job_id, 1)
    running = client.get(f"/jobs/{job_id}")
    assert running.get_json()["status"] == "running"
    assert running.headers["Retry-After"] == "2"
    worker.work(job_id)
    ended = client.get(f"/jobs/{job_id}")
    assert (ended.get_json()["status"], ended.get_json()["ended_at"]) == ("done", "2025-08-13T04:00:00+00:00")
    assert ended.get_json()["articles"] == {"total": 3, "queued": 0, "done": 2, "failed": 1}
    assert "Retry-After" not in ended.headers


def test_canceled_job_is_done_no_more(client, worker):
    job_id = accepted(client)
    worker.work(job_id, 1)
    canceled = client.delete(f"/jobs/{job_id}").get_json()
    assert canceled["status"] == "canceled"
    assert canceled["articles"] == {"total": 3, "queued": 0, "done": 1, "failed": 0}
    worker.work(job_id)
    assert client.delete(f"/jobs/{job_id}").get_json() == canceled
    assert client.get(f"/jobs/{job_id}/results").get_json()["next"] is None


def test_results_hold_the_brief_as_it_is_served(client, worker):
    job_id = accepted(client)
    worker.work(job_id)
    results = client.get(f"/jobs/{job_id}/results").get_json()["results"]
    assert [(one["position"], one["status"], one.get("id")) for one in results] == [(0, "done", "a"), (1, "failed", None), (2, "done", "c")]  # fmt: skip
    assert results[0]["brief"] == client.post("/summarize", json=ARTICLE).get_json()
    assert results[0]["brief"]["label"]
    assert results[1]["error"] == {
        "code": "article-too-short",
        "detail": results[1]["error"]["detail"],
        "retryable": False,
    }


def test_name_of_an_article_may_look_like_a_result(client, worker):
    names = ['","brief":{}', ',"brief":', 'x,"status":"failed"}']
    job_id = accepted(client, {"articles": [ARTICLE | {"id": name} for name in names]})
    worker.work(job_id)
    results = client.get(f"/jobs/{job_id}/results").get_json()["results"]
    assert [one["id"] for one in results] == names
    assert all(one["brief"]["label"] for one in results)


def test_results_come_in_pages(client, worker):
    job_id = accepted(client, {"articles": [{"text": str(number)} for number in range(130)]})
    worker.work(job_id, 120)
    seen, onward = [], f"/jobs/{job_id}/results?limit=60"
    for expected in (60, 60, 0):
        page = client.get(onward).get_json()
        assert len(page["results"]) == expected
        seen, onward = seen + page["results"], page["next"]
    worker.work(job_id)
    page = client.get(onward).get_json()
    assert page["next"] is None
    assert [one["position"] for one in seen + page["results"]] == list(range(130))


def test_page_ends_before_it_is_too_large(client, worker, monkeypatch):
    monkeypatch.setattr("service.web.job_results._PAGE_BYTES", 1)
    job_id = accepted(client)
    worker.work(job_id)
    page = client.get(f"/jobs/{job_id}/results").get_json()
    assert len(page["results"]) == 1
    assert page["next"] == f"/jobs/{job_id}/results?after=1&limit=100"


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "after=-1", "after=x", "before=1", "after=1&after=2"])
def test_wrong_page_is_refused(client, query):
    response = client.get(f"/jobs/{accepted(client)}/results?{query}")
    assert response.status_code == 422
    assert pointers(response) == [f"?{query.split('=')[0]}"]


def test_results_come_as_lines(client, worker):
    job_id = accepted(client, {"articles": [ARTICLE | {"id": str(number)} for number in range(120)]})
    worker.work(job_id, 110)
    response = client.get(f"/jobs/{job_id}/results", headers={"Accept": "application/x-ndjson"})
    assert response.mimetype == "application/x-ndjson"
    results = [json.loads(line) for line in response.get_data().splitlines()]
    assert [one["position"] for one in results] == list(range(110))
    assert results[0]["brief"]["label"]
    some = client.get(f"/jobs/{job_id}/results?format=ndjson&after=100&limit=3").get_data().splitlines()
    assert [json.loads(line)["position"] for line in some] == [100, 101, 102]


@pytest.mark.parametrize("path", ["/jobs/none", "/jobs/none/results", "/jobs/none/results?format=ndjson", "/jobs/none?format=events"])  # fmt: skip
def test_unknown_job_is_a_404(client, path):
    response = client.get(path)
    assert (response.status_code, response.get_json()["code"]) == (404, "job-not-found")
    assert client.delete("/jobs/none").status_code == 404


def test_format_that_there_is_not_is_a_406(client):
    job_id = accepted(client)
    assert client.get(f"/jobs/{job_id}?format=ninjs").status_code == 406
    assert client.get(f"/jobs/{job_id}/results", headers={"Accept": "image/png"}).status_code == 406
    assert client.get(f"/jobs/{job_id}", headers={"Accept": "text/html, */*;q=0.8"}).status_code == 200


def test_without_a_queue_there_are_no_jobs(summarizer, articles):
    client = create_app(summarizer, articles).test_client()
    for response in (
        client.post("/jobs", json=JOB), client.get("/jobs/x"), client.delete("/jobs/x"), client.get("/jobs/x/results"),
    ):  # fmt: skip
        assert (response.status_code, response.get_json()["code"]) == (501, "jobs-not-configured")
    assert client.post("/summarize", json=ARTICLE, headers={"Prefer": "respond-async"}).status_code == 200


@pytest.mark.parametrize("prefer", ["respond-async", "wait=10, Respond-Async;x=1"])
def test_caller_need_not_wait_for_a_brief(client, jobs, worker, prefer):
    headers = {"Prefer": prefer, "Accept": "text/plain", "Content-Type": "text/plain"}
    response = client.post("/summarize?title=Hallo", data="。".join(ARTICLE["paragraphs"]), headers=headers)
    assert response.status_code == 202
    assert response.headers["Preference-Applied"] == "respond-async"
    job_id = response.get_json()["id"]
    assert response.headers["Location"] == f"/jobs/{job_id}"
    worker.work(job_id)
    (result,) = client.get(f"/jobs/{job_id}/results").get_json()["results"]
    assert result["brief"]["title"] == "Hallo"


@pytest.mark.parametrize("headers", [{"Prefer": "return=minimal"}, {"Prefer": 'x="respond-async"'}, {"Prefer": "respond-async", "Cache-Control": "no-store"}])  # fmt: skip
def test_brief_is_made_at_once_unless_it_may_wait(client, jobs, headers):
    response = client.post("/summarize", json=ARTICLE, headers=headers)
    assert response.status_code == 200
    assert "Preference-Applied" not in response.headers
    assert jobs.store._jobs == {}


def test_unknown_backend_is_refused_at_the_door(client, jobs):
    response = client.post("/summarize", json=ARTICLE | {"backend": "x"}, headers={"Prefer": "respond-async"})
    assert (response.status_code, response.get_json()["code"]) == (422, "unknown-backend")
    assert pointers(response) == ["/backend"]


def test_error_that_a_later_try_may_mend_is_told_so(client, worker, engine):
    engine.error = BackendUnavailable("the endpoint is down")
    job_id = accepted(client)
    worker.work(job_id)
    assert client.get(f"/jobs/{job_id}/results").get_json()["results"][0]["error"]["retryable"]


class TestIdempotency:
    HEADERS = {"Idempotency-Key": "night-run-7"}  # noqa: RUF012

    def test_same_request_is_answered_once(self, client, jobs, worker):
        first = client.post("/jobs", json=JOB, headers=self.HEADERS)
        worker.work(first.get_json()["id"])
        again = client.post("/jobs", json=JOB, headers={"Idempotency-Key": '"night-run-7"'})
        assert (again.status_code, again.get_json()) == (202, first.get_json())
        assert again.headers["Location"] == first.headers["Location"]
        assert len(jobs.store._jobs) == 1
        assert (
            client.post("/jobs", json=JOB, headers={"Idempotency-Key": "other"}).get_json()["id"] not in jobs.store.due
        )
        assert len(jobs.store._jobs) == 2

    @pytest.mark.parametrize(
        "change",
        [
            {"json": {"articles": [ARTICLE]}},
            {"headers": {"Idempotency-Key": "night-run-7", "Cache-Control": "no-cache"}},
            {"json": None, "data": lines(*JOB["articles"]), "headers": {"Idempotency-Key": "night-run-7"} | NDJSON},
        ],
    )
    def test_other_request_under_the_key_is_refused(self, client, change):
        given = {"json": JOB, "headers": self.HEADERS}
        assert client.post("/jobs", **given).status_code == 202
        response = client.post("/jobs", **(given | change))
        assert (response.status_code, response.get_json()["code"]) == (422, "idempotency-key-reused")

    def test_key_holds_over_routes(self, client):
        headers = self.HEADERS | {"Prefer": "respond-async"}
        first = client.post("/summarize", json=ARTICLE, headers=headers)
        assert client.post("/summarize", json=ARTICLE, headers=headers).get_json() == first.get_json()
        assert client.post("/summarize", json=ARTICLE | {"title": "x"}, headers=headers).status_code == 422
        assert client.post("/jobs", json=JOB, headers=headers).status_code == 422

    def test_right_to_answer_is_renewed_meanwhile(self, client, jobs, monkeypatch):
        """However slowly the body comes in; it is over with the answer."""
        renewed = Event()
        monkeypatch.setattr(idempotency, "_RENEWED_SECONDS", 0.001)
        monkeypatch.setattr(MemoryIdempotencyKeys, "renew", lambda *_: renewed.set())
        with client.application.test_request_context("/jobs", headers=self.HEADERS):
            g.caller = ANYONE
            answer = idempotency.once(request, jobs.keys, str, lambda: str(renewed.wait(10)))
        assert answer == "True"

    def test_first_request_in_flight_is_a_409(self, client, jobs):
        jobs.keys.claim("night-run-7")
        response = client.post("/jobs", json=JOB, headers=self.HEADERS)
        assert (response.status_code, response.get_json()["code"]) == (409, "idempotency-key-in-use")
        assert response.get_json()["retryable"]

    def test_refused_request_leaves_the_key_free(self, client, jobs):
        assert client.post("/jobs", json={"articles": []}, headers=self.HEADERS).status_code == 422
        jobs.queue.error = JobsOutOfReach("down")
        assert client.post("/jobs", json=JOB, headers=self.HEADERS).status_code == 503
        jobs.queue.error = None
        assert client.post("/jobs", json=JOB, headers=self.HEADERS).status_code == 202

    def test_accepted_job_is_told_though_its_key_cannot_be_kept(self, client, jobs, monkeypatch):
        def keep(*_):
            raise JobsOutOfReach("down")

        monkeypatch.setattr(jobs.keys, "keep", keep)
        assert client.post("/jobs", json=JOB, headers=self.HEADERS).status_code == 202

    @pytest.mark.parametrize(
        ("given", "kept"),
        [("x" * 255, "x" * 255), ('"a b\\"c\\\\"', 'a b"c\\'), ("x" * 256, ""), ('"', ""), ('""', ""), ('"a', ""), ("a b", ""), ("", ""), ('"é"', "")],
    )  # fmt: skip
    def test_key_is_visible_ascii(self, client, jobs, given, kept):
        response = client.post("/jobs", json=JOB, headers={"Idempotency-Key": given})
        assert response.status_code == (202 if kept else 422)
        assert not kept or isinstance(jobs.keys.claim(kept), KeptAnswer)


def test_of_large_bodies_a_few_are_held_at_a_time(app, monkeypatch):
    """The third waits until one of the two is done, and else is told to come again."""
    monkeypatch.setattr("service.web.bodies._LARGE", 100)
    monkeypatch.setattr("service.web.bodies._PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr("service.web.bodies._PIECE", 1_000)
    body = json.dumps({"articles": [{"text": "x" * 3_000}]}).encode()
    slow = [Stalled(body) for _ in range(2)]
    environ = {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/json"}
    answers = []

    def post(sent):
        answers.append(app.test_client().post("/jobs", input_stream=sent, environ_overrides=environ).status_code)

    threads = [Thread(target=post, args=(sent,)) for sent in slow]
    for thread in threads:
        thread.start()
    for sent in slow:
        assert sent.began.wait(5)
    refused = app.test_client().post("/jobs", data=body, content_type="application/json")
    assert (refused.status_code, refused.get_json()["code"]) == (503, "jobs-busy")
    assert app.test_client().post("/jobs", data=lines({"text": "x" * 3_000}), headers=NDJSON).status_code == 202
    for sent in slow:
        sent.go_on.set()
    for thread in threads:
        thread.join()
    assert answers == [202, 202]
    assert app.test_client().post("/jobs", data=body, content_type="application/json").status_code == 202
