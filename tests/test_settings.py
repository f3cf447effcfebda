"""Settings: read once, and every mistake told together without a secret."""

import shutil
from pathlib import Path

import pytest

from service.adapters.prompt_files import shipped_prompts
from service.domain.errors import SettingsError
from service.domain.finding import Strictness
from service.domain.language import Language
from service.formats.ai_label import NO_LABEL, STANDARD_LABEL
from service.settings import Settings
from tests.keys import write


def test_nothing_set_serves_without_model_or_redis():
    settings = Settings.from_env({})
    assert (settings.backends, settings.redis_url) == ((), "")
    assert settings.default_language is Language.ENGLISH
    assert (settings.cache_ttl_seconds, settings.request_timeout_seconds, settings.line_seconds) == (86_400, 120, 2)


def test_everything_set_is_read(tmp_path):
    glossary = tmp_path / "names.csv"
    glossary.write_text("chinese,english\n")
    shutil.copytree(shipped_prompts() / "news-brief" / "v1", tmp_path / "own" / "v2")
    settings = Settings.from_env(
        {
            "LLM": "ollama/qwen3:8b,extractive",
            "REDIS_URL": "rediss://:secret@cache:6379/1",
            "CACHE_TTL_SECONDS": "600",
            "DEFAULT_LANGUAGE": "zh",
            "PROMPT": "own/v2",
            "PROMPTS_DIR": str(tmp_path),
            "GLOSSARY": str(glossary),
            "REQUEST_TIMEOUT_SECONDS": "2.5",
            "LINE_SECONDS": "30",
            "LOG_LEVEL": "debug",
            "VERIFY": "strict",
        }
    )
    assert [backend.name for backend in settings.backends] == ["ollama/qwen3:8b"]
    assert settings.last_resort
    assert settings.default_language is Language.SIMPLIFIED_CHINESE
    assert (settings.cache_ttl_seconds, settings.request_timeout_seconds, settings.line_seconds) == (600, 2.5, 30)
    assert (settings.prompt, settings.prompts_dir, settings.glossary) == ("own/v2", tmp_path, Path(glossary))
    assert (settings.log_level, settings.strictness) == ("DEBUG", Strictness.STRICT)
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("llm", "last"), [("", False), ("extractive", False), ("ollama/m", False), ("ollama/m, extractive", True)]
)
def test_extractive_at_the_end_is_the_last_resort(llm, last):
    settings = Settings.from_env({"LLM": llm})
    assert settings.last_resort is last
    assert len(settings.backends) == ("ollama" in llm)


def test_browser_origins_are_as_browsers_send_them():
    named = "https://reader.example.org, http://127.0.0.1:8080,http://[::1]:80"
    assert Settings.from_env({"BROWSER_ORIGINS": named}).browser_origins == tuple(named.replace(" ", "").split(","))
    assert Settings.from_env({"BROWSER_ORIGINS": " "}).browser_origins == ()


@pytest.mark.parametrize(
    "origin", ["*", "reader.example.org", "https://reader.example.org/", "https://Reader.org", "null"]
)
def test_browser_origins_name_sites_and_nothing_else(origin):
    with pytest.raises(SettingsError, match="BROWSER_ORIGINS"):
        Settings.from_env({"BROWSER_ORIGINS": f"https://a.example,{origin}"})


