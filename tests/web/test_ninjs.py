"""News items over HTTP: in as an article or a withdrawal, out as a derived item."""

import json
from urllib.parse import urlencode

import pytest

from service.domain.errors import BackendUnavailable
from service.formats import ninjs
from tests.domain.samples import CHINESE, ENGLISH
from tests.fakes import ARTICLE
from tests.ninjs.items import PUBLISHED, URI, VERSIONS, item, superdesk
from tests.ninjs.schemas import SCHEMA_3, validator

PROFILES = [
    ninjs.MEDIA_TYPE,
    "application/json;profile=ninjs",
    'application/json; charset=utf-8; profile="https://iptc.org/std/ninjs/ninjs-schema_1.7.json"',
    "Application/JSON; Profile=NINJS",
]
VALID = validator("3.2")


def send(client, body, query="", content_type=ninjs.MEDIA_TYPE, **headers):
    data = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post(f"/summarize{query}", data=data, content_type=content_type, headers=headers)


def valid(response):
    assert (response.status_code, response.content_type) == (200, ninjs.MEDIA_TYPE)
    made = json.loads(response.get_data())
    VALID.validate(made)
    return made


@pytest.mark.parametrize(
    ("paragraphs", "options"),
    [
        (CHINESE, {"language": "en"}),
        (CHINESE, {"language": "zh"}),
        (CHINESE, {"language": "source", "backend": "extractive"}),
        (ENGLISH, {"language": "source", "backend": "extractive"}),
    ],
)
@pytest.mark.parametrize("version", [*VERSIONS, "superdesk"])
def test_item_gives_the_brief_of_its_text(client, version, paragraphs, options):
    about = ("A title & more", "观察者网")
    given = superdesk(paragraphs, *about, PUBLISHED) if version == "superdesk" else item(version, paragraphs, *about)
    text = {"text": "\n\n".join(paragraphs), "title": about[0], "source": about[1], "published_at": PUBLISHED}
    of_text = client.post("/summarize", json=text | options)
    of_item = send(client, given, f"?{urlencode(options)}")
    assert of_text.status_code == 200
    assert of_item.get_data() == of_text.get_data()
    assert of_item.headers["Cache-Status"] == "core-insights; hit"


@pytest.mark.parametrize("content_type", PROFILES)
def test_profile_says_that_a_body_is_an_item(client, content_type):
    assert send(client, item("3.2", CHINESE), content_type=content_type).status_code == 200


def test_parameter_says_it_where_no_header_can(client):
    given = superdesk(CHINESE, "T", "AAP")
    assert send(client, given, "?profile=ninjs", "application/json").status_code == 200
    assert send(client, given, "", "application/json").status_code == 422
    assert send(client, given, "?profile=other", "application/json").get_json()["errors"][0]["pointer"] == "?profile"


def test_options_are_parameters(client, engine):
    assert (
        send(client, item("3.2", CHINESE), "?language=zh-Hant&backend=fake/model&format=lines").mimetype == "text/plain"
    )
    assert engine.assignments[0].language == "zh-Hant"
    assert send(client, item("3.2", CHINESE), "?backend=other").get_json()["code"] == "unknown-backend"
    refused = send(client, item("3.2", CHINESE), "?title=T&language=fr")
    assert refused.status_code == 422
    assert {error["pointer"] for error in refused.get_json()["errors"]} == {"?title", "?language"}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/bodies"),
        ({"uri": URI, "bodies": []}, "/bodies"),
        ({"uri": URI, "bodies": [{"value": 5}]}, "/bodies/0/value"),
        ({"guid": 5, "body_html": "<p>x</p>"}, "/guid"),
        ({"body_html": ["x"]}, "/body_html"),
        ({"pubstatus": "killed", "body_text": "x"}, "/pubstatus"),
        ({"pubStatus": "canceled"}, "/uri"),
        ({"versioncreated": "soon", "body_text": "x"}, "/versioncreated"),
        ([], ""),
        ("a string", ""),
    ],
)
def test_what_is_wrong_is_told_by_pointer(client, body, pointer):
    response = send(client, json.dumps(body))
    assert response.status_code == 422
    assert [error["pointer"] for error in response.get_json()["errors"]] == [pointer]


@pytest.mark.fault(23, "hostile JSON: 400 or 422, no echo")
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[" * 500_000, 400),
        ('{"associations":' * 50_000, 400),
        (json.dumps({"headlines": [{"value": "x"}] * 50_000, "body_text": "x"}), 422),
        (json.dumps({"bodies": [5] * 200, "headlines": [5] * 200}), 422),
        (json.dumps({"body_html": "<p>" * 300_000}), 422),
        (json.dumps({"body_html": "\ud800" * 50}), 422),
        (json.dumps({"headline": "\ud800", "body_text": " ".join(CHINESE)}), 422),
        (json.dumps({"uri": "\ud800", "body_text": " ".join(CHINESE)}), 422),
    ],
)
def test_hostile_items_are_refused(client, body, status):
    response = send(client, body)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert len(response.get_json().get("errors", [])) <= 20


