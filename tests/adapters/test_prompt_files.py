"""Prompts as files: ours are what they were when merged, and an operator's mistakes are all listed."""

import re
import shutil
from pathlib import Path

import pytest

from service.adapters.prompt_files import NOTES_PROMPT, load_notes_prompt, load_prompt, shipped_prompts
from service.adapters.token_counter import VocabularyTokenCounter
from service.domain.article import About, read_paragraphs
from service.domain.errors import SettingsError
from service.domain.finding import Severity
from service.domain.gate import gate, settle
from service.domain.language import Language
from service.domain.short_forms import ShortForm, headline_of
from service.engines.wire import parse_answer
from service.settings import DEFAULT_PROMPT


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A PROMPTS_DIR with a copy of our prompt, to be spoilt."""
    shutil.copytree(shipped_prompts() / "news-brief", tmp_path / "news-brief")
    return tmp_path


def mistakes(prompt_id: str, folder: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load_prompt(prompt_id, folder)
    return caught.value.mistakes


def test_merged_prompts_never_change():
    """Never edit a merged version of a prompt: add the next one, with a line of its own in digests.txt.

    Kept briefs name the digest that made them, and a cache key holds it.
    """
    lines = (shipped_prompts() / "digests.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split() for line in lines if not line.startswith("#"))
    folders = [path.parent for path in shipped_prompts().glob("*/*/system.md")]
    found = {f"{folder.parent.name}/{folder.name}" for folder in folders}
    digests = {prompt_id: load_prompt(prompt_id).digest for prompt_id in found if prompt_id.startswith("news-brief/")}
    assert digests | {NOTES_PROMPT: load_notes_prompt().digest} == pinned
    assert found == set(pinned)


def test_own_prompt_replaces_ours(own: Path):
    user = own / "news-brief/v1/user.md"
    user.write_text(user.read_text(encoding="utf-8") + "\nBe brief.", encoding="utf-8")
    prompt = load_prompt("news-brief/v1", own)
    assert prompt.user.template.endswith("Be brief.")
    assert prompt.digest != load_prompt("news-brief/v1").digest


def test_line_ends_do_not_change_a_prompt(own: Path):
    for path in (own / "news-brief/v1").iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_prompt("news-brief/v1", own).digest == load_prompt("news-brief/v1").digest


@pytest.mark.fault(32, "missing prompt, dropped placeholder: every mistake is listed")
def test_every_mistake_is_listed(own: Path):
    folder = own / "news-brief/v1"
    (folder / "user.md").write_text("Brief $article in $output_langage", encoding="utf-8")
    (folder / "repair.md").write_text("It costs $5", encoding="utf-8")
    (folder / "example.en.en.md").unlink()
    (folder / "system.md").write_text(" \n", encoding="utf-8")
    found = mistakes("news-brief/v1", own)
    assert "prompt news-brief/v1: system.md is missing or empty" in found
    assert "prompt news-brief/v1: example.en.en.md is missing or empty" in found
    assert "prompt news-brief/v1: user.md lacks $fence" in found
    assert "prompt news-brief/v1: user.md has the unknown $output_langage" in found
    assert any("repair.md has a $ that begins no placeholder" in mistake for mistake in found)
    assert len(found) == 11


@pytest.mark.fault(32, "missing prompt, dropped placeholder: every mistake is listed")
@pytest.mark.parametrize("name", ["system", "user", "repair"])
def test_dropped_placeholder_stops_the_start(own: Path, name: str):
    path = own / f"news-brief/v1/{name}.md"
    text = path.read_text(encoding="utf-8")
    for placeholder in re.findall(r"\$(\w+)", text):
        path.write_text(re.sub(rf"\${placeholder}\b", "", text), encoding="utf-8")
        assert mistakes("news-brief/v1", own) == (f"prompt news-brief/v1: {name}.md lacks ${placeholder}",)


@pytest.mark.parametrize(
    "bad", ["../secrets", "news-brief/../v1", "/etc", "", "news-brief/", ".hidden/v1", "a\\b", "a\0b", "news brief"]
)
def test_ids_never_leave_the_folder(bad: str):
    assert "PROMPT must be" in mistakes(bad)[0]


@pytest.mark.fault(32, "missing prompt, dropped placeholder: every mistake is listed")
def test_missing_prompt_is_named():
    assert "news-brief/v999" in mistakes("news-brief/v999")[0]


def test_files_that_are_no_text_are_refused(own: Path):
    (own / "news-brief/v1/user.md").write_bytes(b"\xff\xfe$article")
    (own / "news-brief/v1/repair.md").write_bytes(b"x" * 100_001)
    found = mistakes("news-brief/v1", own)
    assert [("UTF-8" in mistake, "bytes" in mistake) for mistake in found] == [(True, False), (False, True)]


@pytest.mark.parametrize("source", [Language.ENGLISH, Language.SIMPLIFIED_CHINESE, Language.TRADITIONAL_CHINESE])
@pytest.mark.parametrize("output", Language)
@pytest.mark.parametrize("version", ["news-brief/v1", "news-brief/v2"])
def test_examples_obey_our_own_rules(version: str, source: Language, output: Language):
    """Each is read back, its quotes stand in the paragraphs they name, and its size is what the rules ask for."""
    article, brief = load_prompt(version).example(source, output).split("\n\nBrief:\n")
    paragraphs = {int(n): text for n, text in re.findall(r"^\[(\d)\] (.*)$", article, re.MULTILINE)}
    summary = parse_answer(brief)
    insights = [insight for _, insight in summary.located()]
    assert (len(summary.core_insights), len(summary.groups)) == (2, 1)
    assert all(c.quote in paragraphs[c.paragraph] for insight in insights for c in insight.citations)
    for insight in insights if version == "news-brief/v1" else insights[1:]:
        if output is Language.ENGLISH:
            assert 15 <= len(insight.text.split()) <= 35
        else:
            assert 25 <= len(insight.text) <= 80


@pytest.mark.parametrize("source", [Language.ENGLISH, Language.SIMPLIFIED_CHINESE])
@pytest.mark.parametrize("output", Language)
def test_examples_begin_with_a_headline_and_pass_the_checks(source: Language, output: Language):
    article, brief = load_prompt(DEFAULT_PROMPT).example(source, output).split("\n\nBrief:\n")
    paragraphs = [line.partition("] ")[2] for line in article.splitlines() if line.startswith("[")]
    settled = settle(gate(read_paragraphs(paragraphs, About(title="")), parse_answer(brief)))
    assert not settled.withheld
    assert all(finding.severity is Severity.NOTES for finding in settled.report.findings)
    first = settled.summary.core_insights[0]
    assert headline_of(settled.summary) == ShortForm(first.text, ("/core_insights/0",))
    assert len(first.text) <= (70 if output is Language.ENGLISH else 35)


def test_own_notes_prompt_replaces_ours(own: Path):
    assert load_notes_prompt(own).digest == load_notes_prompt().digest  # the operator has none
    shutil.copytree(shipped_prompts() / "news-notes", own / "news-notes")
    user = own / NOTES_PROMPT / "user.md"
    user.write_text(user.read_text(encoding="utf-8") + "\nBe quick.", encoding="utf-8")
    assert load_notes_prompt(own).user.template.endswith("Be quick.")
    assert load_notes_prompt(own).digest != load_notes_prompt().digest


def test_mistakes_of_own_notes_prompt_are_listed(own: Path):
    (own / NOTES_PROMPT).mkdir(parents=True)
    (own / NOTES_PROMPT / "user.md").write_text("Pick $most of $article", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_notes_prompt(own)
    assert set(caught.value.mistakes) == {
        "prompt news-notes/v1: system.md is missing or empty",
        "prompt news-notes/v1: user.md lacks $fence",
    }


def test_notes_prompt_is_short():
    """It is paid for every chunk: at the smallest window (4,096) 300 tokens are a tenth of what an article costs."""
    prompt = load_notes_prompt()
    rules = prompt.system.substitute(
        source_language="Traditional Chinese (繁體中文)", quote_length="6 to 30 characters"
    )
    question = prompt.user.substitute(most=16, fence="0" * 16, article="")
    count = VocabularyTokenCounter().count
    assert count(rules) <= 200
    assert count(rules + question) <= 300
