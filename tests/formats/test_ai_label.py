"""The label: its words, and that no wording of it is taken for a part of the brief."""

from dataclasses import replace

import pytest
from hypothesis import example, given

from service.domain.brief import Header
from service.domain.language import Language
from service.domain.summary import Citation, Group, Summary
from service.formats import READABLE, RENDERERS
from service.formats.ai_label import NO_LABEL, STANDARD_LABEL, mistake_in, worded
from service.formats.grammar import parse
from service.formats.reading import read, read_anyones
from service.formats.text import Form, canonical, render
from tests.fakes import GOOD, OTHER, checked_brief
from tests.formats.strategies import DRAFTS, TEXT

BRIEF = checked_brief(Summary((GOOD,), (Group(1, "Figures", (OTHER,)),)))
REVIEWED = replace(BRIEF, provenance=replace(BRIEF.provenance, reviewed_by="Lin {writer} Yue"))
AWKWARD = [
    "Core Insights",
    "核心观点",
    "Group 1: AI",
    "- AI [1][2]",
    "AI [1]",
    "[3]",
    "# AI",
    "---",
    "<b>AI</b>",
    "·",
    "—",
]


@pytest.mark.parametrize(
    ("language", "unreviewed", "reviewed"),
    [
        (Language.ENGLISH, "Written by AI (model-1), not reviewed", "Written by AI (model-1), reviewed by {}"),
        (
            Language.SIMPLIFIED_CHINESE,
            "由人工智能撰写（model-1），未经人工审核",
            "由人工智能撰写（model-1），已由{}审核",
        ),
        (
            Language.TRADITIONAL_CHINESE,
            "由人工智慧撰寫（model-1），未經人工審核",
            "由人工智慧撰寫（model-1），已由{}審核",
        ),
    ],
)
def test_label_says_who_wrote_and_who_reviewed(language, unreviewed, reviewed):
    header = replace(BRIEF.header, language=language)
    assert STANDARD_LABEL.line(replace(BRIEF, header=header)) == unreviewed
    assert STANDARD_LABEL.line(replace(REVIEWED, header=header)) == reviewed.format("Lin {writer} Yue")


def test_engine_stands_for_a_model_where_none_wrote():
    extracted = replace(BRIEF, provenance=replace(BRIEF.provenance, engine="extractive", model=""))
    assert STANDARD_LABEL.line(extracted) == "Written by AI (extractive), not reviewed"


def test_label_of_the_operators_own_words():
    own = worded({Language.ENGLISH: "AI: {writer}", Language.SIMPLIFIED_CHINESE: ""})
    assert own.line(BRIEF) == "AI: model-1"
    chinese = replace(BRIEF, header=Header(language=Language.SIMPLIFIED_CHINESE))
    assert own.line(chinese) == STANDARD_LABEL.line(chinese)
    assert NO_LABEL.line(BRIEF) == ""


@pytest.mark.parametrize("writer", ["mod\nel", "\x1b[31mmodel\u202e", "  model "])
def test_label_is_one_line_whatever_the_endpoint_calls_its_model(writer):
    named = replace(BRIEF, provenance=replace(BRIEF.provenance, model=writer))
    line = worded({Language.ENGLISH: "{writer}"}).line(named)
    assert line.isprintable()
    assert line == line.strip()


@pytest.mark.parametrize(
    ("wording", "mistake"),
    [
        ("", ""),
        ("Machine-made", ""),
        ("{writer} wrote, {review} {writer}", ""),
        ("机器撰写（{writer}）", ""),
        ("x" * 200, ""),
        ("x" * 201, "200 characters"),
        ("two\nlines", "one line"),
        ("two\u2028lines", "one line"),
        ("\x1b[31mred", "control"),
        ("\u202egnorw", "bidi"),
        ("\udcff", "control"),
        ("{model}", "braces"),
        ("{", "braces"),
        ("{{writer}}", "braces"),
    ],
)
def test_wording_that_cannot_be_shown_is_refused(wording, mistake):
    assert mistake in mistake_in(wording)
    assert bool(mistake_in(wording)) is bool(mistake)