@pytest.mark.parametrize(
    ("accept", "query"),
    [
        (ninjs.MEDIA_TYPE, ""),
        ("application/json;profile=ninjs, application/json;q=0.9", ""),
        ("application/json;profile=ninjs, */*;q=0.1", ""),
        ("text/html, application/json;profile=ninjs", ""),
        ("text/html", "?format=ninjs"),
    ],
)
def test_answer_comes_as_an_item(client, accept, query):
    made = valid(client.post(f"/summarize{query}", json=ARTICLE, headers={"Accept": accept}))
    assert made["standard"]["schema"] == ninjs.SCHEMA == SCHEMA_3


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("application/json, application/json;profile=ninjs;q=0.5", "application/json"),
        ("application/json;profile=ninjs;q=0, application/json;q=0.1", "application/json"),
        ("*/*", "application/json"),
        ("application/json;profile=other", "application/problem+json"),
    ],
)
def test_other_answers_stay_what_they_were(client, accept, mimetype):
    response = client.post("/summarize", json=ARTICLE, headers={"Accept": accept})
    assert response.content_type == mimetype


def test_item_leads_to_the_kept_brief(client):
    made = valid(client.post("/summarize?format=ninjs", json=ARTICLE))
    (rendition,) = made["renditions"]
    kept = client.get(rendition["href"], headers={"Accept": "text/html"})
    assert (kept.status_code, kept.content_type) == (200, "application/json")
    again = client.get(f"/briefs/{kept.get_json()['id']}?format=ninjs")
    assert valid(again)["uri"] == made["uri"]
    assert again.headers["ETag"]
    assert "renditions" in valid(again)


def test_item_of_a_brief_that_is_not_kept_has_no_dead_link(client):
    response = client.post("/summarize?format=ninjs", json=ARTICLE, headers={"Cache-Control": "no-store"})
    assert "renditions" not in valid(response)


def test_derived_item_names_the_item_sent(client):
    made = valid(send(client, item("3.2", CHINESE, "T", "Wire"), "?format=ninjs"))
    assert [(one["rel"], one["uri"]) for one in made["associations"]] == [("derivedFrom", URI)]
    kept = valid(client.get(made["renditions"][0]["href"].replace("json", "ninjs")))
    assert kept["associations"][0]["uri"].startswith("ni:///sha-256;")  # the brief is that of every such text


@pytest.mark.parametrize("status", [{"pubStatus": "canceled"}, {"pubstatus": "canceled"}])
def test_canceled_item_withdraws_its_briefs_without_a_model(client, engine, status):
    sent = [send(client, item("3.2", CHINESE), f"?language={language}").get_json()["id"] for language in ("en", "zh")]
    asked = len(engine.assignments)
    response = send(client, {"uri": URI, **status}, "?format=ninjs", Accept="text/event-stream")
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert sorted(response.get_json()["withdrawn"]) == sorted(sent)
    assert response.headers["Cache-Control"] == "no-store"
    assert [client.get(f"/briefs/{one}").status_code for one in sent] == [404, 404]
    assert send(client, {"guid": URI, **status}).get_json() == {"withdrawn": []}
    assert len(engine.assignments) == asked


def test_item_sent_right_after_its_withdrawal_is_not_kept(client):
    send(client, {"uri": URI, "pubStatus": "canceled"})
    response = send(client, item("3.2", CHINESE))
    assert response.headers["Cache-Status"] == "core-insights; fwd=bypass"
    assert "Content-Location" not in response.headers


@pytest.mark.parametrize("status", [{"pubStatus": "withheld"}, {"embargoedUntil": "2999-01-01T00:00:00Z"}])
def test_item_under_embargo_leaves_nothing_behind(client, status):
    response = send(client, item("3.2", CHINESE) | status)
    assert response.headers["Cache-Status"] == "core-insights; fwd=bypass"
    assert client.get(f"/briefs/{response.get_json()['id']}").status_code == 404


def test_stream_of_an_item_is_told(client):
    response = send(client, item("3.2", CHINESE), Accept="text/event-stream")
    assert "event: done" in response.get_data(as_text=True)


def test_errors_of_an_item_are_problems(client, engine):
    engine.error = BackendUnavailable("down")
    response = send(client, item("3.2", CHINESE), Accept=ninjs.MEDIA_TYPE)
    assert (response.status_code, response.mimetype) == (503, "application/problem+json")


UPDATE = [CHINESE[0].replace("3.5亿", "4亿"), *CHINESE[1:]]


def test_item_that_evolved_revises_the_brief_of_the_earlier_one(client):
    first = send(client, superdesk(CHINESE)).get_json()
    update = superdesk(UPDATE) | {"guid": "urn:after", "evolvedfrom": superdesk(CHINESE)["guid"]}
    revised = send(client, update).get_json()
    assert revised["previous"] == first["id"]
    assert (revised["changes"][0]["before"], revised["changes"][0]["after"]) == ("3.5亿次", "4亿次")
    named = send(client, superdesk(UPDATE) | {"guid": "urn:other"}, f"?previous={first['id']}").get_json()
    assert (named["id"], named["previous"]) == (revised["id"], first["id"])


def test_withdrawn_item_has_no_later_version(client):
    send(client, superdesk(CHINESE))
    send(client, {"guid": superdesk(CHINESE)["guid"], "pubstatus": "canceled"})
    update = superdesk(UPDATE) | {"guid": "urn:after", "evolvedfrom": superdesk(CHINESE)["guid"]}
    assert send(client, update).get_json()["previous"] is None
