"""The fields of a content system, as it asks for them."""

import json

import pytest

from service.domain.summary import Citation, Group, Insight, Summary
from service.formats.suggestions import Wanted, render, wanted_by
from tests.fakes import GOOD, OTHER, checked_brief

DEMAND = 'Answer as {"suggestions": ["first", "second"]}.'


@pytest.mark.parametrize(
    ("instructions", "wanted"),
    [
        ("Write 3 versions of the 'headline' of the article.", Wanted.HEADLINE),
        ("Write a summary of the article, for use as its 'headline'.", Wanted.HEADLINE),
        ("Write a summary of the article, for use as its 'abstract'.", Wanted.STANDFIRST),
        ("Write a summary of the article, for use as its 'body_html'.", Wanted.STANDFIRST),
        ("Write 3 versions of the 'description_text' of the article.", Wanted.STANDFIRST),
        ("Propose titles with no summary in them.", Wanted.HEADLINE),
        ("List the key points.", Wanted.INSIGHTS),
        ("Write 3 versions of the 'body_footer' of the article.", Wanted.INSIGHTS),
        ("请拟三个标题", Wanted.HEADLINE),
        ("请为“摘要”栏撰写导语", Wanted.STANDFIRST),
        ("請列出要點", Wanted.INSIGHTS),
        ("", Wanted.INSIGHTS),
    ],
)
def test_first_field_named_is_wanted(instructions, wanted):
    assert wanted_by(f"{instructions}\n{DEMAND}") is wanted


@pytest.mark.parametrize(
    "instructions", ["", "Make suggestions for a headline.", '{"headline": ["x"]}', '"suggestions"']
)
def test_no_demand_is_none(instructions):
    assert wanted_by(instructions) is None


def suggested(summary, wanted, label=""):
    return json.loads(render(checked_brief(summary), wanted, label))


SUMMARY = Summary((OTHER, GOOD), (Group(1, "Figures", (OTHER,)),))
LONG = Insight(f"The model was downloaded {'very ' * 70}often", (Citation(1, "已超3.5亿次"),))


def test_headline_is_the_short_form():
    assert suggested(SUMMARY, Wanted.HEADLINE) == {"suggestions": [GOOD.text]}


def test_details_are_offered_where_there_is_no_headline():
    assert suggested(Summary((LONG,), (Group(1, "Figures", (LONG, GOOD)),)), Wanted.HEADLINE) == {
        "suggestions": [GOOD.text]
    }


def test_standfirst_is_the_short_form_without_citations():
    (standfirst,) = suggested(SUMMARY, Wanted.STANDFIRST)["suggestions"]
    assert standfirst == f"{OTHER.text}."


@pytest.mark.parametrize("wanted", Wanted)
def test_insights_stand_in_for_a_short_form_that_is_not_there(wanted):
    assert suggested(Summary((LONG,)), wanted) == {"suggestions": [LONG.text]}


def test_label_stands_beside_the_suggestions():
    answer = suggested(SUMMARY, Wanted.INSIGHTS, "Written by AI")
    assert answer == {"suggestions": [OTHER.text, GOOD.text, OTHER.text], "label": "Written by AI"}
