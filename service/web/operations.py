"""The operations of the HTTP interface, each as OpenAPI describes it."""

from pydantic import BaseModel

from service.formats import ninjs
from service.schema.briefs import BriefJson
from service.schema.events import STREAM
from service.schema.ninjs import NinjsItem, WithdrawnJson
from service.schema.problems import ProblemDetails
from service.schema.reports import ReportJson
from service.schema.requests import ReviewRequest, SummarizeOptions, SummarizeRequest, VerifyRequest
from service.web.items import PROFILE
from service.web.negotiation import FORMAT_NAMES

Json = dict[str, object]

_NINJS: Json = {
    "type": "object",
    "title": f"ninjs {ninjs.VERSION}",
    "description": f"A news item, as {ninjs.SCHEMA} has it.",
    "required": ["uri", "standard", "associations"],
}
TOO_LONG_AN_ADDRESS: Json = {"description": "The address is longer than 8,190 bytes; said by gunicorn, as HTML."}
_TEXTS = {
    400: "The body is not readable: broken JSON, or not in its charset.",
    404: "No brief is kept under this id.",
    406: "None of the formats is acceptable.",
    412: "The brief is not the one that `If-Match` names: it was made anew or reviewed meanwhile.",
    413: "The body is larger than 1 MiB.",
    415: "The body has another content type, or a Content-Encoding.",
    422: "A field is wrong, unknown, or the article cannot be briefed; `errors` says where.",
    502: "The model endpoint refused, or no usable brief came of its answer.",
    503: "The model endpoint is unavailable or overloaded, or the cache that is asked for a kept brief.",
    504: "No answer within the deadline, or nothing kept under `only-if-cached`.",
}


def summarize(parameters: list[Json], responses: Json) -> Json:
    """Describe ``POST /summarize``; parameters and responses are those of callers who leave it to a job."""
    text: Json = {}  # any text: a schema would only say that it is a string
    return {
        "summary": "Brief an article",
        "operationId": "summarize",
        "description": "With a text body the other fields are query parameters, with a news item (ninjs) `language`, "
        "`backend` and `previous`. A canceled item withdraws its briefs.",
        "parameters": [_format(), _profile(), *_options(), cache_control(), _last_event_id(), *parameters],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": ref(SummarizeRequest)},
                ninjs.MEDIA_TYPE: {"schema": ref(NinjsItem)},
                "text/plain": text,
                "text/markdown": text,
                "text/html": text,
            },
        },
        "responses": {
            "200": _brief_response("The checked brief; of a canceled item what was withdrawn.", ref(WithdrawnJson)),
            **responses,
            **_problems(400, 406, 413, 415, 422, 502, 503, 504),
            "414": TOO_LONG_AN_ADDRESS,
        },
    }


def read_brief() -> Json:
    """Describe ``GET /briefs/{id}``."""
    etag = {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}}
    return {
        "summary": "Read a kept brief",
        "operationId": "readBrief",
        "parameters": [_brief_id(), _format(), etag],
        "responses": {
            "200": _brief_response("The brief, with a strong ETag."),
            "304": {"description": "The brief is the one the caller has."},
            **_problems(404, 406, 503),
        },
    }


def withdraw_brief() -> Json:
    """Describe ``DELETE /briefs/{id}``."""
    return {
        "summary": "Withdraw a kept brief",
        "operationId": "withdrawBrief",
        "description": "Nothing of it is left. Work on the same article that is under way is not stopped, and is kept "
        "like any that is asked for later.",
        "parameters": [_brief_id()],
        "responses": {"204": {"description": "It is gone."}, **_problems(404, 503)},
    }


