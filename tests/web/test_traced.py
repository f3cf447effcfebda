"""A span for each request, whatever becomes of it; whose trace it belongs to is not for strangers to say."""

from contextlib import contextmanager

import pytest

from service.ports import tracing
from service.ports.tracing import Role
from service.web.guards import open_to_anyone
from service.web.traced import Traced

GIVEN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Kept:
    """Keeps what it is told."""

    def __init__(self):
        self.spans = []

    @contextmanager
    def span(self, start):
        span = Span(start)
        self.spans.append(span)
        yield span
        span.ended = True

    def here(self):
        return GIVEN


class Span:
    def __init__(self, start):
        self.start, self.name, self.attributes = start, start.name, dict(start.attributes)
        self.failure, self.ended = "", False

    def rename(self, name):
        self.name = name

    def tell(self, attributes):
        self.attributes |= attributes

    def failed(self, kind):
        self.failure = kind


@pytest.fixture
def kept():
    tracer = Kept()
    tracing.install(tracer)
    yield tracer
    tracing.install(None)


def traced(app, continued=False):
    app.wsgi_app = Traced(app.wsgi_app, continued=continued)
    return app.test_client()


def servers(kept):
    return [span for span in kept.spans if span.start.role is Role.SERVER]


def test_request_is_a_span_with_its_route(app, kept):
    client = traced(app)
    assert client.get("/briefs/" + "0" * 32, buffered=True).status_code == 404
    (span,) = servers(kept)
    assert (span.name, span.failure, span.ended) == ("GET /briefs/<brief_id>", "", True)
    assert span.attributes == {
        "http.request.method": "GET",
        "url.scheme": "http",
        "http.route": "/briefs/<brief_id>",
        "http.response.status_code": 404,
    }


def test_unknown_route_and_method_are_not_told(app, kept):
    traced(app).open("/secret", method="SECRET")
    (span,) = servers(kept)
    assert "secret" not in f"{span.name}{span.attributes}".lower()


def test_span_ends_with_the_last_byte(app, kept):
    app.wsgi_app = lambda environ, start_response: iter((start_response("200 OK", []), b"a", b"b")[1:])
    answer = traced(app).get("/")
    next(answer.iter_encoded())
    assert not servers(kept)[0].ended
    answer.close()
    assert servers(kept)[0].ended


def test_error_of_the_service_marks_the_span(app, kept, monkeypatch):
    monkeypatch.setitem(app.view_functions, "ops.alive", open_to_anyone(lambda: 1 / 0))
    assert traced(app).get("/healthz", buffered=True).status_code == 500
    (span,) = servers(kept)
    assert (span.failure, span.ended) == ("500", True)


def test_application_that_breaks_ends_its_span(app, kept):
    def broken(environ, start_response):
        raise KeyError

    app.wsgi_app = broken
    with pytest.raises(KeyError):
        traced(app).get("/")
    assert len(servers(kept)) == 1


@pytest.mark.parametrize(("continued", "parent", "cause"), [(False, "", GIVEN), (True, GIVEN, "")])
def test_callers_trace_is_linked_to_unless_callers_are_trusted(app, kept, continued, parent, cause):
    traced(app, continued).get("/healthz", headers={"traceparent": GIVEN})
    (span,) = servers(kept)
    assert (span.start.parent, span.start.cause) == (parent, cause)
