"""Every route is guarded: who shows no key, another one, or one that may not, gets nothing."""

import base64
import json

import pytest

from service.domain.callers import Caller, Scope
from service.domain.keys import new_key
from service.web import Entrance, create_app
from service.web.guards import guard_of, needs, needs_unless_local, open_to_anyone
from tests.fakes import ARTICLE
from tests.keys import Ring, bearer

KEY, READER, METER = (new_key().text for _ in range(3))
CALLERS = {
    KEY: Caller(id="everyone"),
    READER: Caller(id="readerre", scopes=frozenset({Scope.BRIEFS})),
    METER: Caller(id="meterrrr", scopes=frozenset({Scope.OPERATIONS})),
}
OPEN = {"/healthz", "/readyz", "/openapi.json", "/docs", "/docs/viewer/<path:name>", "/static/<path:filename>"}


@pytest.fixture
def guarded(summarizer, articles, jobs):
    return create_app(summarizer, articles, Entrance(Ring(**CALLERS)), jobs)


@pytest.fixture
def client(guarded):
    return guarded.test_client()


def basic(key):
    return {"Authorization": "Basic " + base64.b64encode(f"anna:{key}".encode()).decode()}


def test_every_route_says_who_may_use_it(app):
    """A new route is decorated with needs(Scope…), needs_unless_local(Scope…) or open_to_anyone (web/guards.py)."""
    guards = {rule.rule: guard_of(app.view_functions[rule.endpoint]) for rule in app.url_map.iter_rules()}
    assert [route for route, needed in guards.items() if needed is None] == []
    assert {route for route, needed in guards.items() if not needed.scopes} == OPEN


def test_a_route_that_says_nothing_is_refused(summarizer, articles):
    for keys in (None, Ring(**CALLERS)):
        app = create_app(summarizer, articles, Entrance(keys))
        app.add_url_rule("/forgotten", view_func=lambda: "secret")
        answer = app.test_client().get("/forgotten", headers=bearer(KEY))
        assert answer.status_code == 403
        assert b"secret" not in answer.data


def ways(app):
    """Yield every guarded method of every route, with an address of it."""
    for rule in app.url_map.iter_rules():
        for method in rule.methods - {"OPTIONS", "HEAD"}:
            if rule.rule not in OPEN:
                yield (
                    method,
                    rule.rule.replace("<brief_id>", "0" * 32)
                    .replace("<job_id>", "1" * 32)
                    .replace("<model>", "core-insights"),
                )


def test_no_route_answers_without_a_key_or_to_one_that_is_not_known(guarded, client):
    for method, path in ways(guarded):
        for headers, code in (
            ({}, "key-missing"),
            ({"Authorization": "Digest x"}, "key-missing"),
            (bearer(new_key().text), "key-unknown"),
            (bearer(f"{KEY}, Bearer {KEY}"), "key-unknown"),
            ({"Authorization": "Basic é"}, "key-unknown"),
            (basic("wrong"), "key-unknown"),
        ):
            answer = client.open(path, method=method, headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.1"})
            assert answer.status_code == 401, (method, path)
            if path.startswith("/v1"):
                error = answer.get_json()["error"]
                assert (error["code"], error["type"]) == ("invalid_api_key", "invalid_request_error")
            else:
                assert answer.get_json()["code"] == code


def test_open_routes_answer_anyone(client):
    for path in ("/healthz", "/readyz", "/openapi.json", "/docs", "/static/desk.css"):
        with client.get(path) as answer:
            assert answer.status_code == 200


def test_preflights_are_answered_without_a_key(client):
    assert client.options("/v1/chat/completions").status_code == 200


def test_a_key_is_taken_as_a_bearer_and_as_a_password(client):
    for headers in (bearer(KEY), {"Authorization": f"bearer  {KEY}"}, basic(KEY)):
        assert client.post("/summarize", json=ARTICLE, headers=headers).status_code == 200
    assert client.get("/v1/models", headers=bearer(KEY)).status_code == 200


def test_a_key_without_the_scope_is_refused(client):
    kept = client.post("/summarize", json=ARTICLE, headers=bearer(READER)).headers["Content-Location"]
    assert client.get(kept, headers=bearer(READER)).status_code == 200
    for answer in (
        client.delete(kept, headers=bearer(READER)),
        client.post(f"{kept}/review", json={"reviewed_by": "A"}, headers=bearer(READER)),
        client.post("/jobs", json={"articles": [ARTICLE]}, headers=bearer(READER)),
        client.post("/summarize", json=ARTICLE, headers=bearer(METER)),
    ):
        assert (answer.status_code, answer.get_json()["code"]) == (403, "scope-missing")
    assert client.delete(kept, headers=bearer(KEY)).status_code == 204


def test_what_a_body_asks_for_beyond_its_route_needs_its_own_scope(client):
    """A news item may say that it is canceled, and any article may be left to a job."""
    canceled = {"uri": "urn:x", "pubstatus": "canceled", "standard": {"name": "ninjs", "version": "3.0"}}
    asked = {"query_string": {"profile": "ninjs"}, "json": canceled}
    assert client.post("/summarize", headers=bearer(READER), **asked).status_code == 403
    assert client.post("/summarize", headers=bearer(KEY), **asked).status_code == 200
    later = {"Prefer": "respond-async"}
    assert client.post("/summarize", json=ARTICLE, headers=bearer(READER) | later).status_code == 403
    assert client.post("/summarize", json=ARTICLE, headers=bearer(KEY) | later).status_code == 202


@pytest.mark.parametrize("query", ["api_key=x", "access_token=x", "Key=x", "token=", "q={}", "{}", "a=1&b=x{}"])
def test_a_key_in_the_address_is_refused_wherever_it_stands(client, app, query):
    for asked in (client, app.test_client()):
        for path in ("/healthz", "/summarize", "/nowhere", "/v1/models"):
            answer = asked.get(f"{path}?{query.format(KEY)}", headers=bearer(KEY))
            assert answer.status_code == 400
            assert b"in the address" in answer.data
            assert KEY.encode() not in answer.data


def test_only_a_browser_is_told_to_ask_for_a_password(client):
    page = client.get("/", headers={"Accept": "text/html"})
    assert page.status_code == 401
    assert page.headers["WWW-Authenticate"].startswith("Basic ")
    assert page.mimetype == "text/html"
    assert client.get("/briefs/x", headers={"Accept": "text/html"}).headers["WWW-Authenticate"].startswith("Basic ")
    assert client.get("/briefs/x").headers["WWW-Authenticate"].startswith("Bearer ")
    assert client.post("/v1/chat/completions").headers["WWW-Authenticate"].startswith("Bearer ")


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://[broken"}, False),
    ],
)
def test_another_site_cannot_spend_the_key_that_a_browser_remembers(client, headers, passes):
    assert (client.post("/summarize", json=ARTICLE, headers=basic(KEY) | headers).status_code == 200) is passes
    assert client.get("/v1/models", headers=basic(KEY) | headers).status_code == 200
    assert client.post("/summarize", json=ARTICLE, headers=bearer(KEY) | headers).status_code == 200


