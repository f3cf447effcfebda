"""A request that was answered before is answered from its bytes, and never with another request's answer."""

import io
import json
import os
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from service.adapters.article_reader import ArticleReader
from service.adapters.glossary_file import load_glossary
from service.adapters.memory_cache import MemoryCache
from service.adapters.romanizer import Romanizer
from service.bootstrap import build_app, configure_logging
from service.domain.article import MIN_ARTICLE_CHARACTERS
from service.domain.callers import ANYONE
from service.engines.extractive import ExtractiveEngine
from service.settings import Settings
from service.web import MAX_BODY_BYTES, create_app
from service.web.repeats import SHAPING, Door, Repeats, offer
from tests.adapters.near import until
from tests.fakes import ARTICLE, ScriptedEngine
from tests.services import store_of, summarizer_of

JSON = {"Content-Type": "application/json"}
BODY = json.dumps(ARTICLE).encode()
MEMO_OFF = "tests.memo-off"


KEPT = b'{"provenance":{"model":"model-1"}}'
DOOR = Door(caller=lambda _: ANYONE, permit=lambda *_: None, given=lambda *_: None)


class Switch:
    """The memo, left out where a request's environ says so; counts what gets past it."""

    def __init__(self, app):
        self.memo = app.wsgi_app
        self.inner = self.memo._app
        self.memo._app = self.pass_on
        self.passed = 0

    def __call__(self, environ, start_response):
        return (self.inner if environ.get(MEMO_OFF) else self.memo)(environ, start_response)

    def pass_on(self, environ, start_response):
        self.passed += 1
        return self.inner(environ, start_response)


def make_app(store=None):
    summarizer = summarizer_of({"fake/model": ScriptedEngine(), "extractive": ExtractiveEngine()}, store)
    app = create_app(summarizer, ArticleReader(Romanizer(load_glossary()), least=MIN_ARTICLE_CHARACTERS))
    app.wsgi_app = Switch(app)
    return app


@pytest.fixture
def app():
    return make_app()


@pytest.fixture
def client(app):
    return app.test_client()


def ask(client, body=BODY, headers=JSON, query="", memo=True):
    headers = {"X-Request-Id": "fixed"} | headers  # problems repeat it
    answer = client.post(f"/summarize{query}", data=body, headers=headers, environ_overrides={MEMO_OFF: not memo})
    named = [(name, value) for name, value in answer.headers if name not in {"X-Request-Id", "Server-Timing"}]
    assert [len(answer.headers.getlist(name)) for name in ("X-Request-Id", "Server-Timing")] == [1, 1]
    return answer.status, named, answer.get_data()


def remembered(client, **asked):
    """Ask often enough to be remembered, and say whether it then is answered without Flask."""
    for _ in range(3):
        ask(client, **asked)
    before = client.application.wsgi_app.passed
    answer = ask(client, **asked)
    return client.application.wsgi_app.passed == before, answer


def test_third_request_is_answered_as_the_second_was(client):
    miss, hit, again = (ask(client) for _ in range(3))
    assert client.application.wsgi_app.passed == 2
    assert ("Cache-Status", "core-insights; fwd=miss; stored") in miss[1]
    assert hit == again == ask(client, memo=False)
    assert [name for name, _ in client.post("/summarize", data=BODY, headers=JSON).headers] == [
        name
        for name, _ in client.post("/summarize", data=BODY, headers=JSON, environ_overrides={MEMO_OFF: True}).headers
    ]


@pytest.mark.parametrize("name", ["json", "lines", "text", "flat", "markdown", "html"])
def test_every_constant_rendering_is_remembered(client, name):
    by_memo, answer = remembered(client, query=f"?format={name}")
    assert by_memo
    assert answer == ask(client, query=f"?format={name}", memo=False)


@pytest.mark.parametrize(
    ("given", "kept"), [("cms-42.a_b", True), ("a b", False), ("x" * 65, False), ('"},', False), (None, False)]
)
def test_request_id_is_echoed_or_new(client, given, kept):
    remembered(client)
    headers = JSON | ({"X-Request-Id": given} if given else {})
    first, second = (client.post("/summarize", data=BODY, headers=headers).headers["X-Request-Id"] for _ in range(2))
    assert (first == given, first == second) == (kept, kept)


