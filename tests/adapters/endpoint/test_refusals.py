"""Every way in which an endpoint fails, told apart, and none of its words passed on."""

import pytest

from service.adapters.presets import configured_backends
from service.domain import errors
from tests.adapters.endpoint.asking import KEY, TEXT, Recorder, ask, backend_for, error
from tests.stub_endpoint import Reply, as_json, chat, chunk, completion, events, huge

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
    (as_json(error(code="context_length_exceeded"), 400), errors.ContextTooLong),
    (Reply(b"<html>Request Entity Too Large</html>", 413, {"Content-Type": "text/html"}), errors.ContextTooLong),
    (as_json(error("maximum context length is 4096 tokens, you asked for 1301"), 400), errors.ContextTooLong),
    (as_json(error("please wait 1113 ms"), 429), errors.BackendOverloaded),
    (as_json(error(code=1301), 400), errors.ContentFiltered),
    (as_json(error(code="1261"), 400), errors.ContextTooLong),
    (as_json(error(), 500), errors.BackendUnavailable),
    (as_json(error(), 503), errors.BackendUnavailable),
    (as_json(error(), 529), errors.BackendUnavailable),
    (Reply(b"<html>Bad gateway</html>", 502, {"Content-Type": "text/html"}), errors.BackendUnavailable),
    (Reply(b"x" * 3_000_000, 500), errors.BackendUnavailable),
]
ANSWERS = [
    (as_json(error("upstream", code=502)), errors.BackendUnavailable),
    (as_json(error("slow down", code=429)), errors.BackendOverloaded),
    (as_json({"error": "a string"}), errors.AnswerUnreadable),
    (as_json({"choices": None}), errors.AnswerUnreadable),
    (as_json({"choices": []}), errors.AnswerUnreadable),
    (as_json({"choices": [None]}), errors.AnswerUnreadable),
    (as_json({"choices": [{"finish_reason": "stop"}]}), errors.AnswerUnreadable),
    (as_json({"choices": "text"}), errors.AnswerUnreadable),
    (as_json({"choices": [{"finish_reason": "stop", "message": "text"}]}), errors.AnswerUnreadable),
    (as_json({"choices": [{"finish_reason": "stop", "message": {"content": [1]}}]}), errors.AnswerUnreadable),
    (as_json({"choices": [{"finish_reason": ["stop"], "message": {"content": "text"}}]}), errors.AnswerUnreadable),
    (as_json([]), errors.AnswerUnreadable),
    (as_json(None), errors.AnswerUnreadable),
    (as_json(completion("text", finish_reason=None)), errors.AnswerIncomplete),
    (Reply(b"<html>Log in</html>", headers={"Content-Type": "text/html"}), errors.AnswerUnreadable),
    (Reply(b'{"choices": [{"mess'), errors.AnswerUnreadable),
    (Reply(b"[" * 200_000), errors.AnswerUnreadable),
    (Reply(b"\xff\xfe\x00"), errors.AnswerUnreadable),
    (Reply(b""), errors.AnswerUnreadable),
    (Reply(b'{"choices": ' * 10, close=True), errors.BackendUnavailable),
    (Reply(b"{" + b" " * 3_000_000), errors.BackendUnavailable),
    (Reply(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}), errors.BackendUnavailable),
]
CHATS = [  # each in a stream, and in one piece
    (chat(None), errors.AnswerUnreadable),
    (chat(""), errors.AnswerUnreadable),
    (chat("  "), errors.AnswerUnreadable),
    (chat(None, reasoning_content="We need to summarize…"), errors.AnswerUnreadable),
    (chat("", finish_reason="content_filter"), errors.ContentFiltered),
    (chat(TEXT, finish_reason="content_filter"), errors.ContentFiltered),
    (chat(TEXT, finish_reason="sensitive"), errors.ContentFiltered),
    (chat(TEXT, finish_reason="length"), errors.AnswerIncomplete),
    (chat(TEXT, finish_reason=None), errors.AnswerIncomplete),
    (chat(TEXT, finish_reason="tool_calls"), errors.AnswerUnreadable),
    (chat(TEXT, finish_reason="network_error"), errors.BackendUnavailable),
]
STREAMS = [
    (chat(TEXT, after=3), errors.AnswerIncomplete),
    (chat(TEXT, after=3, end="closed"), errors.AnswerIncomplete),
    (chat(TEXT, after=3, end="cut"), errors.BackendUnavailable),
    (chat(TEXT, after=3, end="reset", tokens_per_second=100), errors.BackendUnavailable),
    (events(chunk(content="Core"), error("upstream", code=502)), errors.BackendUnavailable),
    (events(chunk(content="Core"), error("slow down", code=429)), errors.BackendOverloaded),
    (events(chunk(content="Core"), error(code="content_filter")), errors.ContentFiltered),
    (events(chunk(content="Core"), {"error": "a string"}), errors.AnswerUnreadable),
    (events(chunk(content="Core"), {"object": "error", "message": "no", "code": 400}), errors.BackendRefused),
    (events(chunk(content="Core"), b'data: {"choices": [{"del\n\n'), errors.AnswerUnreadable),
    (events(chunk(content="Core"), b"data: [1, 2]\n\n"), errors.AnswerUnreadable),
    (events(chunk(content="Core"), b"data: \xff\xfe\n\n"), errors.AnswerUnreadable),
    (events(chunk(content="Core"), {"choices": [{"delta": "text"}]}), errors.AnswerUnreadable),
    (events(chunk(content="Core"), b'data: {"choices": [{"delta": {"cont'), errors.AnswerIncomplete),
    (events(b"data: [DONE]\n\n"), errors.AnswerUnreadable),
    (events({"choices": []}, {"choices": None}, {"choices": [{"delta": None}]}), errors.AnswerUnreadable),
    (huge(), errors.BackendUnavailable),
]
ALL = [*REFUSALS, *ANSWERS, *CHATS, *STREAMS]


