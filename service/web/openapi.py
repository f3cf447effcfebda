"""The OpenAPI 3.1 description, generated from the models that validate, and its bundled viewer."""

import json
from importlib import metadata, resources

from flask import Blueprint, Response, render_template, send_from_directory
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from service.schema.briefs import BriefJson
from service.schema.events import EVENTS, STREAM
from service.schema.problems import ProblemDetails, StreamProblem
from service.schema.reports import ReportJson
from service.schema.requests import SummarizeOptions, SummarizeRequest, VerifyRequest
from service.web import openapi_chat
from service.web.negotiation import FORMAT_NAMES

Json = dict[str, object]
Models = tuple[type[BaseModel], ...]

# Swagger UI draws its icons from data: images; it sets styles through the DOM, which the policy lets pass.
VIEWER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_TEXTS = {
    400: "The body is not readable: broken JSON, or not in its charset.",
    404: "No brief is kept under this id.",
    406: "None of the formats is acceptable.",
    413: "The body is larger than 1 MiB.",
    415: "The body has another content type, or a Content-Encoding.",
    422: "A field is wrong, unknown, or the article cannot be briefed; `errors` says where.",
    502: "The model endpoint refused, or no usable brief came of its answer.",
    503: "The model endpoint is unavailable or overloaded.",
    504: "No answer within the deadline, or nothing kept under `only-if-cached`.",
}


def describe(backends: tuple[str, ...]) -> Json:
    """Return the whole description as a JSON-ready dictionary; the version is the installed package's."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "core-insights",
            "version": metadata.version("core-insights"),
            "description": "Checked, cited briefs of Chinese and English tech news. "
            f"Configured backends: {', '.join(backends)}.",
        },
        "paths": {
            "/summarize": {"post": _summarize()},
            "/briefs/{id}": {"get": _read_brief()},
            "/verify": {"post": _verify()},
            **openapi_chat.paths(_cache_control()),
            "/healthz": {"get": _status("Whether the process lives.", "ok")},
            "/readyz": {"get": _status("Whether the process takes requests; never calls a model.", "ready")},
        },
        "components": {"schemas": _schemas()},
    }


def blueprint(description: Json) -> Blueprint:
    """Return the routes of the description and its viewer."""
    routes = Blueprint("openapi", __name__)
    body = json.dumps(description, ensure_ascii=False)

    @routes.get("/openapi.json")
    def openapi() -> Response:
        return Response(body, mimetype="application/json")

    @routes.get("/docs")
    def docs() -> Response:
        response = Response(render_template("docs.html"), mimetype="text/html")
        response.headers["Content-Security-Policy"] = VIEWER_POLICY
        return response

    @routes.get("/docs/viewer/<path:name>")
    def viewer(name: str) -> Response:
        return send_from_directory(str(resources.files("flask_swagger_ui") / "dist"), name)

    return routes


def _schemas() -> Json:
    answers: Models = (BriefJson, ReportJson, ProblemDetails, *EVENTS, StreamProblem, *openapi_chat.ANSWERED)
    sent: Models = (SummarizeRequest, VerifyRequest, *openapi_chat.SENT)
    described: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "serialization") for model in answers]
    described += [(model, "validation") for model in sent]
    _, definitions = models_json_schema(described, ref_template="#/components/schemas/{model}")
    return dict(definitions["$defs"])


def _summarize() -> Json:
    text: Json = {}  # any text: a schema would only say that it is a string
    return {
        "summary": "Brief an article",
        "operationId": "summarize",
        "description": "With a text body the other fields are query parameters.",
        "parameters": [_format(), *_options(), _cache_control(), _last_event_id()],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": _ref(SummarizeRequest)},
                "text/plain": text,
                "text/markdown": text,
                "text/html": text,
            },
        },
        "responses": {
            "200": _brief_response("The checked brief."),
            **_problems(400, 406, 413, 415, 422, 502, 503, 504),
            "414": {"description": "The address is longer than 8,190 bytes; said by gunicorn, as HTML."},
        },
    }


def _read_brief() -> Json:
    brief_id = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    etag = {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}}
    return {
        "summary": "Read a kept brief",
        "operationId": "readBrief",
        "parameters": [brief_id, _format(), etag],
        "responses": {
            "200": _brief_response("The brief, with a strong ETag."),
            "304": {"description": "The brief is the one the caller has."},
            **_problems(404, 406),
        },
    }


def _verify() -> Json:
    return {
        "summary": "Check a summary written by anyone",
        "operationId": "verify",
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref(VerifyRequest)}}},
        "responses": {
            "200": {
                "description": "The report; for a browser that asks for `text/html`, the evidence as a page.",
                "content": {
                    "application/json": {"schema": _ref(ReportJson)},
                    "text/html": {"schema": {"type": "string"}},
                },
            },
            **_problems(400, 413, 415, 422),
        },
    }


def _status(summary: str, word: str) -> Json:
    schema = {"type": "object", "required": ["status"], "properties": {"status": {"const": word}}}
    return {
        "summary": summary,
        "responses": {"200": {"description": "It does.", "content": {"application/json": {"schema": schema}}}},
    }


def _brief_response(description: str) -> Json:
    text: Json = {"schema": {"type": "string"}}
    label = {"type": "string", "description": "Who wrote the brief and who reviewed it, unless a setting removes it."}
    return {
        "description": description,
        "content": {
            "application/json": {"schema": {"allOf": [_ref(BriefJson)], "properties": {"label": label}}},
            "text/plain": text,
            "text/markdown": text,
            "text/html": text,
            "text/event-stream": {"schema": {"type": "string", "description": STREAM}},
        },
    }


def _problems(*statuses: int) -> Json:
    content = {"application/problem+json": {"schema": _ref(ProblemDetails)}}
    return {str(status): {"description": _TEXTS[status], "content": content} for status in statuses}


def _format() -> Json:
    text = (
        "The rendering, whatever Accept says; `flat` is the one-line text form, `text` the same as `lines`, `html` a "
        "document without script or style, where `Accept: text/html` gets a page for people."
    )
    return {"name": "format", "in": "query", "description": text, "schema": {"enum": list(FORMAT_NAMES)}}


def _cache_control() -> Json:
    text = "`no-cache` recomputes, `no-store` leaves nothing behind, `only-if-cached` is a 504 where nothing is kept."
    return {"name": "Cache-Control", "in": "header", "description": text, "schema": {"type": "string"}}


def _last_event_id() -> Json:
    text = "Of a stream that broke: it goes on there, where it is still known, and else begins anew with `meta`."
    return {"name": "Last-Event-ID", "in": "header", "description": text, "schema": {"type": "string"}}


def _options() -> list[Json]:
    properties = SummarizeOptions.model_json_schema()["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]


def _ref(model: type[BaseModel]) -> Json:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
