"""One log line and one id for each request, neither with article text or a secret in it."""

import contextlib
import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PIECE = 65_536  # bytes read at a time of a body that nobody wants
_log = structlog.get_logger(__name__)

HEADER = "X-Request-Id"
LOGGER = __name__


def register(app: Flask) -> None:
    """Number, time and log every request of the application."""
    app.before_request(_begin)
    app.after_request(_finish)


def request_id_of(given: str) -> str:
    """Return the caller's id of a request where it is harmless, else a new one."""
    return given if _ID.fullmatch(given) else secrets.token_hex(16)


def _begin() -> None:
    g.request_id = request_id_of(request.headers.get(HEADER, ""))
    g.started = time.perf_counter()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    _read_to_the_end()
    response.headers[HEADER] = g.request_id
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    _log.info(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,  # not the path: it may hold anything
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.started) * 1000, 1),
        cache=response.headers.get("Cache-Status"),
        problem=g.get("problem"),
    )
    structlog.contextvars.unbind_contextvars("request_id")
    return response


def _read_to_the_end() -> None:
    """Read what a refusal left of the body, within its limit.

    Gunicorn drops a connection with more than 64 kB left without saying so: the caller's next request on it would fail.
    """
    with contextlib.suppress(HTTPException):  # too large (gunicorn's settings close those), or the caller is gone
        while request.stream.read(_PIECE):
            pass
