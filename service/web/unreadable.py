"""What the server itself answers where a request cannot be read, or its answer cannot be sent."""

import secrets
from http import HTTPStatus

import structlog
from gunicorn.http import errors

from service.domain.raising import raised_at
from service.schema.problems import ProblemDetails
from service.web.errors import PROBLEM_TYPE

_STATUSES = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.InvalidResponseHeader: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InvalidResponseHeaderName: HTTPStatus.INTERNAL_SERVER_ERROR,
}

_log = structlog.get_logger(__name__)


def refusal(error: Exception) -> bytes:
    """Return the whole answer, a problem document, and log the kind of error under its id.

    Gunicorn's own answer and log repeat what could not be read: a header with a key in it, or, where a body was longer
    than was said, an article.
    """
    otherwise = HTTPStatus.BAD_REQUEST if isinstance(error, errors.ParseException) else HTTPStatus.INTERNAL_SERVER_ERROR
    status = _STATUSES.get(type(error), otherwise)
    request_id = secrets.token_hex(16)
    kind = type(error).__name__
    _log.warning("unreadable-request", error=kind, place=raised_at(error), status=status, request_id=request_id)
    problem = ProblemDetails(
        title=status.phrase,
        status=status,
        detail="the request is not framed as HTTP/1.1 says" if status < 500 else "logged under the request id",  # noqa: PLR2004
        code=status.phrase.lower().replace(" ", "-"),
        retryable=False,
        request_id=request_id,
    )
    body = problem.model_dump_json().encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\nContent-Type: {PROBLEM_TYPE}\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nX-Request-Id: {request_id}\r\n\r\n"
    )
    return head.encode() + body
