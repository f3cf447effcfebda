"""What one caller keeps for themselves, another one cannot tell from what never was."""

import json

import pytest

from service.domain.callers import Caller
from service.domain.keys import new_key
from service.domain.ownership import parted
from service.web import Entrance, create_app
from tests.domain.samples import CHINESE
from tests.event_stream import events_of
from tests.fakes import ARTICLE
from tests.keys import Ring, bearer

ANN, BEN, CAT, DESK = (new_key().text for _ in range(4))
CALLERS = {
    ANN: Caller(id="annannaa", private=True),
    BEN: Caller(id="benbenbb", private=True),
    CAT: Caller(id="catcatcc"),
    DESK: Caller(id="deskdesk"),
}
OTHERS = {"private": BEN, "shared": CAT}
OTHER_WORDS = [f"{text}补充说明。" if at == 0 else text for at, text in enumerate(CHINESE)]


@pytest.fixture
def ring():
    return Ring(**CALLERS)


@pytest.fixture
def client(summarizer, articles, jobs, ring):
    return create_app(summarizer, articles, Entrance(ring), jobs).test_client()


OF_EACH = {"X-Request-Id", "Content-Length", "Server-Timing"}
"""Headers that differ from one answer to the next, whatever they answer."""


def brief(client, key, status=200, **changed):
    answer = client.post("/summarize", json=ARTICLE | changed, headers=bearer(key))
    assert answer.status_code == status
    return answer


def same(one, other, *ids):
    """Whether two answers differ in nothing but what names the request."""

    def bare(answer):
        body = answer.get_data(as_text=True).replace(answer.headers["X-Request-Id"], "")
        for name in ids:
            body = body.replace(name, "")
        headers = {name: value for name, value in answer.headers if name not in OF_EACH}
        return answer.status_code, headers, body

    return bare(one) == bare(other)


def test_a_private_brief_bears_its_owner_and_is_read_by_them(client):
    at = brief(client, ANN).headers["Content-Location"]
    assert parted(at.removeprefix("/briefs/"))[0] == "annannaa"
    assert client.get(at, headers=bearer(ANN)).status_code == 200
    assert client.post(f"{at}/review", json={"reviewed_by": "Ann"}, headers=bearer(ANN)).status_code == 200
    assert client.delete(at, headers=bearer(ANN)).status_code == 204