def test_what_was_answered_before_is_answered_again_only_to_who_may_ask(guarded, client):
    body = json.dumps(ARTICLE).encode()
    ask = {"data": body, "content_type": "application/json", "headers": bearer(KEY)}
    assert [client.post("/summarize", **ask).status_code for _ in range(3)] == [200] * 3
    ring = CALLERS | {}
    guards = guarded.wsgi_app._door.caller.__self__
    guards._ring = Ring()
    assert client.post("/summarize", **ask).status_code == 401
    guards._ring = Ring(**{KEY: Caller(id="everyone", scopes=frozenset({Scope.JOBS}))})
    assert client.post("/summarize", **ask).status_code == 403
    guards._ring = Ring(**ring)
    assert client.post("/summarize", **ask).status_code == 200


@pytest.mark.parametrize(
    ("environ", "answered"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, True),
        ({"REMOTE_ADDR": "::1"}, True),
        ({"REMOTE_ADDR": "10.0.0.7"}, False),
        ({"REMOTE_ADDR": ""}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_CF_CONNECTING_IP": "203.0.113.9"}, False),
    ],
)
def test_what_is_for_this_machine_is_not_for_who_comes_through_a_proxy(guarded, environ, answered):
    guarded.add_url_rule("/gauges", view_func=needs_unless_local(Scope.OPERATIONS)(lambda: "gauges"))
    client = guarded.test_client()
    assert (client.get("/gauges", environ_overrides=environ).status_code == 200) is answered
    assert client.get("/gauges", environ_overrides=environ, headers=bearer(METER)).status_code == 200


def test_marks_are_read_back():
    assert guard_of(needs(Scope.JOBS)(lambda: "")).scopes == {Scope.JOBS}
    assert guard_of(open_to_anyone(lambda: "")).scopes == frozenset()
    assert guard_of(lambda: "") is None


ASKED = {"/healthz": [], "/readyz": [], "/metrics": [{}]}  # none on this machine


def test_the_description_says_how_to_show_a_key_where_one_is_needed(client, app):
    described = client.get("/openapi.json").get_json()
    assert described["security"] == [{"key": []}, {"browser": []}]
    assert described["components"]["securitySchemes"].keys() == {"key", "browser"}
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert operation.get("security", [{"key": []}])[:1] == ASKED.get(path, [{"key": []}])
            assert ({"401", "403"} <= operation["responses"].keys()) is (operation.get("security") != [])
    assert "security" not in app.test_client().get("/openapi.json").get_json()