@pytest.mark.parametrize("name", READABLE)
@pytest.mark.parametrize("wording", ["", *AWKWARD])
def test_labelled_brief_is_read_without_its_label(name, wording):
    """Whatever the wording is: it is no insight, no group and no citation."""
    label = worded({Language.ENGLISH: wording})
    assert read(RENDERERS[name](BRIEF, label)).summary == canonical(BRIEF).summary


@pytest.mark.parametrize("form", Form)
@pytest.mark.property
@given(DRAFTS, TEXT)
@example(canonical(BRIEF), "— [1]")
def test_any_label_is_dropped_below_any_draft(form, draft, label):
    assert parse(render(draft, form, label)) == parse(render(draft, form))


@pytest.mark.parametrize("name", READABLE)
def test_label_is_one_line_that_can_be_taken_away(name):
    """The rest is the same to the byte, but for the blank line that sets it apart."""
    label = worded({Language.ENGLISH: "AI: {writer} wrote this"})
    with_label = RENDERERS[name](BRIEF, label).split("\n")
    without = RENDERERS[name](BRIEF, NO_LABEL).split("\n")
    (line,) = [line for line in with_label if "wrote this" in line]
    place = with_label.index(line)
    rest = with_label[:place] + with_label[place + 1 :]
    assert rest == without or [*rest[: place - 1], *rest[place:]] == without


@pytest.mark.parametrize("name", READABLE)
def test_draft_has_no_label(name):
    """It may be anyone's."""
    draft = canonical(BRIEF)
    assert RENDERERS[name](draft, STANDARD_LABEL) == RENDERERS[name](draft, NO_LABEL)


def test_software_reads_from_html_that_ai_wrote():
    """Also where the label for people is removed; of a draft nobody knows."""
    assert 'data-ai-generated="true"' in RENDERERS["html"](BRIEF, NO_LABEL)
    assert "data-ai-generated" not in RENDERERS["html"](canonical(BRIEF), NO_LABEL)


@pytest.mark.parametrize(
    ("below", "insight"),
    [
        ("\n\n— AI\n", "One thing happened"),
        ("\n— he said", "One thing happened — he said"),
        ("\n\n— he said [2]\n", "One thing happened — he said"),
        ("\n\n— first\n\n— AI\n", "One thing happened — first"),
    ],
)
def test_only_the_last_paragraph_behind_a_dash_is_a_label(below, insight):
    assert parse(f"Core Insights\n- One thing happened [1]{below}").summary.core_insights[0].text == insight


def test_label_alone_is_no_insight():
    assert not list(parse("Core Insights\n\n— AI").summary.located())


COPIED = {
    "without the blank line": "Core Insights\n- It rose [1]\n{dash}{label}",
    "with a line of its own below": "Core Insights\n- It rose [1]\n\n{dash}{label}\n\n-- \nSent from a desk",
    "all in one line": "Core Insights - It rose [1] {dash}{label}",
    "without what stands above": "- It rose [1]\n\n{dash}{label}\n",
    "as plain sentences": "It rose [1].\n{dash}{label}",
}


@pytest.mark.parametrize("copied", COPIED.values(), ids=COPIED.keys())
@pytest.mark.parametrize("dash", ["— ", "—", "– ", "- ", "-- ", ""])
@pytest.mark.parametrize("brief", [BRIEF, REVIEWED], ids=["unreviewed", "reviewed"])
@pytest.mark.parametrize("language", Language)
def test_standard_label_is_no_insight_however_it_was_copied(copied, dash, brief, language):
    """Mail programs and content systems take blank lines away, and change dashes."""
    label = STANDARD_LABEL.line_of(language, brief.provenance)
    insights = [insight for _, insight in read_anyones(copied.format(dash=dash, label=label)).located()]
    assert "AI" not in (said := " ".join(insight.text for insight in insights))
    assert "人工智" not in said
    assert insights[0].citations == (Citation(1),)


def test_sentence_about_ai_is_an_insight():
    text = "Core Insights\n- Much of it was written by AI (model-1), not reviewed [1]\n- Written by AI (x), he said [2]"
    assert len(list(read_anyones(text).located())) == 2
