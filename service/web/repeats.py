"""Answers a request that was answered before, by its bytes alone and in front of Flask."""

import io
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from service.adapters.recent import Recent
from service.domain.callers import Caller
from service.ports import Permit
from service.summarizer import model_of
from service.web.access import HEADER, LOGGER, ROUTE, TIMING, request_id_of
from service.web.admission import FIELDS, fields_of
from service.web.bodies import taken_in
from service.web.in_line import SAME
from service.web.request_lines import Hits, LineWriter, RepeatedLine

MAX_BYTES = 32 * 1024 * 1024  # of each process: some 2,000 requests, with what they are answered
_OVERHEAD = 2_048  # bytes of an entry beside bodies: bounds their number, too
_OFFER = "core-insights.repeatable"
_ANEW = FIELDS | {TIMING}
_ROUTE = "/summarize"

SHAPING = (
    *("SCRIPT_NAME", "QUERY_STRING", "CONTENT_TYPE", "HTTP_ACCEPT", "HTTP_CACHE_CONTROL", "HTTP_CONTENT_ENCODING"),
    *("HTTP_AUTHORIZATION", "HTTP_PREFER", "HTTP_IDEMPOTENCY_KEY", "HTTP_LAST_EVENT_ID", "HTTP_HOST", "HTTP_ORIGIN"),
    *("HTTP_CONNECTION", "HTTP_UPGRADE", "HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "wsgi.url_scheme"),
)
"""All of a POST, beside its body, that may shape what it is answered, or whether it is; a test watches what is read."""

_Asked = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Door:
    """What is asked in front of what is remembered, without a look at the body, and told behind it.

    ``caller`` says who asks for a brief, None where the application is to refuse them; ``permit`` whether they may do
    so once more, None where nobody counts; ``given`` is told the caller's id and the brief's model.
    """

    caller: Callable[[WSGIEnvironment], Caller | None]
    permit: Callable[[WSGIEnvironment, Caller], Permit | None]
    given: Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class _Offer:
    brief_id: str
    payload: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class _Answer:
    """``payload`` is the kept brief that ``body`` was rendered from; the request's id stands ``at`` that header."""

    brief_id: str
    model: str
    payload: bytes
    body: bytes
    headers: tuple[tuple[str, str], ...]
    at: int


def offer(environ: WSGIEnvironment, brief_id: str, payload: bytes, body: bytes) -> None:
    """Say that the request has this answer as long as just this payload is kept under that id."""
    environ[_OFFER] = _Offer(brief_id, payload, body)


def _for_a_brief(environ: WSGIEnvironment) -> bool:
    return environ.get("PATH_INFO") == _ROUTE and environ.get("REQUEST_METHOD") == "POST"


class Repeats:
    """Answers a ``POST /summarize`` that is the same byte for byte as one before, without reading the article.

    Which brief a request leads to, and how that is rendered, follows from its bytes and the settings; whether the
    brief is still the same is asked of the cache each time. ``kept`` returns what is kept under an id now. Everything
    else goes on to the application as it came.
    """

    def __init__(
        self, app: WSGIApplication, kept: Callable[[str], bytes | None], door: Door, *, max_body: int,
        max_bytes: int = MAX_BYTES,
    ) -> None:  # fmt: skip
        self._app = app
        self._door = door
        self._kept = kept
        self._max_body = max_body
        self._answers = Recent[_Asked, _Answer](max_bytes)
        self._line = RepeatedLine(LOGGER, LineWriter(), route=_ROUTE, status=200, cache="core-insights; hit")
        self._hits = Hits(_ROUTE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as PEP 3333 says."""
        started = time.perf_counter()
        caller = self._door.caller(environ) if _for_a_brief(environ) else None
        permit = None if caller is None else self._door.permit(environ, caller)
        refused = permit is not None and not permit.granted
        body = None if caller is None or refused else taken_in(environ, self._max_body)
        if caller is None or body is None:
            return self._app(environ, start_response)
        asked = (caller.owner, body, *map(environ.get, SHAPING))  # what a key may, and whose briefs are, may change
        answer = self._answers.get(asked)
        if answer is None or self._kept(answer.brief_id) != answer.payload:  # the same object, mostly
            environ["wsgi.input"] = io.BytesIO(body)
            environ[SAME] = caller.id, asked
            return self._app(environ, self._remembering(asked, environ, start_response))
        environ[ROUTE] = _ROUTE
        request_id = request_id_of(environ.get("HTTP_X_REQUEST_ID", ""))
        seconds = time.perf_counter() - started
        headers = [*answer.headers, (TIMING, f"total;dur={seconds * 1000:.1f}")]
        headers[answer.at] = (HEADER, request_id)
        start_response("200 OK", headers + fields_of(caller.limits, permit))
        self._door.given(caller.id, answer.model)
        self._line.write(request_id, caller.id, seconds)
        self._hits.put(seconds)
        return (answer.body,)

    def _remembering(self, asked: _Asked, environ: WSGIEnvironment, start_response: StartResponse) -> StartResponse:
        def answered(status: str, headers: list[tuple[str, str]], *exc_info: object) -> Callable[[bytes], object]:
            offered = environ.get(_OFFER)
            if offered is not None and status == "200 OK":
                self._remember(asked, offered, headers)
            return start_response(status, headers, *exc_info)  # type: ignore[arg-type]  # passed on as it came

        return answered

    def _remember(self, asked: _Asked, offered: _Offer, headers: list[tuple[str, str]]) -> None:
        constant = tuple(pair for pair in headers if pair[0] not in _ANEW)
        at = [name for name, _ in constant].index(HEADER)
        model = model_of(offered.payload)
        answer = _Answer(offered.brief_id, model, offered.payload, offered.body, constant, at)
        size = len(offered.payload) + len(offered.body) + sum(len(one) for one in asked if isinstance(one, str | bytes))
        self._answers.put(asked, answer, size + _OVERHEAD)
