"""``core-insights backends``: what is configured, and what works, without a secret in it."""

import pytest
from click.testing import CliRunner

from service.__main__ import main
from service.adapters.endpoint.preset import load_presets
from tests.stub_endpoint import StubEndpoint, as_json, brief_of, chat, silence

KEY = "sk-canary-5f2c"


@pytest.fixture
def endpoint():
    with StubEndpoint() as stub:
        yield stub


@pytest.fixture
def backends(monkeypatch):
    """The command, run with these settings and no others."""
    for name in ("LLM", "LLM_OUTPUT", "OPENAI_MODEL", "REDIS_URL", "PRESETS_FILE"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments, code=0, **environ):
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        result = CliRunner().invoke(main, ["backends", *arguments])
        assert result.exit_code == code, result.output
        assert "canary" not in result.output + result.stderr
        return result.stdout

    return run


def error(words, code=None):
    return {"error": {"message": f"canary: {words} {KEY}", "code": code}}


def test_what_is_configured_is_listed(backends):
    output = backends(
        LLM="deepseek/deepseek-chat,ollama/qwen3:8b,extractive",
        DEEPSEEK_API_KEY=KEY,
        DEEPSEEK_BASE_URL="https://mirror/v1?key=canary",
        DEEPSEEK_OUTPUT="json_object",
    )
    assert [line.split(maxsplit=1) for line in output.splitlines()] == [
        ["deepseek/deepseek-chat"],
        ["address", "https://mirror/v1"],
        ["key", "set (DEEPSEEK_API_KEY)"],
        ["output", "json_object"],
        ["window", "as the endpoint says"],
        ["concurrency", "768 calls in flight at most"],
        ["ollama/qwen3:8b"],
        ["address", "http://127.0.0.1:11434/v1"],
        ["key", "not set, and not needed (OLLAMA_API_KEY)"],
        ["output", "text"],
        ["window", "4096 tokens"],
        ["concurrency", "4 calls in flight at most"],
        ["extractive"],
        ["answers", "when all of them fail"],
    ]


def test_nothing_configured_is_said(backends):
    assert "extractive engine" in backends("--check")


def test_every_preset_is_listed(backends):
    entries = {name: f"{name}/m" for name in load_presets()}
    keys = {f"{preset.variable}_API_KEY": KEY for preset in load_presets().values()}
    output = backends(LLM=",".join(entries.values()), LLM_BASE_URL="http://x/v1", AZURE_BASE_URL="http://y/v1", **keys)
    assert set(entries.values()) <= set(output.splitlines())


def test_check_asks_for_a_brief_in_each_mode(endpoint, backends):
    output = backends(
        "--check", LLM="openai/m", OPENAI_BASE_URL=endpoint.base_url, OPENAI_API_KEY=KEY, OPENAI_OUTPUT="json_schema"
    )
    text, as_schema = output.splitlines()[-2:]
    for line in (text, as_schema):
        assert " ok in " in line
        assert "3 of 3 quotes found, first words after 0." in line
        assert "tokens counted" in line
    assert [line.split()[0] for line in (text, as_schema)] == ["text", "json_schema"]
    assert ["response_format" in request for request in endpoint.requests] == [False, True]


def test_check_tells_the_mode_that_was_taken(endpoint, backends):
    def script(request):
        return as_json(error("response_format"), 400) if "response_format" in request else brief_of(request)

    endpoint.script = script
    output = backends("--check", LLM="custom/m", LLM_BASE_URL=endpoint.base_url, LLM_OUTPUT="json_schema")
    assert output.splitlines()[-1].split(", ")[0].endswith("as text")


def test_check_says_what_the_endpoint_could_not_do(endpoint, backends):
    """It answers in one piece, and has a window of its own."""
    endpoint.script = lambda body: brief_of(body).answer(body | {"stream": False})
    endpoint.pages["/props"] = as_json({"n_ctx": 8192})
    output = backends("--check", LLM="llamacpp/m", LLAMACPP_BASE_URL=endpoint.base_url)
    assert "in one piece (if always: stream = false" in output
    assert output.endswith("tokens counted, window of 8192 tokens\n")


FAILURES = [
    (as_json(error("bad key"), 401), "backend-refused; it does not take the key: set LLM_API_KEY"),
    (as_json(error("pay", "insufficient_quota"), 429), "backend-refused; the account has no balance left"),
    (as_json(error("no such model"), 404), "backend-refused; there is no model stub, or no chat endpoint"),
    (as_json(error("bad field"), 400), "backend-refused; it does not take the call: see the fields of preset custom"),
    (as_json(error("slow down"), 429), "backend-overloaded; it asks for fewer calls"),
    (as_json(error("oops"), 500), "backend-unavailable; it fails by itself"),
    (as_json(error("maximum context length is 512 tokens"), 400), "context-too-long; its window is too small"),
    (as_json(error("x", "content_filter"), 400), "content-filtered; its filter refuses plain news"),
    (chat("canary", finish_reason="length"), "answer-incomplete; its answer was cut: raise max_tokens"),
    (chat("canary"), "answer-unreadable; the model does not keep to the form"),
    (silence(), "deadline-exceeded; it is too slow for REQUEST_TIMEOUT_SECONDS"),
]


@pytest.mark.parametrize(("reply", "words"), FAILURES, ids=[words.split(":")[0] for _, words in FAILURES])
def test_check_says_what_to_do(endpoint, backends, reply, words):
    endpoint.replies(reply)
    output = backends(
        "--check",
        code=1,
        LLM="custom/stub",
        LLM_BASE_URL=endpoint.base_url,
        LLM_API_KEY=KEY,
        REQUEST_TIMEOUT_SECONDS="1",
    )
    assert words in output.splitlines()[-1]


def test_check_tries_all_though_one_fails(endpoint, backends):
    with StubEndpoint() as gone:
        nowhere = gone.base_url
    output = backends("--check", code=1, LLM="vllm/a,custom/b", VLLM_BASE_URL=nowhere, LLM_BASE_URL=endpoint.base_url)
    assert "nothing answers there: is it running, and VLLM_BASE_URL right?" in output
    assert output.splitlines()[-1].startswith("  text         ok in")
