"""What a label is made of is found in a brief's JSON without reading it all, whatever its texts hold."""

import json
from dataclasses import replace

import pytest

from service.domain.language import Language
from service.domain.summary import Group, Insight, Summary
from service.domain.verification import Tally
from service.formats.ai_label import NO_LABEL, STANDARD_LABEL
from service.schema.briefs import dump_brief
from service.summarizer import labelled
from tests.fakes import GOOD, OTHER, checked_brief

BRIEF = checked_brief(Summary((GOOD,), (Group(1, "Figures", (OTHER,)),)))
HOSTILE = '"language":"xx","provenance":{"engine":"nobody"}} \\" \u2028 数'


@pytest.mark.parametrize("language", Language)
def test_label_is_one_more_member(language: Language):
    brief = replace(BRIEF, header=replace(BRIEF.header, language=language))
    served = json.loads(labelled(dump_brief(brief), STANDARD_LABEL))
    assert served.pop("label") == STANDARD_LABEL.line(brief)
    assert served == json.loads(dump_brief(brief))


def test_members_named_in_texts_are_not_taken_for_members():
    brief = replace(
        BRIEF,
        header=replace(BRIEF.header, title=HOSTILE),
        summary=Summary((Insight(HOSTILE),), (Group(1, HOSTILE, (Insight("provenance"),)),)),
        verification=replace(BRIEF.verification, checks={"provenance": Tally(1, 1), "language": Tally(1, 1)}),
        provenance=replace(BRIEF.provenance, model=HOSTILE, reviewed_by="} " + HOSTILE),
        previous=HOSTILE,
    )
    assert json.loads(labelled(dump_brief(brief), STANDARD_LABEL))["label"] == STANDARD_LABEL.line(brief)


def test_removed_label_leaves_the_bytes():
    assert labelled(dump_brief(BRIEF), NO_LABEL) == dump_brief(BRIEF)
