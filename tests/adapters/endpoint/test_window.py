"""How many tokens fit: by the settings, or by the endpoint's own word; and silent cutting is noticed."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from structlog.testing import capture_logs

from service.adapters.endpoint.window import Window
from service.adapters.presets import configured_backends
from service.adapters.token_counter import VocabularyTokenCounter
from service.domain import errors
from tests.adapters.clock import Clock
from tests.adapters.endpoint.asking import TEXT, ask, backend_for, error
from tests.stub_endpoint import as_json, chat, silence

TOO_LONG = [
    (
        error(
            "This model's maximum context length is 4096 tokens. However, you requested 5000", "context_length_exceeded"
        ),
        4096,
    ),
    (error("request (9000 tokens) exceeds the available context size (4096 tokens), try increasing it"), 4096),
    (error("the request exceeds the available context size", kind="exceed_context_size_error", n_ctx=2048), 2048),
    (error("'max_tokens' is too large: 4000. This model's maximum context length is 8,192 tokens"), 8192),
    (error("The decoder prompt (length 5000) is longer than the maximum model length of 4096."), 4096),
    (error("The input (5000 tokens) is longer than the model's context length (4096 tokens)."), 4096),
    (error("However, the model is loaded with context length of only 4096 tokens"), 4096),
    (error("prompt is too long: 210000 tokens > 200000 maximum"), 200_000),
    (error("Your request exceeded model token limit: 8192 (requested: 9000)"), 8192),
    (error("Range of input length should be [1, 30720]"), 30_720),
    (error("Prompt exceeds max length", code="1261"), None),
    (error(code="context_length_exceeded"), None),
    (error("the input length exceeds the context length"), None),
    ({"object": "error", "message": "This model's maximum context length is 4096 tokens", "code": 400}, 4096),
]


@pytest.mark.parametrize(("body", "window"), TOO_LONG)
def test_refusal_tells_the_window(endpoint, body, window):
    """Faults row 7; from then on the backend knows it."""
    endpoint.replies(as_json(body, 400))
    backend = backend_for(endpoint)
    with pytest.raises(errors.ContextTooLong) as caught:
        ask(backend)
    assert (caught.value.window, backend.window) == (window, window)


@pytest.mark.parametrize(
    ("entry", "environ", "window"),
    [
        ("custom/m", {}, None),
        ("ollama/m", {}, 4096),
        ("ollama/m", {"OLLAMA_CONTEXT_TOKENS": "16384"}, 16_384),
        ("openai/m", {"OPENAI_CONTEXT_TOKENS": "128000"}, 128_000),
    ],
)
def test_settings_tell_the_window(endpoint, entry, environ, window):
    assert backend_for(endpoint, entry, **environ).window == window


def test_endpoint_knows_better_than_the_settings(endpoint):
    backend = backend_for(endpoint, "ollama/m", OLLAMA_CONTEXT_TOKENS="16384")
    endpoint.replies(as_json(error("maximum context length is 4096 tokens"), 400))
    with pytest.raises(errors.ContextTooLong):
        ask(backend)
    assert backend.window == 4096


@pytest.mark.parametrize(
    ("entry", "path", "page", "window"),
    [
        ("llamacpp/m", "/props", {"default_generation_settings": {"n_ctx": 8192}, "total_slots": 1}, 8192),
        (
            "vllm/b",
            "/v1/models",
            {"data": [{"id": "a", "max_model_len": 1}, {"id": "b", "max_model_len": 32_768}]},
            32_768,
        ),
        ("sglang/x", "/v1/models", {"data": [{"id": "a", "max_model_len": 4096}]}, 4096),
        ("vllm/b", "/v1/models", {"data": [{"id": "b", "max_model_len": None}]}, None),
        ("vllm/b", "/v1/models", {"data": []}, None),
        ("vllm/b", "/v1/models", [], None),
        ("vllm/b", "/v1/models", {"error": "no"}, None),
    ],
)
def test_endpoint_is_asked_where_its_preset_says_where(endpoint, entry, path, page, window):
    endpoint.pages[path] = as_json(page)
    assert backend_for(endpoint, entry).window == window
    assert endpoint.gets == [path]


@pytest.mark.parametrize("reply", [as_json({}, 404), as_json({}, 500), silence()])
def test_endpoint_that_does_not_tell_is_left_alone(endpoint, reply):
    """Asked once a minute, and never an error; silence costs a second."""
    endpoint.pages["/props"] = reply
    backend = backend_for(endpoint, "llamacpp/m")
    start = time.monotonic()
    assert [backend.window for _ in range(5)] == [None] * 5
    assert time.monotonic() - start < 1.8
    assert endpoint.gets == ["/props"]


def window_of(preset: str, ask, clock: Clock) -> Window:
    variable = preset.upper()
    (config,) = configured_backends({"LLM": f"{preset}/m", f"{variable}_BASE_URL": "http://127.0.0.1:1/v1"})
    return Window(config, ask, clock=clock)


def test_one_of_many_calls_asks_the_endpoint():
    """The others wait for it the first time; a minute later, where it told nothing, they go on without."""
    clock, asked, may_answer = Clock(), threading.Semaphore(0), threading.Event()
    clock.now = 1.0

    def ask(_: str) -> object:
        asked.release()
        may_answer.wait(5)
        return {}

    window = window_of("llamacpp", ask, clock)
    with ThreadPoolExecutor(20) as calls:
        first = [calls.submit(lambda: window.tokens) for _ in range(20)]
        assert asked.acquire(timeout=5)
        time.sleep(0.05)
        assert not any(call.done() for call in first)
        may_answer.set()
        assert [call.result(5) for call in first] == [None] * 20
        may_answer.clear()
        clock.now += 61
        slow = calls.submit(lambda: window.tokens)
        assert asked.acquire(timeout=5)
        assert [window.tokens for _ in range(20)] == [None] * 20
        assert not slow.done()
        may_answer.set()
    assert not asked.acquire(blocking=False)


@pytest.mark.parametrize("told", [4096, 5999])
def test_silent_cutting_is_noticed(endpoint, told):
    """Faults row 7: ollama reads what fits, and answers as if that was all."""
    endpoint.replies(chat(TEXT, usage={"prompt_tokens": told, "completion_tokens": 20}))
    backend = backend_for(endpoint)
    with capture_logs() as logs, pytest.raises(errors.ContextTooLong) as caught:
        ask(backend, user="x" * 9_995)
    assert (caught.value.window, backend.window) == (told, told)
    assert [log["log_level"] for log in logs] == ["warning"]


def test_question_longer_than_the_window_is_not_asked(endpoint):
    """Second of two, ollama would cut it, and say so when its insights of half an article had been streamed."""
    endpoint.replies(chat(TEXT))
    with pytest.raises(errors.ContextTooLong) as caught:
        ask(backend_for(endpoint, "ollama/m"), user="x" * 4_092)
    assert (caught.value.window, endpoint.calls) == (4096, 0)


def test_count_of_what_was_not_cached_ends_no_further_work(endpoint):
    """ollama 0.30 counted no tokens of its cache: a window of 700 would have refused every article from then on."""
    endpoint.replies(chat(TEXT, usage={"prompt_tokens": 700, "completion_tokens": 20}))
    backend = backend_for(endpoint)
    with pytest.raises(errors.ContextTooLong) as caught:
        ask(backend, user="x" * 9_995)
    assert (caught.value.window, backend.window) == (None, None)


def test_what_was_learned_is_tried_anew_after_ten_minutes():
    """A count may have been wrong, and a server is restarted with a larger window."""
    clock = Clock()
    window = window_of("vllm", lambda _: None, clock)
    window.learn(8192)
    clock.now += 599
    window.learn(9000)
    assert window.tokens == 8192
    clock.now += 599
    assert window.tokens == 8192
    clock.now += 2
    assert window.tokens is None
    window.learn(9000)
    assert window.tokens == 9000


@pytest.mark.parametrize(("told", "length"), [(6000, 9_995), (0, 9_995), (1, 9_995), (300, 995), (None, 9_995)])
def test_other_ways_of_counting_are_no_cutting(endpoint, told, length):
    """A tokenizer of its own, a count that is none, a short question."""
    endpoint.replies(chat(TEXT, usage={"prompt_tokens": told, "completion_tokens": 20}))
    assert ask(backend_for(endpoint), user="x" * length).text == TEXT


@pytest.mark.parametrize(
    ("text", "tokens_a_character"),
    [
        (
            "星河智能8月12日宣布，其开源模型下载量已超3.5亿次。据《科技日报》报道，该公司上半年营收为16.4亿元。" * 100,
            0.55,
        ),
        ("Northwind Labs said on Tuesday that its open model had been downloaded 350 million times. " * 100, 0.2),
    ],
)
def test_estimate_leaves_room_for_the_thriftiest_tokenizer(text, tokens_a_character):
    """Qwen, GLM and DeepSeek count about 0.6 tokens a Chinese character; none is known below 0.55."""
    assert tokens_a_character * len(text) > 0.6 * VocabularyTokenCounter().count(text)


@pytest.mark.parametrize(
    ("window", "length", "bound"),
    [(None, 9_000, 4_000), (40_000, 6_000, 4_000), (8_192, 1_000, 4_000), (8_192, 4_995, 2_692), (8_192, 8_000, 256)],
)
def test_answer_is_bounded_by_what_the_window_leaves(endpoint, window, length, bound):
    """vllm refuses a call whose question and bound are together more than its window."""
    environ = {"LLM_CONTEXT_TOKENS": str(window)} if window else {}
    endpoint.replies(chat(TEXT, usage=None))
    ask(backend_for(endpoint, **environ), user="x" * length)
    assert endpoint.requests[0]["max_tokens"] == bound
