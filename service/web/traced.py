"""A span for each request, by the HTTP conventions of OpenTelemetry; its address and its content are in none."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wsgi import ClosingIterator

from service.ports.tracing import Role, Span, Start, span
from service.web.access import ROUTE, method_of

_FAILED = 500  # an error of ours, by the conventions; what callers do wrong is none


@dataclass(frozen=True, slots=True)
class Traced:
    """The application, traced: from the first byte of an answer to its last.

    ``continued``: a caller's ``traceparent`` is the span's parent. Else the span is linked to it, and has a trace of
    its own: who is not trusted neither chooses what is kept (the sampled flag), nor writes into our traces.
    """

    app: WSGIApplication
    continued: bool

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as PEP 3333 says."""
        open_span = ExitStack()
        told = open_span.enter_context(span(self._start(environ)))
        try:
            body = self.app(environ, _telling(told, environ, start_response))
        except BaseException:
            open_span.close()
            raise
        return ClosingIterator(body, open_span.close)

    def _start(self, environ: WSGIEnvironment) -> Start:
        method, caller = method_of(environ), environ.get("HTTP_TRACEPARENT", "")
        attributes = {"http.request.method": method, "url.scheme": environ.get("wsgi.url_scheme", "http")}
        parent, cause = (caller, "") if self.continued else ("", caller)
        return Start(method, Role.SERVER, attributes, parent=parent, cause=cause)


def _telling(told: Span, environ: WSGIEnvironment, start_response: StartResponse) -> StartResponse:
    def answered(status: str, headers: list[tuple[str, str]], *exc_info: object) -> Callable[[bytes], object]:
        code, route = int(status[:3]), environ.get(ROUTE, "")
        told.tell({"http.response.status_code": code} | ({"http.route": route} if route else {}))
        if route:
            told.rename(f"{method_of(environ)} {route}")
        if code >= _FAILED:
            told.failed(str(code))
        return start_response(status, headers, *exc_info)  # type: ignore[arg-type]  # passed on as it came

    return answered
