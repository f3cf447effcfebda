"""Errors as problem+json (RFC 9457): the one table of HTTP statuses."""

import math
import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus

import structlog
from flask import Flask, Response, g
from gunicorn.http.errors import ParseException
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import BadRequest, HTTPException

from service.domain import errors
from service.domain.raising import raised_at
from service.schema.problems import Mistake, ProblemDetails

STATUSES: dict[type[errors.CoreInsightsError], HTTPStatus] = {
    errors.CoreInsightsError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.AccessError: HTTPStatus.UNAUTHORIZED,
    errors.KeyInQuery: HTTPStatus.BAD_REQUEST,
    errors.ScopeMissing: HTTPStatus.FORBIDDEN,
    errors.SentFromElsewhere: HTTPStatus.FORBIDDEN,
    errors.ArticleError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnknownModel: HTTPStatus.NOT_FOUND,
    errors.SummaryError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.BriefNotFound: HTTPStatus.NOT_FOUND,
    errors.BriefChanged: HTTPStatus.PRECONDITION_FAILED,
    errors.BriefsOutOfReach: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.JobNotFound: HTTPStatus.NOT_FOUND,
    errors.JobsOutOfReach: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.JobsBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.JobsNotConfigured: HTTPStatus.NOT_IMPLEMENTED,
    errors.LimitReached: HTTPStatus.TOO_MANY_REQUESTS,
    errors.UsageOutOfReach: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.IdempotencyKeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,  # draft-ietf-httpapi-idempotency-key-header §2.7
    errors.IdempotencyKeyInUse: HTTPStatus.CONFLICT,
    errors.Overloaded: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.Draining: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.NotCached: HTTPStatus.GATEWAY_TIMEOUT,  # RFC 9111 §5.2.1.7
    errors.BackendError: HTTPStatus.BAD_GATEWAY,
    errors.BackendUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.BackendOverloaded: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.DeadlineExceeded: HTTPStatus.GATEWAY_TIMEOUT,
    errors.OutputError: HTTPStatus.BAD_GATEWAY,
}
PROBLEM_TYPE = "application/problem+json"
DEFAULT_RETRY_AFTER_SECONDS = 5  # where nobody said when: long enough for a restarted endpoint, short for an editor

# JSON of the right form whose characters are none: the reader says so in either of these ways.
_SURROGATE = re.compile("surrogate|end of hex escape")
MOST_MISTAKES = 20  # told at once: who sends 50,000 unknown fields need not hear of each

_log = structlog.get_logger(__name__)


class RequestInvalid(Exception):
    """A request whose body or parameters are not what the OpenAPI description says."""

    def __init__(self, status: HTTPStatus, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(status.phrase)
        self.status = status
        self.mistakes = mistakes

    @classmethod
    def of(cls, error: ValidationError, *, prefix: str = "") -> "RequestInvalid":
        """Translate pydantic's complaint: 400 for what is no JSON, 422 for JSON of the wrong shape; never the input.

        ``prefix`` is "?" for query parameters, else what stands before each pointer.
        """
        details = error.errors(include_url=False, include_input=False, include_context=False)
        malformed = any(d["type"] == "json_invalid" and not _SURROGATE.search(d["msg"]) for d in details)
        status = HTTPStatus.BAD_REQUEST if malformed else HTTPStatus.UNPROCESSABLE_ENTITY
        return cls(status, tuple(_mistakes(details, prefix)))

    @classmethod
    def at(cls, pointer: str, detail: str, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY) -> "RequestInvalid":
        """Return the error that says this one thing."""
        return cls(status, (Mistake(pointer=pointer, detail=detail),))


def _mistakes(details: Sequence[ErrorDetails], prefix: str) -> Iterable[Mistake]:
    for detail in details[:MOST_MISTAKES]:
        # A pointer names the caller's own keys, which may be anything: cut, so that nothing long is echoed.
        steps = [str(step)[:40].replace("~", "~0").replace("/", "~1") for step in detail["loc"]]
        pointer = prefix + ("".join(steps[:1]) if prefix == "?" else "".join(f"/{step}" for step in steps))
        yield Mistake(pointer=pointer, detail=detail["msg"])


def status_of(error: errors.CoreInsightsError) -> HTTPStatus:
    """Return the HTTP status of an error: its own class's, else that of the nearest class above it."""
    return next(STATUSES[cls] for cls in type(error).__mro__ if cls in STATUSES)


def register(app: Flask) -> None:
    """Make every error of the application a problem document."""
    app.register_error_handler(errors.CoreInsightsError, _domain_problem)
    app.register_error_handler(RequestInvalid, _request_problem)
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(ParseException, _framing_problem)
    app.register_error_handler(Exception, _unexpected_problem)


def problem_of(error: Exception, request_id: str) -> ProblemDetails:
    """Return the problem that any error is; what nobody foresaw is logged, by its type and place alone."""
    if not isinstance(error, errors.CoreInsightsError):
        # The last net, at the entry point: never the message, which may hold text.
        _log.error("unexpected-error", error=type(error).__name__, place=raised_at(error), request_id=request_id)
        detail = "an error of the service, logged under the request id"
        return _details(HTTPStatus.INTERNAL_SERVER_ERROR, "internal-error", detail, request_id=request_id)
    problem = _details(status_of(error), error.code, str(error), request_id=request_id)
    problem.retryable = error.retryable
    if problem.status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        problem.retry_after = math.ceil(error.retry_after or DEFAULT_RETRY_AFTER_SECONDS)
    if isinstance(error, errors.ArticleError) and error.pointer:
        problem.errors = [Mistake(pointer=error.pointer, detail=str(error))]
    return problem


def _domain_problem(error: errors.CoreInsightsError) -> Response:
    problem = problem_of(error, g.get("request_id", ""))
    response = _answer(problem)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def _request_problem(error: RequestInvalid) -> Response:
    code = "malformed-body" if error.status is HTTPStatus.BAD_REQUEST else "invalid-request"
    detail = "the request is not as described in /openapi.json"
    problem = _details(error.status, code, detail, request_id=g.get("request_id", ""))
    problem.errors = list(error.mistakes)
    return _answer(problem)


def _http_problem(error: HTTPException) -> Response:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:  # a redirect of the router
        response = error.get_response()
        return Response(response.get_data(), response.status_code, response.headers)
    status = HTTPStatus(error.code)
    code, detail = status.phrase.lower().replace(" ", "-"), error.description or status.description
    response = _answer(_details(status, code, detail, request_id=g.get("request_id", "")))
    allowed = [(name, value) for name, value in error.get_headers() if name.lower() in {"allow", "accept"}]
    response.headers.extend(allowed)
    return response


def _framing_problem(_: ParseException) -> Response:
    return _http_problem(BadRequest("the body is not framed as HTTP/1.1 says"))


def _unexpected_problem(error: Exception) -> Response:
    return _answer(problem_of(error, g.get("request_id", "")))


def _details(status: HTTPStatus, code: str, detail: str, *, request_id: str) -> ProblemDetails:
    return ProblemDetails(
        title=status.phrase, status=status, detail=detail, code=code, retryable=False, request_id=request_id
    )


def _answer(problem: ProblemDetails) -> Response:
    g.problem = problem.code
    response = Response(problem.model_dump_json(), problem.status, mimetype=PROBLEM_TYPE)
    response.headers["Cache-Control"] = "no-store"  # a 404 may be kept by a proxy that is not told otherwise
    return response
