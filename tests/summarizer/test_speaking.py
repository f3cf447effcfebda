"""A brief in words while it is made: what was said is the beginning of the whole, or the end is an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.brief import Header
from service.domain.errors import AnswerIncomplete
from service.domain.language import Language
from service.domain.summary import Group, Summary
from service.formats.ai_label import STANDARD_LABEL
from service.ports import LAST, Notice, Told
from service.schema.briefs import dump_brief
from service.summarizer import notices
from service.summarizer.speaking import spoken, voice_of
from tests.fakes import GOOD, OTHER, checked_brief

SUMMARY = Summary((GOOD, OTHER), (Group(1, "Figures", (OTHER, GOOD)), Group(2, "More", (GOOD,))))
PLACES = [where for where, _ in SUMMARY.located()]
LINES = voice_of("", STANDARD_LABEL, as_json=False)


def meta():
    return notices.meta("0" * 32, Header(language=Language.ENGLISH, title="星河智能发布新模型"), (), backend="")


def insight(position, passed=None):
    where, one = list(SUMMARY.located())[position]
    return notices.insight(where, passed or one, (), position=position)


FIGURES, MORE = notices.group(1, "Figures"), notices.group(2, "More")
ALL = [meta(), insight(0), insight(1), FIGURES, insight(2), insight(3), MORE, insight(4)]


def hearing(told, brief):
    yield from (one if one is None else Told(one, "r", 1) for one in told)
    if brief:
        yield Told(Notice(LAST, dump_brief(brief).decode), "r", 99)


def said(told, brief=None, voice=LINES):
    """The pieces that were said, and the brief that came with the last."""
    pieces = [one for one in spoken(hearing(told, brief), voice) if one]
    assert all(one.brief is None for one in pieces[:-1])
    return [one.text for one in pieces]


def test_each_insight_is_said_as_it_comes():
    brief = checked_brief(SUMMARY)
    pieces = said(ALL, brief)
    assert "".join(pieces) == LINES.whole(brief)
    assert pieces[0] == "星河智能发布新模型\n\nCore Insights\n"
    assert pieces[1:3] == [f"- {GOOD.text} [1]\n", f"- {OTHER.text} [3]\n"]
    assert pieces[3] == f"\nGroup 1: Figures\n- {OTHER.text} [3]\n"
    assert pieces[-1] == "\n— Written by AI (model-1), not reviewed\n"


def test_pauses_are_told():
    assert list(spoken(hearing([None, None], None), LINES)) == [None, None]


@pytest.mark.parametrize("missing", range(5))
def test_nothing_is_said_behind_an_insight_that_may_yet_be_mended(missing):
    late = [one for one in ALL if one != insight(missing)]
    brief = checked_brief(SUMMARY)
    pieces = said([*late, insight(missing)], brief)
    assert "".join(pieces) == LINES.whole(brief)
    assert len(pieces) == missing + 3, "the header, those before it, itself, the rest"


def test_brief_without_its_withheld_insight_ends_well():
    told = [one for one in ALL if one != insight(1)] + [notices.withheld(PLACES[1], OTHER.text, ())]
    brief = checked_brief(Summary((GOOD,), SUMMARY.groups))
    assert "".join(said(told, brief)) == LINES.whole(brief)


def test_group_is_not_said_before_a_core_insight():
    """A model may write the groups first; a reader meets them last."""
    groups_first = [notices.insight(PLACES[2], OTHER, (), position=0), notices.insight(PLACES[0], GOOD, (), position=1)]
    brief = checked_brief(Summary((GOOD,), (Group(1, "Figures", (OTHER,)),)))
    pieces = said([meta(), FIGURES, *groups_first], brief)
    assert "".join(pieces) == LINES.whole(brief)
    assert len(pieces) == 2


def test_core_insight_after_a_group_waits_for_the_end():
    late = notices.insight("/core_insights/1", OTHER, (), position=2)
    brief = checked_brief(Summary((GOOD,), (Group(1, "Figures", (OTHER,)),)))
    pieces = said([meta(), insight(0), FIGURES, notices.insight(PLACES[2], OTHER, (), position=1), late], brief)
    assert "".join(pieces) == LINES.whole(brief)


def test_other_words_than_were_said_end_in_an_error():
    brief = checked_brief(Summary((OTHER,)))
    with pytest.raises(AnswerIncomplete):
        said(ALL, brief)


def test_answer_that_begins_anew_is_said_where_it_is_the_same():
    brief = checked_brief(SUMMARY)
    assert "".join(said([*ALL[:3], *ALL], brief)) == LINES.whole(brief)


def test_insight_without_a_beginning_is_not_said():
    brief = checked_brief(SUMMARY)
    assert said(ALL[1:], brief) == [LINES.whole(brief)]


@pytest.mark.parametrize(
    ("instructions", "as_json"), [('a headline, {"suggestions": [', False), ('{"suggestions":["a"]}', True), ("", True)]
)
def test_json_is_said_at_the_end(instructions, as_json):
    voice = voice_of(instructions, STANDARD_LABEL, as_json=as_json)
    brief = checked_brief(SUMMARY)
    assert said(ALL, brief, voice) == [voice.whole(brief)]
    assert voice.whole(brief).startswith('{"suggestions": [' if instructions else f'{{"id":"{brief.id}"')
    assert '"Written by AI (model-1), not reviewed"' in voice.whole(brief)


@pytest.mark.property
@given(st.permutations(range(5)), st.integers(0, 5))
def test_whatever_is_told_in_whatever_order_is_said_whole_or_not_at_all(order, count):
    brief = checked_brief(SUMMARY)
    told = [meta(), FIGURES, MORE, *(insight(position) for position in order[:count])]
    assert "".join(said(told, brief)) == LINES.whole(brief)