def test_source_stands_for_the_articles_language():
    assert Settings.from_env({"DEFAULT_LANGUAGE": "source"}).default_language is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LLM", "gpt"),
        ("LLM", "extractive,ollama/m"),
        ("LLM_OUTPUT", "xml"),
        ("PRESETS_FILE", "/nowhere/presets.toml"),
        ("REDIS_URL", "http://:secret@cache"),
        ("REDIS_URL", "redis://:secret@cache:99999999"),
        ("REDIS_URL", "redis://:secret@[::1"),
        ("REDIS_URL", "redis+sentinel://:secret@cache:26379"),
        ("REDIS_URL", "redis+sentinel://:secret@cache:99999999/newsroom"),
        ("REDIS_URL", "redis+sentinel://:secret@cache:26379,/newsroom/0"),
        ("QUEUE_URL", "redis+sentinel://:secret@cache:26379/newsroom/first"),
        ("QUEUE_URL", "unix:///run/secret.sock"),
        ("CACHE_TTL_SECONDS", "0"),
        ("CACHE_TTL_SECONDS", "a day"),
        ("REQUEST_TIMEOUT_SECONDS", "nan"),
        ("LINE_SECONDS", "0"),
        ("REQUEST_TIMEOUT_SECONDS", "inf"),
        ("DEFAULT_LANGUAGE", "fr"),
        ("PROMPTS_DIR", "/nowhere/at/all"),
        ("GLOSSARY", "/nowhere/names.csv"),
        ("GLOSSARY", "/"),
        ("PROMPT", "news-brief/v0"),
        ("PROMPT", "../v1"),
        ("PORT", "http"),
        ("PORT", "65536"),
        ("PORT", "8000.5"),
        ("WEB_CONCURRENCY", "two"),
        ("WEB_THREADS", "0"),
        ("WEB_THREADS", "²"),
        ("LOG_LEVEL", "LOUD"),
        ("VERIFY", "harsh"),
    ],
)
def test_wrong_value_is_named(name, value):
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"LLM": "ollama/m", name: value})
    (mistake,) = caught.value.mistakes
    assert name in mistake
    assert "secret" not in mistake


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "news.example.org"])
def test_without_keys_none_but_this_machine_is_served_unless_that_is_said(host, tmp_path):
    with pytest.raises(SettingsError, match="API_KEYS_FILE must"):
        Settings.of_server({"HOST": host})
    assert Settings.of_server({"HOST": host, "API_KEYS_FILE": "none"}).api_keys_file is None
    keys = write(tmp_path / "keys.json")
    assert Settings.of_server({"HOST": host, "API_KEYS_FILE": str(keys)}).api_keys_file == keys
    assert Settings.from_env({"HOST": host}).api_keys_file is None  # workers serve nobody


@pytest.mark.parametrize("host", [{}, {"HOST": ""}, {"HOST": "127.0.0.1"}, {"HOST": "localhost"}, {"HOST": "[::1]"}])
def test_this_machine_is_served_without_keys(host):
    assert Settings.of_server(host).api_keys_file is None


def test_a_file_of_keys_that_cannot_be_read_is_a_mistake_beside_others(tmp_path):
    (tmp_path / "keys.json").write_text('{"keys": [{"id": "ci_canary"}]}')
    for name in ("keys.json", "nowhere.json"):
        with pytest.raises(SettingsError) as caught:
            Settings.of_server({"API_KEYS_FILE": str(tmp_path / name), "LOG_LEVEL": "LOUD"})
        mistakes = caught.value.mistakes
        assert any(one.startswith("API_KEYS_FILE") and name in one for one in mistakes)
        assert any(one.startswith("LOG_LEVEL") for one in mistakes)
        assert "canary" not in str(mistakes)


@pytest.mark.fault(32, "all mistakes are told together")
def test_all_mistakes_are_told_together():
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"LLM": "gpt", "LOG_LEVEL": "LOUD", "CACHE_TTL_SECONDS": "-1", "PROMPT": "x", "PORT": "y"})
    assert len(caught.value.mistakes) == 5


def test_label_is_worded_and_removed():
    header = {"AI_LABEL_EN": "Robot: {writer}", "AI_LABEL_ZH_HANT": "機器：{writer}，{review}"}
    label = Settings.from_env(header).label
    assert label.wordings[Language.ENGLISH] == "Robot: {writer}"
    assert label.wordings[Language.TRADITIONAL_CHINESE] == "機器：{writer}，{review}"
    assert label.wordings[Language.SIMPLIFIED_CHINESE] == "由人工智能撰写（{writer}），{review}"
    assert Settings.from_env(header | {"AI_LABEL": "off"}).label == NO_LABEL
    assert Settings.from_env({"AI_LABEL": "on"}).label == Settings.from_env({}).label == STANDARD_LABEL


def test_label_of_a_language_that_is_none_is_told():
    """An operator who writes AI_LABEL_ZH would else publish the standard words."""
    with pytest.raises(SettingsError) as raised:
        Settings.from_env({"AI_LABEL_ZH": "机器撰写", "AI_LABEL_EN": "Robot"})
    [mistake] = raised.value.mistakes
    assert mistake.startswith("AI_LABEL_ZH is no setting")
    assert "AI_LABEL_ZH_HANS" in mistake


def test_wrong_label_is_told_with_all_other_mistakes():
    wrong = {"AI_LABEL": "no", "AI_LABEL_EN": "{model}", "AI_LABEL_ZH_HANS": "\x1b[1m机器", "PORT": "x"}
    with pytest.raises(SettingsError) as raised:
        Settings.from_env(wrong)
    told = "\n".join(raised.value.mistakes)
    assert len(raised.value.mistakes) == 4
    assert all(name in told for name in ("AI_LABEL must", "AI_LABEL_EN may", "AI_LABEL_ZH_HANS must", "PORT"))
    assert "\x1b" not in told
