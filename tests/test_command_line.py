"""The command line, tried as its user would: files and standard input in, renderings out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.__main__ import main
from service.adapters.json_lines import LONGEST_LINE
from tests.domain.samples import CHINESE, ENGLISH

REFERENCE = Path(__file__).parent / "formats" / "core-insights.en.txt"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in ("LLM", "VERIFY", "REDIS_URL", "OPENAI_MODEL", "DEFAULT_LANGUAGE", "PROMPTS_DIR", "GLOSSARY"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments, text=None, code=0):
    result = CliRunner().invoke(main, list(map(str, arguments)), input=text)
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize(("texts", "label"), [(CHINESE, "核心观点\n- "), (ENGLISH, "Core Insights\n- ")])
def test_article_is_briefed_from_a_file(tmp_path, texts, label):
    article = tmp_path / "article.txt"
    article.write_text("\n".join(texts), encoding="utf-8")
    output = run("summarize", article, "--title", "T", "--source", "观察者网", "--published-at", "2025-08-13")
    assert output.startswith("T\n")
    assert label in output


@pytest.mark.parametrize("form", ["lines", "flat", "json", "markdown", "html", "ninjs"])
def test_article_is_briefed_from_standard_input(form):
    assert run("summarize", "-", "--format", form, text="\n".join(ENGLISH))


def test_source_language_may_be_asked_for():
    assert "核心观点" in run("summarize", "-", "--language", "source", text="\n".join(CHINESE))


def test_translation_needs_a_model():
    output = run("summarize", "-", "--language", "en", text="\n".join(CHINESE), code=1)
    assert "translation-needs-model" in output


def test_reference_comes_back_through_every_format(tmp_path):
    """The customer's example: flat again byte for byte, its page furniture aside."""
    last = REFERENCE
    for form in ("json", "html", "markdown", "lines", "flat"):
        converted = tmp_path / form
        converted.write_text(run("convert", last, "--format", form), encoding="utf-8")
        last = converted
    assert last.read_text(encoding="utf-8") == REFERENCE.read_text(encoding="utf-8").split("\n", 1)[1]


def test_verification_exits_by_its_finding(tmp_path):
    article, summary = tmp_path / "article", tmp_path / "summary"
    article.write_text("\n".join(CHINESE), encoding="utf-8")
    summary.write_text("Core Insights\n- Downloaded over 350 million times [1: “超3.5亿次”]\n", encoding="utf-8")
    assert json.loads(run("verify", article, summary))["status"] == "passed"
    summary.write_text("Core Insights\n- Downloaded 350 million times [9]\n", encoding="utf-8")
    assert json.loads(run("verify", article, summary, code=1))["status"] == "flagged"


@pytest.mark.parametrize(
    ("arguments", "text", "words"),
    [
        (["convert", "-"], "prose", "summary-unreadable"),
        (["convert", "-"], '{"a": 1}', "not a brief"),
        (["summarize", "-"], "short", "article-too-short"),
        (["summarize", "-", "--backend", "x"], "\n".join(ENGLISH), "unknown-backend"),
        (["summarize", "-", "--published-at", "x"], "\n".join(ENGLISH), "published_at"),
    ],
)
def test_mistakes_are_told_in_a_line(arguments, text, words):
    output = run(*arguments, text=text, code=1)
    assert words in output
    assert "Traceback" not in output


def test_binary_file_is_told(tmp_path):
    (tmp_path / "x").write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in run("convert", tmp_path / "x", code=1)


def test_wrong_settings_are_listed(monkeypatch):
    monkeypatch.setenv("LLM", "gpt")
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    output = run("summarize", "-", text="\n".join(ENGLISH), code=1)
    assert "LLM" in output
    assert "LOG_LEVEL" in output


@pytest.mark.fault(32, "wrong settings: stops, lists every mistake")
def test_wrong_settings_stop_the_server_in_time():
    """Faults row 32: within 2 s, every mistake listed."""
    environ = {"LLM": "gpt,openai/m", "DEFAULT_LANGUAGE": "fr", "PATH": "/usr/bin"}
    result = subprocess.run(
        [sys.executable, "-m", "service", "serve"], env=environ, capture_output=True, text=True, timeout=20, check=False
    )
    assert result.returncode == 1
    assert all(words in result.stderr for words in ("LLM", "OPENAI_API_KEY", "DEFAULT_LANGUAGE"))


