"""One endpoint over real sockets: its good answer, and every way in which it fails, told apart."""

import time

import httpcore2
import httpx2
import openai
import pytest

from service.adapters import openai_backend
from service.adapters.failover_backend import FailoverBackend
from service.adapters.openai_backend import OpenAIBackend
from service.adapters.presets import configured_backends
from service.domain import errors
from service.domain.brief import Usage
from service.ports import CompletionRequest, Deadline
from tests.stub_endpoint import Reply, StubEndpoint, as_json, chat, silence

KEY = "sk-canary-5f2c"
TEXT = "Core Insights\n- Canary article text [1]"


class CountingCharacters:
    def count(self, text):
        return len(text)


@pytest.fixture
def endpoint():
    with StubEndpoint() as stub:
        yield stub


OPENED = []


@pytest.fixture(autouse=True)
def _close():
    yield
    while OPENED:
        OPENED.pop().close()


def backend_for(endpoint, entry="custom/some/model:8b"):
    environ = {"LLM": entry, "LLM_BASE_URL": endpoint.base_url, "LLM_API_KEY": KEY}
    environ |= {"QWEN_BASE_URL": endpoint.base_url, "OPENAI_BASE_URL": endpoint.base_url}
    OPENED.append(OpenAIBackend(configured_backends(environ)[0], CountingCharacters()))
    return OPENED[-1]


def ask(backend, seconds=5.0):
    return backend.complete(CompletionRequest("rules", "article", Deadline.after(seconds)))


def test_good_answer_is_a_completion(endpoint):
    endpoint.replies(chat(TEXT, model="real-model-7"))
    completion = ask(backend_for(endpoint))
    assert completion.text == TEXT
    assert (completion.backend, completion.model) == ("custom/some/model:8b", "real-model-7")
    assert completion.usage == Usage(1, 1000, 200)


def test_only_what_the_preset_says_is_sent(endpoint):
    endpoint.replies(chat(TEXT))
    for entry in ("custom/m", "openai/m", "qwen/m"):
        ask(backend_for(endpoint, entry))
    messages = [{"role": "system", "content": "rules"}, {"role": "user", "content": "article"}]
    same = {"model": "m", "messages": messages, "stream": False}
    assert endpoint.requests == [
        same | {"max_tokens": 4000},
        same | {"max_completion_tokens": 16000},
        same | {"max_tokens": 8000, "enable_thinking": False},
    ]


def test_nothing_ambient_is_sent(endpoint, monkeypatch):
    """Organisation, project, proxies and headers in the environment are not this endpoint's business."""
    for name in ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_API_KEY", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "ambient-secret")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Ambient: ambient-secret")
    endpoint.replies(chat(TEXT))
    ask(backend_for(endpoint))
    (headers,) = endpoint.headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert "ambient-secret" not in str(headers)
    assert set(headers) <= {
        *("host", "content-type", "content-length", "authorization", "accept", "accept-encoding", "connection"),
        "user-agent",
    }


def test_usage_is_estimated_where_none_is_given(endpoint):
    endpoint.replies(as_json({"choices": [{"finish_reason": "stop", "message": {"content": "four"}}]}))
    completion = ask(backend_for(endpoint))
    assert completion.usage == Usage(1, len("rulesarticle"), len("four"))
    assert completion.model == "some/model:8b"


def error(words="no", code=None, kind=None):
    return {"error": {"message": words, "code": code, "type": kind}}


