"""``core-insights evaluate`` as its user runs it."""

import json

import pytest
from click.testing import CliRunner

from service.__main__ import main
from service.domain.summary import Summary
from service.evaluation.labelled import timing
from service.schema.briefs import dump_brief
from tests.evaluation.samples import ARTICLES, LABELLED, write
from tests.fakes import GOOD, checked_brief


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    for name in ("LLM", "REDIS_URL", "OPENAI_MODEL", "DEFAULT_LANGUAGE", "PROMPTS_DIR", "GLOSSARY", "VERIFY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(timing, "_ROUNDS", 1)
    monkeypatch.setattr(timing, "_HOSTILE_CHARACTERS", 100)


@pytest.fixture
def run(tmp_path):
    def run(*arguments, code=0):
        result = CliRunner().invoke(
            main, ["evaluate", *map(str, arguments), "--json", str(tmp_path / "out" / "e.json")]
        )
        assert result.exit_code == code, result.output
        path = tmp_path / "out" / "e.json"
        return result.output, json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    return run


def test_folder_is_scored_whole(tmp_path, run):
    output, written = run(write(tmp_path, ARTICLES | LABELLED))
    assert "extractive" in output
    assert "format conformance" in output
    assert "not in" in output
    assert [contender["name"] for contender in written["contenders"]] == ["extractive"]
    assert written["contenders"][0]["failed"] == {"article-too-short": ["short"]}
    assert {row["set"] for row in written["checks"]} >= {"demetr_zh_en", "Chinese with errors"}
    assert written["sets_not_there"] == ["summedits_ectsum_en"]
    assert {"set", "metric", "id", "text", "source", "findings"} == set(written["misses"][0])


def test_contenders_stand_side_by_side(tmp_path, run):
    write(tmp_path, ARTICLES)
    prompts = ("--prompt", "news-brief/v2", "--prompt", "news-brief/v2")
    output, written = run(
        tmp_path, "--only", "briefs", "--backend", "extractive", *prompts, "--limit", 1, "--language", "source"
    )
    assert [contender["name"] for contender in written["contenders"]] == ["extractive news-brief/v2"] * 2
    assert written["contenders"][0]["measures"]["articles"] == 2
    assert written["checks"] == []
    assert "demetr" not in output


def test_saved_briefs_need_no_articles(tmp_path, run):
    (tmp_path / "briefs.jsonl").write_bytes(dump_brief(checked_brief(Summary((GOOD,)))))
    output, written = run("--briefs", tmp_path / "briefs.jsonl")
    assert [contender["name"] for contender in written["contenders"]] == ["briefs.jsonl"]
    assert "briefs" in output


def test_articles_of_ones_own_are_scored(tmp_path, run):
    write(tmp_path, ARTICLES)
    _, written = run("--articles", tmp_path / "articles_en.jsonl", "--articles", tmp_path / "articles_zh.jsonl")
    assert written["contenders"][0]["measures"]["articles"] == 3


def test_checks_may_be_scored_alone(tmp_path, run):
    _, written = run(write(tmp_path, LABELLED), "--only", "checks")
    assert written["contenders"] == []


def test_set_that_breaks_does_not_hide_the_others(tmp_path, run, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("service.evaluation.checks._timed", broken)
    output, written = run(write(tmp_path, LABELLED), "--only", "checks")
    assert "broke: time (ZeroDivisionError)" in output
    assert written["checks"]


@pytest.mark.parametrize(
    ("arguments", "words"), [((), "give a folder DATA"), (("--backend", "x"), "the backends are extractive")]
)
def test_mistakes_are_told(tmp_path, run, arguments, words):
    data = (write(tmp_path, ARTICLES),) if arguments else ()
    output, _ = run(*data, *arguments, code=2)
    assert words in output


def test_wrong_row_is_told(tmp_path, run):
    (tmp_path / "a.jsonl").write_text("nope")
    output, _ = run("--articles", tmp_path / "a.jsonl", code=1)
    assert "a.jsonl, line 1" in output
