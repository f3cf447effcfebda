"""The OpenAPI description of jobs."""

from pydantic import BaseModel

from service.schema.callbacks import JobEnded
from service.schema.jobs import JobJson, JobOptions, JobRequest, JobResultsJson, ResultsOptions
from service.schema.problems import ProblemDetails
from service.web.openapi_callbacks import callbacks
from service.web.operations import TOO_LONG_AN_ADDRESS, Json, cache_control, ref

SENT: tuple[type[BaseModel], ...] = (JobRequest,)
ANSWERED: tuple[type[BaseModel], ...] = (JobJson, JobResultsJson, JobEnded)

_ACCEPT = """\
Up to 10,000 articles, briefed in the background, each as `POST /summarize` would. As JSON (64 MiB at most), or as
NDJSON (256 MiB), one article a line, which is read as it comes; an article has 1 MiB at most. An article of the wrong
shape refuses the job, and nothing of it is kept; what is wrong with a text is the result of that article alone.
"""
_EVENTS = """\
Server-sent events, each with one line of JSON as its data:

- `result` (JobResultJson): what became of an article; its `id` is how many results were told, for `Last-Event-ID`.
- `progress` (JobJson): how far the job is.
- `ended` (JobJson): the last event; no more will come.
- `error` (ProblemDetails): the last event instead.

A stream without either of these two at its end goes on when it is asked for again, as browsers do by themselves.
"""
_TEXTS = {
    400: "The body is not readable, or ended early.",
    404: "No job is kept under this id.",
    406: "None of the formats is acceptable.",
    409: "The first request under this `Idempotency-Key` is not answered yet.",
    413: "The body is larger than 64 MiB, as NDJSON 256 MiB.",
    415: "The body has another content type, or a Content-Encoding.",
    422: "A field is wrong or unknown, `errors` says where; or the `Idempotency-Key` came with another request before.",
    501: "The service has no queue for jobs.",
    503: "The queue does not answer, or as many requests of this kind as a process takes are under way.",
}


def paths() -> Json:
    """Return the paths."""
    return {
        "/jobs": {"post": _accept()},
        "/jobs/{id}": {"get": _read(), "delete": _cancel()},
        "/jobs/{id}/results": {"get": _results()},
    }


def preferring() -> list[Json]:
    """Return the parameters by which a request for one brief is left to a job."""
    text = "`respond-async`: a job makes the brief, and the answer says where that is. Under `no-store` as if unsaid."
    prefer: Json = {"name": "Prefer", "in": "header", "description": text, "schema": {"type": "string"}}
    return [prefer, _idempotency_key()]


def _idempotency_key() -> Json:
    text = "Your name for this request: sent again within a day, it gets the same answer and makes no second job."
    schema = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!#-~][!-~]*$"}
    return {"name": "Idempotency-Key", "in": "header", "description": text, "schema": schema}


def preferred() -> Json:
    """Return the answers to those."""
    return _accepted("With `Prefer: respond-async`: the job is kept and queued.") | _problems(409)


def _accepted(description: str) -> Json:
    where = {"description": "Where the job is.", "schema": {"type": "string"}}
    return {"202": {"description": description, "headers": {"Location": where}, "content": _job()}}


def _accept() -> Json:
    return {
        "summary": "Brief many articles in the background",
        "operationId": "acceptJob",
        "description": _ACCEPT,
        "parameters": [*_query(JobOptions, "With NDJSON alone."), _idempotency_key(), cache_control()],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": ref(JobRequest)},
                "application/x-ndjson": {"schema": {"description": "A JobArticle a line."}},
            },
        },
        "responses": {
            **_accepted("The job is kept and queued."),
            **_problems(400, 409, 413, 415, 422, 501, 503),
            "414": TOO_LONG_AN_ADDRESS,
        },
        "callbacks": callbacks(),
    }


def _read() -> Json:
    after = {
        "name": "Last-Event-ID",
        "in": "header",
        "description": "Where a stream broke.",
        "schema": {"type": "string"},
    }
    return {
        "summary": "Read a job, or follow it",
        "operationId": "readJob",
        "parameters": [_id(), _format("json", "events"), after],
        "responses": {
            "200": {
                "description": "The job; `Retry-After` says when to look again, while it has not ended.",
                "content": {**_job(), "text/event-stream": {"schema": {"description": _EVENTS}}},
            },
            "204": {"description": "The stream was heard to its end."},
            **_problems(404, 406, 501, 503),
        },
    }


def _cancel() -> Json:
    return {
        "summary": "Cancel a job",
        "operationId": "cancelJob",
        "description": "What is done stays done; what is under way is given up. A job that has ended does not change.",
        "parameters": [_id()],
        "responses": {"200": {"description": "The job as it stands.", "content": _job()}, **_problems(404, 501, 503)},
    }


def _results() -> Json:
    text = "In the order in which they came. As NDJSON all that are there, unless `limit` says how many."
    return {
        "summary": "Read what became of a job's articles",
        "operationId": "readJobResults",
        "description": f"{text} A page of JSON ends after 8 MiB, however many results it may have: follow `next`.",
        "parameters": [_id(), *_query(ResultsOptions), _format("json", "ndjson")],
        "responses": {
            "200": {
                "description": "Results; of one that is done with its brief, as `POST /summarize` gives it.",
                "content": {
                    "application/json": {"schema": ref(JobResultsJson)},
                    "application/x-ndjson": {"schema": {"type": "string"}},
                },
            },
            **_problems(404, 406, 422, 501, 503),
        },
    }


def _job() -> Json:
    return {"application/json": {"schema": ref(JobJson)}}


def _id() -> Json:
    return {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def _format(*names: str) -> Json:
    return {"name": "format", "in": "query", "description": "Whatever Accept says.", "schema": {"enum": list(names)}}


def _query(model: type[BaseModel], when: str = "") -> list[Json]:
    properties = model.model_json_schema()["properties"]
    return [{"name": name, "in": "query", "description": when, "schema": schema} for name, schema in properties.items()]


def _problems(*statuses: int) -> Json:
    content = {"application/problem+json": {"schema": ref(ProblemDetails)}}
    return {str(status): {"description": _TEXTS[status], "content": content} for status in statuses}
