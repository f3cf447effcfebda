"""Lets in what there is time for, and tells the rest at once, before anything of it is parsed."""

import io
import math
import time
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Request, request

from service.adapters.line import STANDING, Line, Place
from service.domain.errors import Overloaded
from service.web.access import HEADER, LOGGER, ROUTE, TIMING, request_id_of
from service.web.bodies import taken_in
from service.web.errors import PROBLEM_TYPE, problem_of
from service.web.jobs import wanted
from service.web.request_lines import Counted, LineWriter, RepeatedLine

SAME = "core-insights.same"
"""In the environ of a request for a brief: who asks, and all of it, to find others that are the same."""

_REFUSED = "core-insights.overloaded"
_BRIEF = "/summarize"
_STATUS = f"{HTTPStatus.SERVICE_UNAVAILABLE} {HTTPStatus.SERVICE_UNAVAILABLE.phrase}"
_NO_WORK = ("/jobs", "/briefs/")  # these keep what they are sent, or change a line of it


class InLine:
    """Has requests that make the process compute stand in a line.

    What is read, and what was answered before, is never refused; nor a job, which is for later, where jobs are done.
    Whom the application refuses is not ``known``, and takes no place.
    """

    def __init__(self, app: Flask, line: Line, known: Callable[[WSGIEnvironment], bool], *, later: bool) -> None:
        self._max_body: int = app.config["MAX_CONTENT_LENGTH"]
        app.before_request(_refuse)
        self._app: WSGIApplication = app.wsgi_app
        self._line = line
        self._known = known
        self._later = later
        self._told = RepeatedLine(LOGGER, LineWriter(), route=_BRIEF, status=503, problem=Overloaded.code)
        self._counted = Counted(_BRIEF, 503)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as PEP 3333 says."""
        _, asked = environ.get(SAME, ("", None))
        if not self._computes(environ) or (asked is None and not self._known(environ)):
            return self._app(environ, start_response)
        if asked is None:  # nobody waits for a slow caller
            body = taken_in(environ, self._max_body)
            if body is None:
                return self._app(environ, start_response)
            environ["wsgi.input"] = io.BytesIO(body)
        try:
            place = self._line.enter(asked if _shares(environ) else None)
        except Overloaded as error:
            if asked is not None:
                return self._shed(error, environ, start_response)
            environ[_REFUSED] = error
            return self._app(environ, start_response)
        return self._let_in(place, environ, start_response)

    def _computes(self, environ: WSGIEnvironment) -> bool:
        if environ.get("REQUEST_METHOD") != "POST" or environ.get("PATH_INFO", "").startswith(_NO_WORK):
            return False
        return not (self._later and _for_later(environ))

    def _let_in(self, place: Place, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        token = STANDING.set(place)
        try:
            answer = self._app(environ, start_response)
        except BaseException:
            place.close()
            raise
        finally:
            STANDING.reset(token)
        return _Answer(answer, place)

    def _shed(self, error: Overloaded, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer without Flask, which would take four times as long: most of an overload is answered here."""
        started = time.perf_counter()
        caller, _ = environ[SAME]
        environ[ROUTE] = _BRIEF
        request_id = request_id_of(environ.get("HTTP_X_REQUEST_ID", ""))
        body = problem_of(error, request_id).model_dump_json().encode()
        seconds = time.perf_counter() - started
        headers = [
            ("Content-Type", PROBLEM_TYPE),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Retry-After", str(math.ceil(error.retry_after or 1))),
            (HEADER, request_id),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            (TIMING, f"total;dur={seconds * 1000:.1f}"),
        ]
        start_response(_STATUS, headers)
        self._told.write(request_id, caller, seconds)
        self._counted.put(seconds)
        return (body,)


class _Answer:
    """An answer whose place is kept until its end: a stream computes while it is told."""

    def __init__(self, answer: Iterable[bytes], place: Place) -> None:
        self._answer = answer
        self._places = [place]

    def __iter__(self) -> Iterator[bytes]:
        """Tell it as PEP 3333 says."""
        yield from self._answer
        self._give_back()

    def close(self) -> None:
        """Have done with it: servers call this at the end, and where the caller left."""
        try:
            getattr(self._answer, "close", lambda: None)()
        finally:
            self._give_back()

    def _give_back(self) -> None:
        if self._places:
            self._places.pop().close()


def _shares(environ: WSGIEnvironment) -> bool:
    """Whether the answer to one request is that of others which are the same: not of what is to be made anew, or alone.

    A news item may be under embargo, which its body says.
    """
    described = f"{environ.get('CONTENT_TYPE', '')}{environ.get('QUERY_STRING', '')}"
    return "HTTP_CACHE_CONTROL" not in environ and "ninjs" not in described.lower()


def _for_later(environ: WSGIEnvironment) -> bool:
    if environ.get("PATH_INFO", "").rstrip("/") != _BRIEF or "HTTP_PREFER" not in environ:
        return False
    asked = Request(environ)
    return wanted(asked) and not asked.cache_control.no_store


def _refuse() -> None:
    """Raise Overloaded where the request was not let in, for each interface to say it in its own form."""
    error = request.environ.get(_REFUSED)
    if error is not None:
        raise error
