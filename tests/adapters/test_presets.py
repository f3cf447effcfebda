"""One variable swaps the model; what is wrong with it is said, and no key is."""

import pytest

from service.adapters.endpoint.preset import load_presets
from service.adapters.presets import configured_backends
from service.domain.errors import SettingsError

KEYS = {"OPENAI_API_KEY": "k1", "DEEPSEEK_API_KEY": "k2", "OPENROUTER_API_KEY": "k3"}


def test_every_row_of_the_design_is_there():
    """shared/design/endpoints.md."""
    assert set(load_presets()) == {
        *("openai", "azure", "deepseek", "qwen", "moonshot", "glm", "ollama", "vllm", "sglang", "llamacpp", "lmstudio"),
        *("openrouter", "anthropic", "custom"),
    }


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, []),
        ({"LLM": " "}, []),
        ({"LLM": "openai/gpt-5-mini"}, [("openai/gpt-5-mini", "https://api.openai.com/v1", "k1")]),
        (
            {"LLM": "deepseek/deepseek-chat, ollama/qwen3:8b"},
            [
                ("deepseek/deepseek-chat", "https://api.deepseek.com/v1", "k2"),
                ("ollama/qwen3:8b", "http://127.0.0.1:11434/v1", ""),
            ],
        ),
        ({"LLM": "openrouter/meta/llama:free"}, [("openrouter/meta/llama:free", "https://openrouter.ai/api/v1", "k3")]),
        ({"LLM": "ollama/q", "OLLAMA_BASE_URL": "http://gpu:1/v1"}, [("ollama/q", "http://gpu:1/v1", "")]),
        (
            {"LLM": "custom/m", "LLM_BASE_URL": "http://here/v1", "LLM_API_KEY": "k4"},
            [("custom/m", "http://here/v1", "k4")],
        ),
        (
            {"OPENAI_MODEL": "m", "OPENAI_BASE_URL": "http://here/v1", "OPENAI_API_KEY": ""},
            [("openai/m", "http://here/v1", "")],
        ),
    ],
)
def test_variables_configure_backends(environ, expected):
    backends = configured_backends(KEYS | environ)
    assert [(backend.name, backend.base_url, backend.api_key) for backend in backends] == expected


@pytest.mark.parametrize(
    ("environ", "output", "window", "concurrency"),
    [
        ({"LLM": "openai/m"}, "text", 0, 768),
        ({"LLM": "ollama/m"}, "text", 4096, 4),
        ({"LLM": "vllm/m", "VLLM_CONCURRENCY": "2000"}, "text", 0, 2000),
        ({"LLM": "vllm/m", "WEB_THREADS": "64"}, "text", 0, 48),
        ({"LLM": "vllm/m", "WEB_THREADS": "1"}, "text", 0, 1),
        ({"LLM": "vllm/m", "WEB_THREADS": "64", "VLLM_CONCURRENCY": "60"}, "text", 0, 60),
        ({"LLM": "ollama/m", "WEB_THREADS": "64"}, "text", 4096, 4),
        ({"LLM": "ollama/m", "OLLAMA_CONTEXT_TOKENS": "32768", "OLLAMA_CONCURRENCY": "8"}, "text", 32_768, 8),
        ({"LLM": "openai/m", "LLM_OUTPUT": "json_schema"}, "json_schema", 0, 768),
        ({"LLM": "openai/m", "LLM_OUTPUT": "json_schema", "OPENAI_OUTPUT": "text"}, "text", 0, 768),
        ({"LLM": "deepseek/m", "LLM_OUTPUT": "json_schema"}, "json_object", 0, 768),  # as far as it has it
        ({"LLM": "lmstudio/m", "LLM_OUTPUT": "json_object"}, "text", 0, 4),
        ({"LLM": "anthropic/m", "ANTHROPIC_API_KEY": "k", "LLM_OUTPUT": "json_schema"}, "text", 0, 768),
    ],
)
def test_variables_override_a_preset(environ, output, window, concurrency):
    (backend,) = configured_backends(KEYS | environ)
    assert (backend.output, backend.window, backend.concurrency) == (output, window, concurrency)


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"LLM": "gpt-5"}, "not preset/model"),
        ({"LLM": "nobody/m"}, "the presets are openai"),
        ({"LLM": "openai/"}, "not preset/model"),
        ({"LLM": "qwen/m"}, "set QWEN_API_KEY"),
        ({"LLM": "custom/m"}, "set LLM_BASE_URL"),
        ({"LLM": "azure/m", "AZURE_API_KEY": "k"}, "set AZURE_BASE_URL"),
        ({"LLM": "ollama/m", "OLLAMA_BASE_URL": "gpu:11434"}, "OLLAMA_BASE_URL must be"),
        ({"LLM": "ollama/m", "OLLAMA_BASE_URL": "http://user:pass@gpu/v1"}, "OLLAMA_BASE_URL must be"),
        ({"LLM": "ollama/m", "OLLAMA_BASE_URL": "http://gpu:99999/v1"}, "OLLAMA_BASE_URL must be"),
        ({"LLM": "openai/m", "OPENAI_API_KEY": "sk-\n"}, ""),
        ({"LLM": "openai/m", "OPENAI_API_KEY": "schlüssel"}, "OPENAI_API_KEY holds"),
        ({"LLM": "ollama/m,ollama/m"}, "twice"),
        ({"LLM": "extractive,ollama/m"}, "only stand at the end"),
        ({"LLM": "ollama/m", "OLLAMA_BASE_URL": "http://模型/v1"}, "OLLAMA_BASE_URL must be"),
        ({"LLM": "ollama/m", "OLLAMA_OUTPUT": "xml"}, "OLLAMA_OUTPUT must be one of text, json_object, json_schema"),
        ({"LLM": "ollama/m", "LLM_OUTPUT": "xml"}, "LLM_OUTPUT must be one of"),
        ({"LLM": "deepseek/m", "DEEPSEEK_OUTPUT": "json_schema"}, "deepseek does not have; it has text, json_object"),
        ({"LLM": "ollama/m", "OLLAMA_CONTEXT_TOKENS": "16k"}, "OLLAMA_CONTEXT_TOKENS must be a whole number"),
        ({"LLM": "ollama/m", "OLLAMA_CONCURRENCY": "-1"}, "OLLAMA_CONCURRENCY must be a whole number"),
        ({"LLM": "ollama/m", "OLLAMA_CONCURRENCY": "0"}, "OLLAMA_CONCURRENCY must be a whole number"),
    ],
)
def test_mistakes_are_named_without_secrets(environ, words):
    if not words:  # white space around a key is no mistake
        assert configured_backends(KEYS | environ)[0].api_key == "sk-"
        return
    with pytest.raises(SettingsError, match=words) as caught:
        configured_backends(KEYS | environ)
    assert "pass" not in str(caught.value)