def review_brief() -> Json:
    """Describe ``POST /briefs/{id}/review``."""
    text = "The ETag of the brief that was read, in the same format: nobody signs one that was made anew meanwhile."
    etag = {"name": "If-Match", "in": "header", "description": text, "schema": {"type": "string"}}
    return {
        "summary": "Record who reviewed a kept brief",
        "operationId": "reviewBrief",
        "description": "The name and the time go into the provenance, and the name into the label. The brief is kept "
        "no longer than without. A brief that is made anew is reviewed by nobody.",
        "parameters": [_brief_id(), _format(), etag],
        "requestBody": {"required": True, "content": {"application/json": {"schema": ref(ReviewRequest)}}},
        "responses": {
            "200": _brief_response("The brief as it is kept now, with its new ETag."),
            **_problems(400, 404, 406, 412, 413, 415, 422, 503),
        },
    }


def verify() -> Json:
    """Describe ``POST /verify``."""
    return {
        "summary": "Check a summary written by anyone",
        "operationId": "verify",
        "requestBody": {"required": True, "content": {"application/json": {"schema": ref(VerifyRequest)}}},
        "responses": {
            "200": {
                "description": "The report; for a browser that asks for `text/html`, the evidence as a page.",
                "content": {
                    "application/json": {"schema": ref(ReportJson)},
                    "text/html": {"schema": {"type": "string"}},
                },
            },
            **_problems(400, 413, 415, 422),
        },
    }


def status(summary: str, word: str, *problems: int) -> Json:
    """Describe a probe that answers with that word, or with these problems."""
    schema = {"type": "object", "required": ["status"], "properties": {"status": {"const": word}}}
    return {
        "summary": summary,
        "responses": {
            "200": {"description": "It does.", "content": {"application/json": {"schema": schema}}},
            **_problems(*problems),
        },
    }


def metrics() -> Json:
    """Describe ``GET /metrics``."""
    return {
        "summary": "What was counted, for Prometheus",
        "operationId": "metrics",
        "description": "For a key with the scope `operations`, and without one for a caller on the same machine that "
        "came through no proxy.",
        "responses": {"200": {"description": "Its text format.", "content": {"text/plain": {}}}},
    }


def _brief_response(description: str, *others: Json) -> Json:
    text: Json = {"schema": {"type": "string"}}
    label = {"type": "string", "description": "Who wrote the brief and who reviewed it, unless a setting removes it."}
    brief: Json = {"allOf": [ref(BriefJson)], "properties": {"label": label}}
    return {
        "description": description,
        "content": {
            "application/json": {"schema": {"anyOf": [brief, _NINJS, *others]}},
            "text/plain": text,
            "text/markdown": text,
            "text/html": text,
            "text/event-stream": {"schema": {"description": STREAM}},  # no type: the events are no JSON
        },
    }


def _problems(*statuses: int) -> Json:
    content = {"application/problem+json": {"schema": ref(ProblemDetails)}}
    return {str(status): {"description": _TEXTS[status], "content": content} for status in statuses}


def _brief_id() -> Json:
    return {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def _format() -> Json:
    text = (
        "The rendering, whatever Accept says; `flat` is the one-line text form, `text` the same as `lines`, `html` a "
        "document without script or style, where `Accept: text/html` gets a page for people."
    )
    return {"name": "format", "in": "query", "description": text, "schema": {"enum": list(FORMAT_NAMES)}}


def _profile() -> Json:
    text = "Says that the JSON body is a news item, where a sender cannot say it in Content-Type."
    return {"name": PROFILE, "in": "query", "description": text, "schema": {"enum": ["ninjs"]}}


def cache_control() -> Json:
    """Return the parameter of requests for briefs that chooses what of the cache is used."""
    text = "`no-cache` recomputes, `no-store` leaves nothing behind, `only-if-cached` is a 504 where nothing is kept."
    return {"name": "Cache-Control", "in": "header", "description": text, "schema": {"type": "string"}}


def _last_event_id() -> Json:
    text = "Of a stream that broke: it goes on there, where it is still known, and else begins anew with `meta`."
    return {"name": "Last-Event-ID", "in": "header", "description": text, "schema": {"type": "string"}}


def _options() -> list[Json]:
    properties = SummarizeOptions.model_json_schema()["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]


def ref(model: type[BaseModel]) -> Json:
    """Return the reference to a model's schema."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}
