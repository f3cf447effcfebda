"""What a process that has enough to do says to whom."""

import pytest

from service.adapters.line import Line
from service.domain.errors import Overloaded
from tests.fakes import ARTICLE

TEXT = "\n".join(ARTICLE["paragraphs"]) if "paragraphs" in ARTICLE else ARTICLE["text"]


@pytest.fixture
def full(monkeypatch):
    """Have no room."""

    def refuse(*_):
        raise Overloaded("no room", retry_after=2.3)

    def begin():
        monkeypatch.setattr(Line, "_admit", refuse)

    return begin


def test_new_article_is_refused_with_a_time_to_come_again(client, full):
    full()
    answer = client.post("/summarize", json=ARTICLE, headers={"X-Request-Id": "cms-7"})
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert (answer.json["code"], answer.json["retryable"], answer.json["retry_after"]) == ("overloaded", True, 3)
    assert (answer.headers["Retry-After"], answer.headers["X-Request-Id"], answer.json["request_id"]) == (
        "3",
        "cms-7",
        "cms-7",
    )


def test_refusal_has_the_headers_of_every_answer(client, full):
    usual = client.post("/summarize", json={"nothing": 1})
    full()
    assert set(usual.headers.keys()) - set(client.post("/summarize", json=ARTICLE).headers.keys()) <= {"Vary"}


def test_what_was_answered_before_still_is(client, full):
    made = client.post("/summarize", json=ARTICLE)
    client.post("/summarize", json=ARTICLE)
    full()
    again = client.post("/summarize", json=ARTICLE)
    assert (again.status_code, again.headers["Cache-Status"]) == (200, "core-insights; hit")
    assert client.get(f"/briefs/{made.json['id']}").status_code == 200
    assert client.get("/readyz").status_code == 200
    review = client.post(f"/briefs/{made.json['id']}/review", json={"reviewed_by": "A. Editor"})
    assert review.status_code == 200


def test_other_interfaces_refuse_in_their_own_form(client, full):
    full()
    message = {"role": "user", "content": TEXT}
    chat = client.post("/v1/chat/completions", json={"model": "core-insights", "messages": [message]})
    verified = client.post("/verify", json={**ARTICLE, "summary": TEXT})
    assert (chat.status_code, chat.json["error"]["code"], chat.headers["Retry-After"]) == (503, "overloaded", "3")
    assert (verified.status_code, verified.json["code"]) == (503, "overloaded")


def test_job_is_for_later_and_no_work_now(client, full):
    full()
    answer = client.post("/summarize", json=ARTICLE, headers={"Prefer": "respond-async"})
    assert answer.status_code != 503
