"""One log line and one id for each request, neither with article text or a secret in it."""

import contextlib
import re
import secrets
import time
from wsgiref.types import WSGIEnvironment

import structlog
from flask import Flask, Response, g, request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import HTTPException

from service.domain.callers import ANYONE
from service.ports import phases, recording
from service.ports.metrics import REQUEST_SECONDS, REQUESTS

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PIECE = 65_536  # bytes read at a time of a body that nobody wants
_log = structlog.get_logger(__name__)

HEADER = "X-Request-Id"
TIMING = "Server-Timing"
ROUTE = "core-insights.route"
"""Where the environ of a request says the pattern of its route, once it is answered."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"})
LOGGER = __name__


def register(app: Flask) -> None:
    """Number, time and log every request of the application."""
    app.before_request(_begin)
    app.after_request(_finish)


def request_id_of(given: str) -> str:
    """Return the caller's id of a request where it is harmless, else a new one."""
    return given if _ID.fullmatch(given) else secrets.token_hex(16)


def method_of(environ: WSGIEnvironment) -> str:
    """Return the method of a request, "_OTHER" for what somebody made up."""
    method: str = environ.get("REQUEST_METHOD", "")
    return method if method in _METHODS else "_OTHER"


def _begin() -> None:
    phases.begin()
    g.request_id = request_id_of(request.headers.get(HEADER, ""))
    g.started = time.perf_counter()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    _read_to_the_end()
    response.headers[HEADER] = g.request_id
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    seconds, route = time.perf_counter() - g.started, request.url_rule.rule if request.url_rule else None
    response.headers[TIMING] = _timing(seconds)
    _count(route or "", response.status_code, seconds)
    _log.info(
        "request",
        method=method_of(request.environ),
        route=route,  # not the path: it may hold anything
        status=response.status_code,
        milliseconds=round(seconds * 1000, 1),
        cache=response.headers.get("Cache-Status"),
        problem=g.get("problem"),
        caller=g.get("caller", ANYONE).id,
    )
    structlog.contextvars.unbind_contextvars("request_id")
    return response


def _count(route: str, status: int, seconds: float) -> None:
    request.environ[ROUTE] = route
    recording.count(REQUESTS, route, method_of(request.environ), str(status))
    recording.observe(REQUEST_SECONDS, route, seconds=(seconds,))


def _timing(seconds: float) -> str:
    """Return Server-Timing (W3C): the milliseconds of each phase, and those of all until the answer begins.

    Of a brief that another key's request is making, or made, it tells no more than ``Cache-Status``.
    """
    spent = phases.spent() | {"total": round(seconds * 1000, 1)}
    return ", ".join(f"{name};dur={milliseconds}" for name, milliseconds in spent.items())


def _read_to_the_end() -> None:
    """Read what a refusal left of the body, within its limit.

    Gunicorn drops a connection with more than 64 kB left without saying so: the caller's next request on it would fail.
    """
    # Too large (gunicorn's settings close those), no longer framed, or the caller is gone.
    with contextlib.suppress(HTTPException, ParseException):
        while request.stream.read(_PIECE):
            pass