@pytest.mark.parametrize(("reply", "expected"), ALL, ids=lambda value: getattr(value, "__name__", ""))
def test_every_failing_shape_has_its_error(endpoint, reply, expected):
    endpoint.replies(reply)
    with pytest.raises(expected) as caught:
        ask(backend_for(endpoint))
    assert caught.value.code == expected.code
    assert endpoint.calls == 1


@pytest.mark.parametrize(("reply", "expected"), CHATS, ids=lambda value: getattr(value, "__name__", ""))
def test_chats_fail_the_same_in_one_piece(endpoint, reply, expected):
    endpoint.script = lambda body: reply.answer(body | {"stream": False})
    with pytest.raises(expected):
        ask(backend_for(endpoint))


def test_two_hundred_megabytes_are_stopped_at_two(endpoint):
    """Faults row 12."""
    endpoint.replies(huge(200_000_000))
    with pytest.raises(errors.BackendUnavailable):
        ask(backend_for(endpoint), reader=(reader := Recorder()))
    assert reader.pieces == []
    assert endpoint.abandoned == [] or endpoint.abandoned[0] * 65_536 < 30_000_000  # what the sockets' buffers held


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


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0), ("1.5", 1.5), ("soon", None), ("", None), ("86400", 3600.0),
        ("Wed, 21 Oct 2099 07:28:00 GMT", 3600.0),
    ],
)  # fmt: skip
def test_wish_for_a_pause_is_kept(endpoint, value, seconds):
    """An hour of it at most: callers are told, and 73 years are nobody's wish."""
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
    ("reply", "reason"),
    [
        (as_json(error(), 401), "key"),
        (as_json(error(), 403), "key"),
        (as_json(error(), 402), "arrears"),
        (as_json(error(code="1113"), 429), "arrears"),
        (as_json(error("余额不足"), 400), "arrears"),
        (as_json(error('model "qwen3:8b" not found, try pulling it first'), 404), "model"),
        (as_json(error("Model Not Exist"), 400), "model"),
        (as_json(error("The model `gpt-9` does not exist", code="model_not_found"), 400), "model"),
        (as_json(error("x is not a valid model ID"), 400), "model"),
        (as_json(error("stream_options: extra fields not permitted"), 422), "usage"),
        (as_json(error("response_format is not supported"), 400), "output"),
        (as_json(error("bad field"), 400), "call"),
    ],
)
def test_reason_of_a_refusal_is_known(endpoint, reply, reason):
    """For the operator: faults row 4."""
    endpoint.replies(reply)
    with pytest.raises(errors.BackendRefused) as caught:
        ask(backend_for(endpoint))
    assert caught.value.reason == reason