LINES = (
    {"id": 1, "text": "营收增长15%。", "summary": "Revenue rose.", "lang": "zh", "title": None},
    "not json",
    {"id": "a", "text": "b"},
    {
        "id": "two",
        "paragraphs": ["营收增长15%。"],
        "summary": "Core Insights\n- Revenue rose [1]",
        "published_at": "2015-01-29 07:34:47",
    },
    {"id": "date", "text": "营收增长15%。", "summary": "Revenue rose.", "published_at": "soon"},
    {"id": True, "text": "营收增长15%。", "summary": "Revenue rose."},
    {"id": 7, "text": "营收增长15%。", "summary": {"language": "en", "core_insights": [{"text": "Revenue rose"}]}},
    {"text": "营收增长15%。", "summary": "Revenue rose."},
    {"id": "\ud800", "text": "营收增长15%。", "summary": " "},
)


def json_lines(lines):
    return "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)


def test_lines_are_answered_one_by_one_in_order():
    """A line that cannot be read is told on its own line and stops nothing; blank lines count for nothing."""
    output = run("verify", "--jsonl", text=json_lines((LINES[0], "", *LINES[1:])), code=1)
    answers = [json.loads(line) for line in output.splitlines()]
    assert [answer["id"] for answer in answers] == [1, None, "a", "two", "date", None, 7, None, None]
    codes = [answer["error"]["code"] if "error" in answer else answer["status"] for answer in answers]
    assert codes == [
        "passed", "malformed-body", "invalid-request", "passed", "article-invalid", "invalid-request", "passed", "passed",
        "malformed-body",
    ]  # fmt: skip
    assert answers[1]["error"]["detail"].startswith("line 3: ")
    assert answers[2]["error"]["detail"] == "line 4: summary: Field required"


def test_lines_come_from_a_file_and_pass(tmp_path):
    (tmp_path / "lines").write_text(json_lines((LINES[0], LINES[3])), encoding="utf-8-sig")
    answers = [json.loads(line) for line in run("verify", "--jsonl", tmp_path / "lines").splitlines()]
    assert [list(answer) for answer in answers] == [
        ["id", "status", "checks", "findings", "confirmations", "uncited_paragraphs", "uncited_numbers"]
    ] * 2


def test_line_that_is_no_text_or_too_long_is_told(tmp_path):
    lines = [b"\xff\xfe", b'{"id": 1, "text": "' + b"x" * LONGEST_LINE * 2 + b'"}', json.dumps(LINES[0]).encode()]
    (tmp_path / "lines").write_bytes(b"\n".join(lines))
    answers = [json.loads(line) for line in run("verify", "--jsonl", tmp_path / "lines", code=1).splitlines()]
    assert ["error" in answer for answer in answers] == [True, True, False]


def test_defect_of_a_check_spoils_one_line_only(monkeypatch):
    """The last net: what is unexpected is told by its type, without the line's text."""

    def broken(article, *_):
        raise RuntimeError(article.paragraphs[0].text)

    monkeypatch.setattr("service.commands.lines.verify", broken)
    output = run("verify", "--jsonl", text=json_lines((LINES[0], LINES[7])), code=1)
    first = json.loads(output.splitlines()[0])
    assert first == {"id": 1, "error": {"code": "internal-error", "detail": "line 1: RuntimeError"}}
    assert len(output.splitlines()) == 2


@pytest.mark.parametrize("arguments", [["verify"], ["verify", "-"], ["verify", "--jsonl", "-", "-"]])
def test_verify_says_what_it_needs(arguments):
    assert "Usage:" in run(*arguments, code=2)


def test_plain_sentences_are_verified(tmp_path):
    (tmp_path / "article").write_text("\n".join(CHINESE), encoding="utf-8")
    arguments = ("verify", tmp_path / "article", "-", "--title", "T", "--published-at", "2025-08-13")
    report = json.loads(run(*arguments, text="The model is open. It is used often."))
    assert report["status"] == "passed"
    assert report["checks"]["citations"] == {"checked": 0, "confirmed": 0}