REFUSALS = [
    (as_json(error(), 401), errors.BackendRefused),
    (as_json(error(), 402), errors.BackendRefused),
    (as_json(error(), 403), errors.BackendRefused),
    (as_json(error("model not found"), 404), errors.BackendRefused),
    (as_json(error("bad field"), 400), errors.BackendRefused),
    (as_json({"error": "a string"}, 400), errors.BackendRefused),
    (as_json(error(), 429), errors.BackendOverloaded),
    (as_json(error(code="insufficient_quota"), 429), errors.BackendRefused),
    (as_json(error(code="1113"), 429), errors.BackendRefused),
    (as_json(error(code="1301"), 400), errors.ContentFiltered),
    (as_json(error(code="content_filter"), 400), errors.ContentFiltered),
    (as_json(error(kind="content_filter"), 400), errors.ContentFiltered),
    (as_json(error(code="data_inspection_failed"), 400), errors.ContentFiltered),
    (chat("", finish_reason="content_filter"), errors.ContentFiltered),
    (as_json(error(code="context_length_exceeded"), 400), errors.ContextTooLong),
    (as_json(error("This model's maximum context length is 4096 tokens"), 400), errors.ContextTooLong),
    (as_json(error("request (9 tokens) exceeds the available context size"), 400), errors.ContextTooLong),
    (as_json(error(), 500), errors.BackendUnavailable),
    (as_json(error(), 503), errors.BackendUnavailable),
    (as_json(error(), 529), errors.BackendUnavailable),
    (Reply(b"<html>Bad gateway</html>", 502, {"Content-Type": "text/html"}), errors.BackendUnavailable),
    (as_json(error("upstream", code=502)), errors.BackendUnavailable),
    (as_json(error("slow down", code=429)), errors.BackendOverloaded),
    (as_json({"choices": None}), errors.AnswerUnreadable),
    (as_json({"choices": []}), errors.AnswerUnreadable),
    (as_json({"choices": [None]}), errors.AnswerUnreadable),
    (as_json({"choices": [{"finish_reason": "stop"}]}), errors.AnswerUnreadable),
    (as_json({"choices": "text"}), errors.AnswerUnreadable),
    (as_json({"choices": [{"finish_reason": "stop", "message": "text"}]}), errors.AnswerUnreadable),
    (as_json([]), errors.AnswerUnreadable),
    (as_json(None), errors.AnswerUnreadable),
    (chat(None), errors.AnswerUnreadable),
    (chat("  "), errors.AnswerUnreadable),
    (chat(None, reasoning_content="We need to summarize…"), errors.AnswerUnreadable),
    (Reply(b"<html>Log in</html>", headers={"Content-Type": "text/html"}), errors.AnswerUnreadable),
    (Reply(b'{"choices": [{"mess'), errors.AnswerUnreadable),
    (Reply(b"[" * 200_000), errors.AnswerUnreadable),
    (Reply(b"\xff\xfe\x00"), errors.AnswerUnreadable),
    (chat(TEXT, finish_reason="length"), errors.AnswerIncomplete),
    (chat(TEXT, finish_reason=None), errors.AnswerIncomplete),
    (chat(TEXT, finish_reason="tool_calls"), errors.AnswerIncomplete),
    (Reply(b'{"choices": ' * 10, close=True), errors.BackendUnavailable),
    (Reply(b"x" * 3_000_000), errors.BackendUnavailable),
    (Reply(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}), errors.BackendUnavailable),
]


@pytest.mark.parametrize(("reply", "expected"), REFUSALS, ids=lambda value: getattr(value, "__name__", ""))
def test_every_failing_shape_has_its_error(endpoint, reply, expected):
    endpoint.replies(reply)
    with pytest.raises(errors.CoreInsightsError) as caught:
        ask(backend_for(endpoint))
    assert type(caught.value) is expected


@pytest.mark.parametrize("reply", [as_json(error(f"{KEY} {TEXT}"), status) for status in (400, 401, 429, 500)])
def test_errors_echo_nothing(endpoint, reply):
    """Neither the endpoint's words nor the key nor the article."""
    endpoint.replies(reply)
    with pytest.raises(errors.BackendError) as caught:
        ask(backend_for(endpoint))
    assert "canary" not in str(caught.value).lower()


def test_key_is_not_shown():
    config = configured_backends({"LLM": "openai/m", "OPENAI_API_KEY": KEY})[0]
    assert KEY not in repr(config)


@pytest.mark.parametrize(("value", "seconds"), [("7", 7.0), ("1.5", 1.5), ("soon", None), ("", None)])
def test_wish_for_a_pause_is_kept(endpoint, value, seconds):
    endpoint.replies(as_json(error(), 429, **{"Retry-After": value}))
    with pytest.raises(errors.BackendOverloaded) as caught:
        ask(backend_for(endpoint))
    assert caught.value.retry_after == seconds


