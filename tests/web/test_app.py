"""What holds for every route."""

import json
import re

import pytest

from service.adapters.draining import DRAIN
from service.domain import errors
from service.web.errors import STATUSES, status_of


def _all(cls):
    return [cls, *(sub for child in cls.__subclasses__() for sub in _all(child))]


@pytest.mark.parametrize("cls", _all(errors.CoreInsightsError), ids=lambda cls: cls.__name__)
def test_every_error_has_a_status(cls):
    error = cls(("x",)) if cls is errors.SettingsError else cls()
    assert status_of(error) >= 400
    assert set(STATUSES) <= set(_all(errors.CoreInsightsError))


def test_instance_about_to_stop_is_alive_and_not_ready(client):
    DRAIN.begin()
    try:
        alive, ready = client.get("/healthz"), client.get("/readyz")
    finally:
        DRAIN.forget()
    assert alive.status_code == 200
    assert (ready.status_code, ready.json["code"], ready.headers["Retry-After"]) == (503, "draining", "5")


@pytest.mark.parametrize(("path", "status"), [("/healthz", "ok"), ("/readyz", "ready")])
def test_probes_answer(client, path, status):
    assert client.get(path).get_json() == {"status": status}


@pytest.mark.parametrize(
    ("method", "path", "status"), [("get", "/nowhere", 404), ("get", "/summarize", 405), ("delete", "/verify", 405)]
)
def test_routers_errors_are_problems(client, method, path, status):
    response = getattr(client, method)(path)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert response.headers["Cache-Control"] == "no-store"
    problem = response.get_json()
    assert (problem["status"], problem["request_id"]) == (status, response.headers["X-Request-Id"])
    assert ("Allow" in response.headers) is (status == 405)


@pytest.mark.parametrize(
    ("given", "kept"), [("cms-42.a_b", True), ("a b", False), ("x" * 65, False), ("<script>", False)]
)
def test_request_id_is_the_callers_if_harmless(client, given, kept):
    answered = client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert (answered == given) is kept


def test_description_refers_to_nothing_that_is_not_in_it(client):
    """Two models of one name would be told apart by longer names, which nothing refers to."""
    described = client.get("/openapi.json").get_data(as_text=True)
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', described))
    assert names <= set(json.loads(described)["components"]["schemas"])


def test_description_names_every_route(client, app):
    described = client.get("/openapi.json").get_json()
    assert described["openapi"].startswith("3.1")
    routes = {
        rule.rule.replace("<brief_id>", "{id}").replace("<job_id>", "{id}").replace("<model>", "{model}")
        for rule in app.url_map.iter_rules()
    }
    apart = {
        "/",
        "/check",
        "/page/text",
        "/page/evidence",
        "/page/briefs/{id}/review",
        "/docs",
        "/docs/viewer/<path:name>",
        "/openapi.json",
        "/static/<path:filename>",
    }
    assert set(described["paths"]) == {route for route in routes if route not in apart and "static" not in route}


def test_viewer_comes_from_here_alone(client):
    page = client.get("/docs")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert "http://" not in text
    assert "https://" not in text
    for name in ("swagger-ui-bundle.js", "swagger-ui.css"):
        with client.get(f"/docs/viewer/{name}") as response:
            assert response.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