def test_all_mistakes_are_told_together():
    with pytest.raises(SettingsError) as caught:
        configured_backends({"LLM": "nobody/m,openai/m,custom/x"})
    assert len(caught.value.mistakes) == 3


@pytest.fixture
def presets_file(tmp_path):
    def write(text):
        path = tmp_path / "presets.toml"
        path.write_text(text, encoding="utf-8")
        return {"PRESETS_FILE": str(path)}

    return write


def test_file_changes_single_fields_of_a_row(presets_file):
    file = presets_file('[ollama]\nwindow = 32768\nbody = { keep_alive = "1h" }\n')
    (backend,) = configured_backends(file | {"LLM": "ollama/m"})
    assert (backend.window, backend.preset.body, backend.concurrency) == (32_768, {"keep_alive": "1h"}, 4)
    assert load_presets()["ollama"].window == 4096


def test_file_adds_rows_like_others(presets_file):
    file = presets_file(
        """
        [our-gpu]
        like = "vllm"
        base_url = "http://gpu:8000/v1"
        output = "json_schema"
        [mirror]
        like = "our-gpu"
        base_url = "http://mirror:8000/v1"
        [plain]
        base_url = "http://plain/v1"
        modes = []
        """
    )
    environ = file | {"LLM": "our-gpu/m,mirror/m,plain/m", "OUR_GPU_API_KEY": "k", "PLAIN_CONCURRENCY": "2"}
    backends = configured_backends(environ)
    assert [backend.base_url for backend in backends] == [
        *("http://gpu:8000/v1", "http://mirror:8000/v1", "http://plain/v1")
    ]
    assert [backend.concurrency for backend in backends] == [768, 768, 2]
    assert [backend.output for backend in backends] == ["json_schema", "json_schema", "text"]
    assert [backend.api_key for backend in backends] == ["k", "", ""]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[ollama]\nwindwo = 1", "'windwo' that is none"),
        ("[ollama]\nwindow = true", "window must be a whole number"),
        ("[ollama]\nwindow = -1", "window must be at least 0"),
        ("[ollama]\nconcurrency = 0", "concurrency must be at least 1"),
        ("[ollama]\nneeds_key = 1", "needs_key must be true or false"),
        ("[ollama]\nbase_url = 'gpu:8000'", "base_url must be an http or https address"),
        ("[ollama]\nmodes = 'json_schema'", "modes must be a list"),
        ("[ollama]\nmodes = ['xml']", "modes must be a list of text, json_object, json_schema"),
        ("[ollama]\noutput = 'xml'", "output must be one of"),
        ("[ollama]\nbody = 1", "body must be a table"),
        ("[ollama]\nbody = { until = 2026-01-01 }", "body must be what JSON can hold"),
        ("[ollama]\nbody = { top_p = inf }", "body must be what JSON can hold"),
        ("[ollama]\nbody = { stream = false }", "body must be without messages, model"),
        ("[mine]\nlike = 'nobody'", "like must name a preset"),
        ("[mine]\nlike = 1", "like must name a preset"),
        ("[mine]\nlike = []", "like must name a preset"),
        ("[My]\n", "no name for a preset"),
        ("[extractive]\n", "no name for a preset"),
        ("window = 1", "outside of any"),
        ("[ollama", "is no TOML"),
        ("\ud800", "is no TOML"),
    ],
)
def test_mistakes_of_the_file_are_named(presets_file, tmp_path, text, words):
    file = presets_file("")
    (tmp_path / "presets.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(SettingsError, match=words):
        configured_backends(file)


def test_all_mistakes_of_the_file_are_told_together(presets_file):
    with pytest.raises(SettingsError) as caught:
        configured_backends(presets_file("[ollama]\na = 1\nb = 2\n[Mine]\nwindow = ''"))
    assert len(caught.value.mistakes) == 4


def test_file_that_is_none_is_named(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere.toml"):
        with pytest.raises(SettingsError, match="PRESETS_FILE cannot be read"):
            configured_backends({"PRESETS_FILE": str(path)})