NEVER = {
    "no-cache": {"headers": JSON | {"Cache-Control": "no-cache"}},
    "no-store": {"headers": JSON | {"Cache-Control": "no-store"}},
    "only-if-cached": {"headers": JSON | {"Cache-Control": "only-if-cached"}},
    "page": {"headers": JSON | {"Accept": "text/html"}},
    "events": {"headers": JSON | {"Accept": "text/event-stream"}},
    "ninjs": {"query": "?format=ninjs"},
    "ninjs item": {"body": json.dumps({"headline": "x", "body_text": ARTICLE["paragraphs"][0] * 3}).encode(),
                   "query": "?profile=ninjs"},
    "previous": {"body": json.dumps(ARTICLE | {"previous": "0" * 32}).encode()},
    "malformed": {"body": BODY[:-1]},
    "unknown field": {"body": json.dumps(ARTICLE | {"x": 1}).encode()},
    "encoded": {"headers": JSON | {"Content-Encoding": "gzip"}},
}  # fmt: skip


@pytest.mark.parametrize("asked", NEVER.values(), ids=NEVER)
def test_what_depends_on_more_is_never_remembered(client, asked):
    remembered(client)
    assert not remembered(client, **asked)[0]


def test_withheld_brief_is_never_remembered():
    """It is not kept, so each request asks a model again."""
    store = store_of(MemoryCache(60, max_bytes=10))
    assert not remembered(make_app(store).test_client())[0]


MUTATED_HEADERS = {
    "Accept": ["text/plain", "text/markdown", "text/html", "text/event-stream", "application/json", "image/png",
               'application/json; profile="ninjs"', "*/*"],
    "Content-Type": ["text/plain", "text/html", "application/json; charset=utf-8", "text/plain; charset=big5",
                     'application/json; profile="ninjs"', "application/x-www-form-urlencoded"],
    "Content-Encoding": ["gzip", "identity"],
    "Cache-Control": ["no-cache", "no-store", "only-if-cached", "max-age=0"],
    "Accept-Language": ["zh", "en"],
    "Cookie": ["ui=zh"],
    "Authorization": ["Bearer one", "Bearer two"],
    "Origin": ["https://reader.example.org"],
    "Prefer": ["respond-async"],
    "Idempotency-Key": ["1"],
    "Last-Event-ID": ["0123456789abcdef.1-2"],
    "Host": ["other.example.org", "bad host"],
    "Connection": ["upgrade"],
    "Upgrade": ["websocket"],
    "Expect": ["100-continue"],
    "Range": ["bytes=0-3"],
    "If-None-Match": ["*"],
    "X-HTTP-Method-Override": ["DELETE"],
    "Content-Length": [str(len(BODY) - 1)],
}  # fmt: skip


@pytest.mark.fault(30, "no request gets the remembered answer of another one")
@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in MUTATED_HEADERS.items() for value in values]
)
def test_no_header_gets_another_requests_answer(client, name, value):
    remembered(client)
    mutated = JSON | {name: value}
    ask(client, headers=mutated, memo=False)
    if "text/event-stream" not in value:  # those tell times
        plain = ask(client, headers=mutated, memo=False)
        assert [ask(client, headers=mutated) for _ in range(3)] == [plain] * 3
    assert ask(client) == ask(client, memo=False)


QUERIES = ["", "?format=json", "?format=lines", "?format=", "?x=1", "?language=en", "?format=json&format=flat"]
BODIES = [
    BODY,
    BODY + b" ",
    BODY.replace(b"2025-08-13", b"2025-08-14"),
    json.dumps(ARTICLE | {"language": "source"}).encode(),
    json.dumps(ARTICLE | {"backend": "extractive", "language": "source"}).encode(),
    json.dumps(ARTICLE | {"url": "https://example.org/"}).encode(),
    json.dumps(ARTICLE, ensure_ascii=False).encode(),
    "\n\n".join(ARTICLE["paragraphs"]).encode(),
    b"",
]
HEADERS = [JSON, JSON | {"Accept": "text/plain"}, {"Content-Type": "text/plain"}, JSON | {"Cookie": "a=b"}]


