"""What changed is told in Markdown, HTML and on the page, numbers first, and is no part of the summary read back."""

from dataclasses import replace

import pytest

from service.domain.changes import Change, ChangeKind
from service.domain.language import Language
from service.domain.summary import Group, Summary
from service.formats import html, markdown
from service.formats.reading import read
from service.formats.text import Form, render
from service.formats.what_changed import CHANGE_WORDS, MOST_LINES, change_lines
from service.web.evidence import of_brief
from tests.fakes import GOOD, OTHER, checked_brief
from tests.formats.test_inert import HOSTILE, elements

NUMBER = Change(kind=ChangeKind.NUMBER, before="3.5亿次", after="4亿次", paragraph_before=1, paragraph=1)
CHANGES = (
    NUMBER,
    replace(NUMBER, before=""),
    replace(NUMBER, after=""),
    Change(kind=ChangeKind.DATE, before="8月12日", after="8月13日", paragraph_before=1, paragraph=1),
    Change(kind=ChangeKind.ADDED, after="全新的一段。", paragraph=2),
    Change(kind=ChangeKind.REMOVED, before="旧的\n一段。", paragraph_before=2),
    Change(kind=ChangeKind.WORDING, before="一", after="二", paragraph_before=3, paragraph=3),
)
BRIEF = replace(checked_brief(Summary((GOOD,), (Group(1, "Figures", (OTHER,)),))), changes=CHANGES)


def in_language(language: Language):
    return replace(BRIEF, header=replace(BRIEF.header, language=language))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            Language.ENGLISH,
            ["3.5亿次 → 4亿次", "new: 4亿次", "gone: 3.5亿次", "8月12日 → 8月13日", "new paragraph", "removed: “旧的 一段。”", "reworded"],
        ),
        (
            Language.SIMPLIFIED_CHINESE,
            ["3.5亿次 → 4亿次", "新增：4亿次", "删去：3.5亿次", "8月12日 → 8月13日", "新段落", "删去：“旧的 一段。”", "措辞有改动"],
        ),
        (
            Language.TRADITIONAL_CHINESE,
            ["3.5亿次 → 4亿次", "新增：4亿次", "刪去：3.5亿次", "8月12日 → 8月13日", "新段落", "刪去：「旧的 一段。」", "措辭有改動"],
        ),
    ],
)  # fmt: skip
def test_each_change_has_its_words(language, expected):
    lines = list(change_lines(in_language(language)))
    assert [line.text for line in lines] == expected
    assert [line.paragraph for line in lines] == [1, 1, 1, 1, 2, None, 3]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("rendering", [markdown.render, html.render])
def test_the_section_is_told_and_is_no_part_of_the_summary(language, rendering):
    brief = in_language(language)
    page = rendering(brief)
    assert CHANGE_WORDS[language].heading in page
    assert "5亿次 → 4亿次" in page
    assert read(page) == read(rendering(replace(brief, changes=())))
    assert CHANGE_WORDS[language].heading not in rendering(replace(brief, changes=()))


@pytest.mark.parametrize("form", Form)
def test_the_text_forms_do_not_tell(form):
    assert render(BRIEF, form) == render(replace(BRIEF, changes=()), form)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_shown_and_not_obeyed(text):
    hostile = replace(BRIEF, changes=(replace(NUMBER, after=text), replace(CHANGES[5], before=text)))
    found, plain = elements(html.render(hostile)), elements(html.render(replace(BRIEF, changes=CHANGES[:2])))
    assert {one.tag for one in found} == {one.tag for one in plain}
    assert all(one.get("href", "#p").startswith("#p") for one in found)
    assert read(markdown.render(hostile)) == read(markdown.render(BRIEF))


def test_a_reader_is_told_how_many_more_there_are():
    lines = list(change_lines(replace(BRIEF, changes=(NUMBER,) * (MOST_LINES + 5))))
    assert (len(lines), lines[-1].text) == (MOST_LINES + 1, "and 5 more changes")


def test_the_page_shows_them():
    view = of_brief(BRIEF, "")
    assert (view.changes_heading, view.changes[0].text) == ("What changed", "3.5亿次 → 4亿次")
