"""What a brief is similar to is told in Markdown, HTML and on the page, and is no part of the summary read back."""

from dataclasses import replace

import pytest

from service.domain.changes import Change, ChangeKind, Similar
from service.domain.language import Language
from service.domain.summary import Group, Summary
from service.formats import html, markdown
from service.formats.reading import read
from service.formats.similar import SIMILAR_WORDS, similar_lines
from service.formats.text import Form, render
from service.web.evidence import of_brief
from tests.fakes import GOOD, OTHER, checked_brief
from tests.formats.test_inert import HOSTILE, elements

NUMBER = Change(kind=ChangeKind.NUMBER, before="3.5亿次", after="5.3亿次", paragraph_before=1, paragraph=2)
ID = "0123456789abcdef" * 2
SIMILAR = Similar(ID, 0.87, (NUMBER, replace(NUMBER, before=""), replace(NUMBER, after="", paragraph=None)))
BRIEF = replace(checked_brief(Summary((GOOD,), (Group(1, "Figures", (OTHER,)),))), similar_to=(SIMILAR,))


@pytest.mark.parametrize(
    ("language", "share", "numbers"),
    [
        (Language.ENGLISH, "87% the same: ", ["5.3亿次 here, 3.5亿次 there", "only here: 5.3亿次", "only there: 3.5亿次"]),
        (Language.SIMPLIFIED_CHINESE, "87% 相同：", ["本文5.3亿次，另一篇3.5亿次", "仅见于本文：5.3亿次", "仅见于另一篇：3.5亿次"]),
        (Language.TRADITIONAL_CHINESE, "87% 相同：", ["本文5.3亿次，另一篇3.5亿次", "僅見於本文：5.3亿次", "僅見於另一篇：3.5亿次"]),
    ],
)  # fmt: skip
def test_numbers_are_told_of_both_articles(language, share, numbers):
    [line] = similar_lines(replace(BRIEF, header=replace(BRIEF.header, language=language)))
    assert (line.text, line.id) == (share, ID)
    assert [number.text for number in line.numbers] == numbers
    assert [number.paragraph for number in line.numbers] == [2, 2, None]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("rendering", [markdown.render, html.render])
def test_the_section_is_told_and_is_no_part_of_the_summary(language, rendering):
    brief = replace(BRIEF, header=replace(BRIEF.header, language=language))
    page, without = rendering(brief), rendering(replace(brief, similar_to=()))
    assert SIMILAR_WORDS[language].heading in page
    assert ID in page
    assert read(page) == read(without)
    assert SIMILAR_WORDS[language].heading not in without


@pytest.mark.parametrize("form", Form)
def test_the_text_forms_do_not_tell(form):
    assert render(BRIEF, form) == render(replace(BRIEF, similar_to=()), form)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_shown_and_not_obeyed(text):
    hostile = replace(BRIEF, similar_to=(replace(SIMILAR, numbers=(replace(NUMBER, after=text),)),))
    found, plain = elements(html.render(hostile)), elements(html.render(BRIEF))
    assert {one.tag for one in found} == {one.tag for one in plain}
    assert all(one.get("href", "#p").startswith("#p") for one in found)
    assert read(markdown.render(hostile)) == read(markdown.render(BRIEF))


def test_the_page_shows_them():
    [line] = of_brief(BRIEF, "").similar
    assert line.numbers[0].text == "5.3亿次 here, 3.5亿次 there"
