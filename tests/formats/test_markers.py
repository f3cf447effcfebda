"""Citation marks of every manner, and everything that only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.summary import Citation
from service.formats.markers import brackets, normalise_markers, split_citations
from tests.formats.strategies import TEXT

pytestmark = pytest.mark.property


@pytest.mark.parametrize(
    "marks",
    [
        "[2][10]",
        "[2] [10]",
        "[2, 10]",
        "[2,10]",
        "[2; 10]",
        "[2、10]",
        "[2，10]",
        "[2 and 10]",
        "[2 & 10]",
        "[2和10]",
        "【2】【10】",
        "【2，10】",
        "［2］［10］",
        "[２][１０]",
        "[¶2][¶10]",
        "[P2, P10]",
        "[^2][^10]",
        "[Paragraph 2, Paragraph 10]",
        "[Source: 2][Source: 10]",
        "[第2段][第10段]",
        "[段落2][段落10]",
        "【2†source】【10†source】",
        "(2)(10)",
        "（2）（10）",
        "[2, 10].",
        "[2][10]。",
    ],
)
@pytest.mark.parametrize("text", ["Users doubled within a year", "用户一年内翻番"])
def test_marks_of_every_manner_are_one_thing(text, marks):
    plain, citations = split_citations(f"{text} {marks}")
    assert citations == (Citation(2), Citation(10))
    assert plain.rstrip(".。") == text
    assert normalise_markers(f"{text} {marks}").endswith(" [2][10]")


@pytest.mark.parametrize("dash", ["-", "–", "—", "~", "至"])
def test_ranges_name_every_paragraph(dash):
    assert split_citations(f"Users doubled [2{dash}4]")[1] == (Citation(2), Citation(3), Citation(4))


@pytest.mark.parametrize(
    ("marks", "citations"),
    [
        ("[2: “翻了一番”]", [(2, "翻了一番")]),
        ('[2: "doubled"][10: "in a year"]', [(2, "doubled"), (10, "in a year")]),
        ("[2：「翻了一番」]", [(2, "翻了一番")]),
        ("[2: 'the users' number']", [(2, "the users' number")]),
        ("[2: “a [1] b”]", [(2, "a [1] b")]),
        ("[2: “a”; 10: “b”]", [(2, "a"), (10, "b")]),
        ("[2: plain words]", [(2, "plain words")]),
        ("[2 “doubled”]", [(2, "doubled")]),
        ("[2: “doubled.”]", [(2, "doubled.")]),
    ],
)
def test_quotes_are_kept_with_their_number(marks, citations):
    text, found = split_citations(f"Users doubled {marks}")
    assert text == "Users doubled"
    assert [(one.paragraph, one.quote) for one in found] == citations


@pytest.mark.parametrize(
    "text",
    [
        "Rivals [sic] were surprised",
        "[2025] was a good year",
        "In [1990-2025] it grew",
        "The value is arr[0] here",
        "See [1](https://example.org) for more",
        "(1) first, (2) second",
        "It rose (2) times",
        "[0] is no paragraph",
        "[2001] is beyond the last",
        "[1-400] names too many",
        "[4-2] runs backwards",
        "an open [ bracket",
        "[1",
        "[]",
        "[A][B]",
        "【广告】新机发布",
        "",
    ],
)
def test_what_only_looks_like_a_mark_stays_text(text):
    assert split_citations(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Users [1] doubled [2]", "Users doubled"),
        ("Users doubled [1], they said [2].", "Users doubled, they said."),
        ("用户[1]翻番[2]。", "用户翻番。"),
        ("Users doubled [1] . [2]", "Users doubled."),
        ("[1] Users doubled", "Users doubled"),
    ],
)
def test_gaps_close_behind_marks(text, plain):
    assert split_citations(text)[0] == plain


def test_brackets_are_ascending_without_repeats():
    assert brackets((Citation(10), Citation(2), Citation(10, "again"))) == "[2][10]"


@given(TEXT)
def test_text_without_brackets_is_left_alone(text):
    text = "".join(character for character in text if character not in "[］［]【】()（）")
    assert split_citations(text) == (text, ())


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="[]［］【】()（）")),
    st.lists(st.integers(1, 2000), min_size=1),
)
def test_marks_behind_any_text_are_found(text, numbers):
    plain, citations = split_citations(f"{text} " + "".join(f"[{number}]" for number in numbers))
    assert plain == text.strip()
    assert [citation.paragraph for citation in citations] == numbers


@given(st.text('[]【】()1290,-:“” "a中.', max_size=60))
def test_no_text_is_too_odd(text):
    plain, citations = split_citations(text)
    assert all(1 <= citation.paragraph <= 2_000 for citation in citations)
    assert citations or plain == text