WAYS = {
    "read": lambda client, at, headers: client.get(at, headers=headers),
    "text": lambda client, at, headers: client.get(f"{at}?format=lines", headers=headers),
    "item": lambda client, at, headers: client.get(f"{at}?format=ninjs", headers=headers),
    "stream": lambda client, at, headers: client.get(f"{at}?format=events", headers=headers),
    "page": lambda client, at, headers: client.get(at, headers=headers | {"Accept": "text/html"}),
    "review": lambda client, at, headers: client.post(f"{at}/review", json={"reviewed_by": "B"}, headers=headers),
    "sign": lambda client, at, headers: client.post(f"/page{at}/review", data={"reviewed_by": "B"}, headers=headers),
    "withdraw": lambda client, at, headers: client.delete(at, headers=headers),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_anothers_private_brief_is_as_unknown_as_one_that_never_was(client, way, other):
    at = brief(client, ANN).headers["Content-Location"]
    foreign, unknown = (way(client, where, bearer(other)) for where in (at, "/briefs/" + "0" * 32))
    assert foreign.status_code == 404
    assert same(foreign, unknown, at.removeprefix("/briefs/"), "0" * 32)
    assert client.get(at, headers=bearer(ANN)).status_code == 200


def test_private_and_shared_briefs_of_one_article_are_made_apart(client, engine):
    answers = [brief(client, key) for key in (DESK, ANN, BEN, CAT, ANN)]
    assert [answer.headers["Cache-Status"].split("; ", 1)[1] for answer in answers] == [
        "fwd=miss; stored", "fwd=miss; stored", "fwd=miss; stored", "hit", "hit",
    ]  # fmt: skip
    assert len({answer.get_json()["id"] for answer in answers}) == 3


def test_everybodys_brief_is_a_private_callers_too(client):
    at = brief(client, DESK).headers["Content-Location"]
    assert client.get(at, headers=bearer(ANN)).status_code == 200


def test_a_key_that_becomes_private_gets_no_shared_brief_again(client, ring):
    """Not even where the request was answered before, byte for byte."""
    ids = [brief(client, DESK).get_json()["id"] for _ in range(3)]
    ring.callers = CALLERS | {DESK: Caller(id="deskdesk", private=True)}
    ids += [brief(client, DESK).get_json()["id"] for _ in range(3)]
    assert [parted(one)[0] for one in ids] == [""] * 3 + ["deskdesk"] * 3


def test_a_private_brief_is_revised_by_its_owner_alone(client):
    earlier = brief(client, ANN).get_json()["id"]
    revised = {"paragraphs": OTHER_WORDS, "previous": earlier}
    assert brief(client, ANN, **revised).get_json()["previous"] == earlier
    for key in OTHERS.values():
        told = brief(client, key, **revised).get_json()
        assert (told["previous"], told["changes"]) == (None, [])


def test_near_duplicates_are_told_within_one_owners_briefs(client):
    first = brief(client, ANN).get_json()["id"]
    again = {"paragraphs": OTHER_WORDS, "title": "另一个标题"}
    assert [brief(client, key, **again).get_json()["similar_to"] for key in OTHERS.values()] == [[], []]
    (similar,) = brief(client, ANN, **again).get_json()["similar_to"]
    assert similar["id"] == first


def item(**fields):
    return {"uri": "urn:news:1", "headline": "x", "body_text": "\n".join(CHINESE)} | fields


def push(client, key, **fields):
    return client.post("/summarize?profile=ninjs", json=item(**fields), headers=bearer(key))


def test_an_item_is_withdrawn_by_whom_it_was_sent(client):
    kept = {key: push(client, key).headers["Content-Location"] for key in (ANN, BEN, DESK)}
    withdrawn = push(client, ANN, pubstatus="canceled").get_json()["withdrawn"]
    assert withdrawn == [kept[ANN].removeprefix("/briefs/")]
    assert [client.get(at, headers=bearer(key)).status_code for key, at in kept.items()] == [404, 200, 200]


def test_an_item_evolves_from_ones_own(client):
    push(client, ANN)
    evolved = {"uri": "urn:news:2", "evolvedfrom": "urn:news:1", "body_text": "\n".join(OTHER_WORDS)}
    asked = {"json": item(**evolved), "query_string": {"profile": "ninjs", "format": "json"}}
    assert client.post("/summarize", headers=bearer(BEN), **asked).get_json()["previous"] is None
    assert client.post("/summarize", headers=bearer(ANN), **asked).get_json()["previous"].startswith("annannaa-")


def test_every_front_makes_a_private_callers_brief_private(client):
    chat = {"model": "core-insights", "messages": [{"role": "user", "content": "\n".join(CHINESE)}]}
    answers = [
        client.post("/v1/chat/completions", json=chat, headers=bearer(ANN)).headers["Content-Location"],
        client.post("/", data={"text": "\n".join(CHINESE)}, headers=bearer(ANN)).headers["Location"],
        client.post("/summarize?format=lines", json=ARTICLE, headers=bearer(ANN)).headers["Content-Location"],
    ]
    streamed = client.post("/summarize", json=ARTICLE, headers=bearer(ANN) | {"Accept": "text/event-stream"})
    ids = [at.removeprefix("/briefs/") for at in answers] + [events_of(streamed.get_data(as_text=True))[0].json["id"]]
    assert {parted(one)[0] for one in ids} == {"annannaa"}


def test_the_page_of_a_brief_offers_nobody_else_to_sign_it(client):
    made = brief(client, ANN).get_json()
    made.pop("label", None)
    shown = {
        key: client.post("/page/evidence", json=made, headers=bearer(key) | {"Accept": "text/html"})
        for key in (ANN, BEN)
    }
    assert [b'class="review"' in page.data for page in shown.values()] == [True, False]


@pytest.fixture
def job(client):
    sent = client.post("/jobs", json={"articles": [ARTICLE]}, headers=bearer(ANN))
    assert sent.status_code == 202
    return sent.headers["Location"]


JOB_WAYS = {
    "read": lambda client, at, headers: client.get(at, headers=headers),
    "stream": lambda client, at, headers: client.get(f"{at}?format=events", headers=headers),
    "results": lambda client, at, headers: client.get(f"{at}/results", headers=headers),
    "lines": lambda client, at, headers: client.get(f"{at}/results?format=ndjson", headers=headers),
    "cancel": lambda client, at, headers: client.delete(at, headers=headers),
}


@pytest.mark.parametrize("way", JOB_WAYS.values(), ids=JOB_WAYS)
@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_anothers_job_is_as_unknown_as_one_that_never_was(client, job, way, other):
    foreign, unknown = (way(client, at, bearer(other)) for at in (job, "/jobs/" + "0" * 32))
    assert foreign.status_code == 404
    assert same(foreign, unknown)
    assert client.get(job, headers=bearer(ANN)).get_json()["status"] == "queued"


def test_a_jobs_briefs_are_its_callers(client, job, worker):
    worker.work(job.removeprefix("/jobs/"))
    (result,) = client.get(f"{job}/results", headers=bearer(ANN)).get_json()["results"]
    assert parted(result["brief"]["id"])[0] == "annannaa"
    assert client.get(f"/briefs/{result['brief']['id']}", headers=bearer(BEN)).status_code == 404


def test_orders_put_aside_say_who_asked(client, job, jobs):
    lines = json.dumps(ARTICLE)
    client.post("/jobs", data=lines, content_type="application/x-ndjson", headers=bearer(DESK))
    client.post("/summarize", json=ARTICLE, headers=bearer(BEN) | {"Prefer": "respond-async"})
    orders = [json.loads(one[0])["order"] for one in jobs.store._orders.values()]
    assert [(one["caller"], one.get("owner", "")) for one in orders] == [
        ("annannaa", "annannaa"), ("deskdesk", ""), ("benbenbb", "benbenbb"),
    ]  # fmt: skip


def test_an_idempotency_key_is_each_callers_own(client):
    asked = {"json": {"articles": [ARTICLE]}}
    made = [
        client.post("/jobs", headers=bearer(key) | {"Idempotency-Key": "1"}, **asked).get_json()["id"]
        for key in (ANN, BEN, ANN)
    ]
    assert made[0] == made[2] != made[1]
