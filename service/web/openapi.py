"""The OpenAPI 3.1 description, generated from the models that validate, and its bundled viewer."""

import json
from functools import cache
from importlib import metadata, resources

from flask import Blueprint, Response, render_template, send_from_directory
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from service.schema.briefs import BriefJson
from service.schema.events import EVENTS
from service.schema.ninjs import NinjsItem, WithdrawnJson
from service.schema.problems import ProblemDetails, StreamProblem
from service.schema.reports import ReportJson
from service.schema.requests import ReviewRequest, SummarizeRequest, VerifyRequest
from service.web import openapi_chat, openapi_jobs, openapi_keys, openapi_usage, operations
from service.web.guards import open_to_anyone
from service.web.operations import Json

Models = tuple[type[BaseModel], ...]

# Swagger UI draws its icons from data: images; it sets styles through the DOM, which the policy lets pass.
_READY = "Whether the process takes requests: 503 `draining` where it is about to stop. Never calls a model."
VIEWER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def describe(backends: tuple[str, ...], *, keyed: bool = False) -> Json:
    """Return the whole description as a JSON-ready dictionary; the version is the installed package's.

    It says how to show a key where the service is ``keyed``.
    """
    described = _described(backends)
    return openapi_keys.keyed(described) if keyed else described


@cache  # it is three quarters of what an application takes to be built, of which tests build many
def _described(backends: tuple[str, ...]) -> Json:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "core-insights",
            "version": metadata.version("core-insights"),
            "description": "Checked, cited briefs of Chinese and English tech news. "
            f"Configured backends: {', '.join(backends)}.",
        },
        "paths": openapi_usage.limited(_paths()),
        "components": {"schemas": _schemas()},
    }


def _paths() -> Json:
    return {
        "/summarize": {"post": operations.summarize(openapi_jobs.preferring(), openapi_jobs.preferred())},
        "/briefs/{id}": {"get": operations.read_brief(), "delete": operations.withdraw_brief()},
        "/briefs/{id}/review": {"post": operations.review_brief()},
        "/verify": {"post": operations.verify()},
        **openapi_jobs.paths(),
        **openapi_chat.paths(),
        "/healthz": {"get": operations.status("Whether the process lives.", "ok")},
        "/metrics": {"get": operations.metrics()},
        "/readyz": {"get": operations.status(_READY, "ready", 503)},
        **openapi_usage.paths(),
    }


def blueprint(backends: tuple[str, ...], *, keyed: bool = False) -> Blueprint:
    """Return the routes of the description, which is made when it is first asked for, and of its viewer."""
    routes = Blueprint("openapi", __name__)

    @cache
    def body() -> str:
        return json.dumps(describe(backends, keyed=keyed), ensure_ascii=False)

    @routes.get("/openapi.json")
    @open_to_anyone
    def openapi() -> Response:
        return Response(body(), mimetype="application/json")

    @routes.get("/docs")
    @open_to_anyone
    def docs() -> Response:
        response = Response(render_template("docs.html"), mimetype="text/html")
        response.headers["Content-Security-Policy"] = VIEWER_POLICY
        return response

    @routes.get("/docs/viewer/<path:name>")
    @open_to_anyone
    def viewer(name: str) -> Response:
        return send_from_directory(str(resources.files("flask_swagger_ui") / "dist"), name)

    return routes


def _schemas() -> Json:
    asked: Models = (SummarizeRequest, NinjsItem, VerifyRequest, ReviewRequest, *openapi_jobs.SENT, *openapi_chat.SENT)
    told: Models = (
        BriefJson,
        WithdrawnJson,
        ReportJson,
        ProblemDetails,
        *EVENTS,
        StreamProblem,
        *openapi_jobs.ANSWERED,
        *openapi_chat.ANSWERED,
        *openapi_usage.ANSWERED,
    )
    described: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "serialization") for model in told]
    described += [(model, "validation") for model in asked]
    _, definitions = models_json_schema(described, ref_template="#/components/schemas/{model}")
    return dict(definitions["$defs"])
