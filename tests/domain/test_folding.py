"""Variants of one character become the same, and each knows its origin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.folding import fold, in_word

pytestmark = pytest.mark.property


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＩ１２３％", "ai123%"),
        ("開源模型", "开源模型"),
        ("“引号”", "「引号」"),
        ("‘a’", '"a"'),
        ("阿里 Qwen 模型", "阿里Qwen模型"),
        ("a\u3000 b", "a b"),
        ("version .5", "version。5"),
        ("长——破折号", "长-破折号"),
        ("等等……", "等等…"),
        ("逗号，句号。", "逗号,句号."),
        ("café", "cafe\u0301"),
        ("１，５００", "1,500"),
        ("３．５亿", "3.5亿"),
        ("《书》〔注〕", "<书>[注]"),
        ("x\u200by", "xy"),
    ],
)
def test_variants_fold_alike(one, other):
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(
    ("one", "other"), [("now here", "nowhere"), ("3.5", "35"), ("1,500", "1500"), ("在2023，2024年", "在2023,2024年")]
)
def test_what_differs_stays_different(one, other):
    assert fold(one).text != fold(other).text


def test_stop_between_digits_is_decimal():
    assert fold("3.5").text == "3.5"
    assert fold("增长50。2024年").text == "增长50。2024年"
    assert fold("end. Next").text == "end。next"


@pytest.mark.parametrize(
    ("character", "inside"), [("a", True), ("é", True), ("7", True), ("中", False), ("-", False), ("", False)]
)
def test_words_are_of_spaced_scripts(character, inside):
    assert in_word(character) is inside


@given(st.text(max_size=200))
def test_every_character_knows_its_origin(text):
    folded = fold(text)
    assert len(folded.origins) == len(folded.text)
    assert list(folded.origins) == sorted(folded.origins)
    assert all(0 <= origin < len(text) for origin in folded.origins)


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text).text).text == fold(text).text
