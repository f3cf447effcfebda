"""One variable swaps the model; what is wrong with it is said, and no key is."""

import pytest

from service.adapters.presets import configured_backends, load_presets
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