def test_wish_may_be_a_date(endpoint):
    endpoint.replies(as_json(error(), 503, **{"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}))
    with pytest.raises(errors.BackendUnavailable) as caught:
        ask(backend_for(endpoint))
    assert caught.value.retry_after == 0


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b" " * 1000, drip=0.05),
        Reply(b": keep-alive\n\n" * 1000, drip=0.05),
        silence(),
    ],
    ids=["blank lines", "comments", "silence"],
)
def test_deadline_ends_any_answer(endpoint, reply):
    """Faults row 2: never later than a second past the deadline."""
    endpoint.replies(reply)
    start = time.monotonic()
    with pytest.raises(errors.DeadlineExceeded):
        ask(backend_for(endpoint), seconds=0.5)
    assert time.monotonic() - start < 1.5


def test_passed_deadline_asks_nobody(endpoint):
    with pytest.raises(errors.DeadlineExceeded):
        ask(backend_for(endpoint), seconds=-1)
    assert endpoint.calls == 0


def test_redirect_is_refused_and_nothing_resent(endpoint):
    """Faults row 12: by default the SDK would send the article to wherever a 307 points."""
    with StubEndpoint() as elsewhere:
        endpoint.replies(Reply(b"", 307, {"Location": f"{elsewhere.base_url}/chat/completions"}))
        with pytest.raises(errors.BackendRefused):
            ask(backend_for(endpoint))
        assert elsewhere.calls == 0


def test_connection_is_used_again(endpoint):
    backend = backend_for(endpoint)
    endpoint.replies(chat(TEXT), as_json(error(), 500), chat(TEXT))
    assert ask(backend).text == TEXT
    with pytest.raises(errors.BackendUnavailable):
        ask(backend)
    assert ask(backend).text == TEXT


def test_refused_connection_is_tried_twice_more():
    """Faults row 1."""
    with StubEndpoint() as gone:
        backend = backend_for(gone)
    with pytest.raises(errors.BackendUnavailable):
        ask(FailoverBackend((backend,)))


@pytest.mark.parametrize(("failures", "calls"), [(0, 1), (1, 2), (2, 3)])
def test_retries_mend_a_passing_failure(endpoint, failures, calls):
    endpoint.replies(*[as_json(error(), 503)] * failures, chat(TEXT))
    assert ask(FailoverBackend((backend_for(endpoint),))).text == TEXT
    assert endpoint.calls == calls


def test_retries_end(endpoint):
    endpoint.replies(as_json(error(), 500))
    with pytest.raises(errors.BackendUnavailable):
        ask(FailoverBackend((backend_for(endpoint),)))
    assert endpoint.calls == 3


@pytest.mark.parametrize("status", [400, 401, 404])
def test_refusals_are_not_retried(endpoint, status):
    endpoint.replies(as_json(error(), status))
    with pytest.raises(errors.BackendRefused):
        ask(FailoverBackend((backend_for(endpoint),)))
    assert endpoint.calls == 1


def test_pause_beyond_the_deadline_is_not_waited_for(endpoint):
    endpoint.replies(as_json(error(), 429, **{"Retry-After": "30"}))
    start = time.monotonic()
    with pytest.raises(errors.BackendOverloaded):
        ask(FailoverBackend((backend_for(endpoint),)))
    assert time.monotonic() - start < 3
    assert endpoint.calls == 1


def _exceptions(module):
    return {cls for cls in list(vars(module).values()) if isinstance(cls, type) and issubclass(cls, Exception)}


def test_every_foreign_exception_is_translated():
    """A new class in a library's tree that nobody maps fails here, not in a newsroom."""
    foreign = _exceptions(openai) | _exceptions(httpx2) | _exceptions(httpcore2)
    unmapped = {cls.__name__ for cls in foreign if not issubclass(cls, openai_backend._FOREIGN)}
    # The first is raised and caught within the pool, the second by cookies, which no client here keeps.
    assert unmapped <= {"ConnectionNotAvailable", "CookieConflict"}