@pytest.fixture(scope="module")
def shared():
    """One service for all generated cases: what it remembers of one must not show in another."""
    return make_app().test_client()


@pytest.mark.property
@settings(max_examples=20)
@given(st.lists(st.sampled_from(list(product(BODIES, HEADERS, QUERIES))), min_size=2, max_size=6))
def test_any_order_of_requests_is_answered_as_without_it(shared, asked):
    plain = {}
    for one in asked:
        ask(shared, *one, memo=False)  # briefed now, if not before
        plain[repr(one)] = ask(shared, *one, memo=False)
    for one in asked * 2:
        assert ask(shared, *one) == plain[repr(one)]


class Watched(dict):
    """An environ that remembers what is read of it."""

    read: set[str]

    def __getitem__(self, name):
        self.read.add(name)
        return super().__getitem__(name)

    def get(self, name, default=None):
        self.read.add(name)
        return super().get(name, default)

    def __contains__(self, name):
        self.read.add(name)
        return super().__contains__(name)


HARMLESS = {"HTTP_X_REQUEST_ID", "HTTP_TRANSFER_ENCODING", "CONTENT_LENGTH"}
"""Read, and no part of what is remembered: the answer repeats the first, and is none to the others."""


@pytest.mark.parametrize("query", ["", "?format=lines", "?format=html", "?format=markdown"])
def test_all_that_is_read_of_a_request_is_part_of_what_is_remembered(app, query):
    """Who reads a further header for POST /summarize must add it to SHAPING, or answers would be mixed up."""
    for _ in range(2):
        environ = Watched(EnvironBuilder(f"/summarize{query}", method="POST", data=BODY, headers=JSON).get_environ())
        environ.read = set()
        list(app.wsgi_app.inner(environ, lambda *_: None))
    headers = {name for name in environ.read if name.startswith(("HTTP_", "CONTENT_"))}
    assert {"CONTENT_TYPE", "HTTP_CACHE_CONTROL"} <= headers
    assert headers <= {*SHAPING, *HARMLESS}


def test_other_brief_under_the_id_is_served_at_once(client):
    by_memo, (_, headers, before) = remembered(client)
    assert by_memo
    address = dict(headers)["Content-Location"]
    client.post(f"{address}/review", json={"reviewed_by": "Lin Yue"})
    by_memo, (_, _, after) = remembered(client)
    assert by_memo
    assert (b"Lin Yue" in before, b"Lin Yue" in after) == (False, True)
    client.delete(address)
    assert ("Cache-Status", "core-insights; fwd=miss; stored") in ask(client)[1]


# --- the middleware by itself, over an application that tells what it got ---


def environ_of(body=BODY, **changed):
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/summarize",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    } | changed


class Application:
    def __init__(self):
        self.got = []

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read()
        self.got.append((environ["wsgi.input"], body))
        offer(environ, "id", KEPT, b"answer " + body)
        start_response("200 OK", [("A", "b"), ("X-Request-Id", "x")])
        return [b"answer " + body]


def answered(repeats, environ):
    started = []
    body = b"".join(repeats(environ, lambda *given: started.append(given)))
    return body, started[0][0]


@pytest.mark.parametrize(
    "changed",
    [
        {"REQUEST_METHOD": "GET"},
        {"PATH_INFO": "/verify"},
        {"PATH_INFO": "/summarize/"},
        {"CONTENT_LENGTH": ""},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "²"},
        {"CONTENT_LENGTH": "1" * 5_000},
        {"CONTENT_LENGTH": str(MAX_BODY_BYTES + 1)},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
    ],
)
def test_other_requests_pass_untouched(changed):
    application = Application()
    repeats = Repeats(application, lambda _: KEPT, DOOR, max_body=MAX_BODY_BYTES)
    for _ in range(3):
        environ = environ_of(**changed)
        given = environ["wsgi.input"]
        assert answered(repeats, environ) == (b"answer " + BODY, "200 OK")
        assert application.got[-1][0] is given
    assert len(application.got) == 3


def test_body_is_passed_on_whole():
    application = Application()
    repeats = Repeats(application, lambda _: None, DOOR, max_body=MAX_BODY_BYTES)
    for body in (b"", b"x", b"x" * MAX_BODY_BYTES):
        assert answered(repeats, environ_of(body))[0] == b"answer " + body


def test_caller_who_left_is_the_applications_to_deal_with():
    class Gone(io.RawIOBase):
        def read(self, _=-1):
            raise ConnectionResetError

    application = Application()
    repeats = Repeats(application, lambda _: KEPT, DOOR, max_body=MAX_BODY_BYTES)
    assert answered(repeats, environ_of(**{"wsgi.input": Gone()}))[0] == b"answer "
    half = environ_of() | {"wsgi.input": io.BytesIO(BODY[:10])}
    assert answered(repeats, half)[0] == b"answer " + BODY[:10]


def test_memory_is_bounded():
    application = Application()
    repeats = Repeats(application, lambda _: KEPT, DOOR, max_body=MAX_BODY_BYTES, max_bytes=100_000)
    for number in range(100):
        answered(repeats, environ_of(b"%d" % number * 1_000))
    assert 5 < len(repeats._answers._held) < 50


def lines_of(caught):
    return [json.loads(line) for line in caught.splitlines() if line.startswith("{")]


@pytest.fixture
def logged(client, capsys, tmp_path):
    """What is logged of a request answered by Flask and of two by the memo.

    The memo's lines go to a file of their own: the writer of a test before may still write to standard error.
    """

    def logged(level="INFO"):
        configure_logging(Settings(log_level=level))
        remembered(client)
        writer = client.application.wsgi_app.memo._line._writer
        writer.flush()
        capsys.readouterr()
        client.post("/summarize", data=BODY, headers=JSON | {"X-Request-Id": "one"}, environ_overrides={MEMO_OFF: True})
        with (tmp_path / "lines").open("wb") as file:
            writer._file = file.fileno()
            for name in ("two", "three"):
                client.post("/summarize", data=BODY, headers=JSON | {"X-Request-Id": name})
            writer.flush()
            writer._file = 2
        return lines_of(capsys.readouterr().err + (tmp_path / "lines").read_text())

    return logged


def test_repeated_request_has_the_same_line(logged):
    plain, *repeated = logged()
    assert [line["request_id"] for line in repeated] == ["two", "three"]
    for line in repeated:
        assert list(line) == list(plain)
        varying = {"request_id", "milliseconds", "timestamp"}
        assert {name: line[name] for name in set(line) - varying} == {
            name: plain[name] for name in set(plain) - varying
        }
        assert 0 <= line["milliseconds"] < 1_000
        assert len(line["timestamp"]) == len("2026-11-28T15:04:10.298636Z")
        assert plain["timestamp"] <= line["timestamp"]


def test_line_respects_the_level(logged):
    assert logged("WARNING") == []


def test_closed_log_fails_no_request(client):
    remembered(client)
    writer = client.application.wsgi_app.memo._line._writer
    reading, writer._file = os.pipe()
    os.close(reading)
    assert ask(client)[0] == "200 OK"
    writer.flush()
    os.close(writer._file)
    assert ask(client)[0] == "200 OK"
    writer.flush()
    writer._file = 2


def test_change_in_another_process_shows_in_repeated_answers(redis_url):
    """Two services on one Redis: what one of them withdraws, the other answers no longer, within milliseconds."""
    here, there = (build_app(Settings.from_env({"REDIS_URL": redis_url})).test_client() for _ in range(2))
    body = json.dumps(ARTICLE | {"language": "source"}).encode()

    def cached():
        return here.post("/summarize", data=body, headers=JSON).headers["Cache-Status"] == "core-insights; hit"

    brief_id = here.post("/summarize", data=body, headers=JSON).json["id"]
    until(lambda: cached() and here.application.wsgi_app._answers._held)
    assert there.delete(f"/briefs/{brief_id}").status_code == 204
    assert until(lambda: not cached()) < 0.5
