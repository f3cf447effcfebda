"""Numerals of both languages are exact numbers."""

from decimal import Decimal

import pytest

from service.domain.quantities.numerals import read_digits, read_english, read_han


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三", 3),
        ("十", 10),
        ("十六", 16),
        ("二十一", 21),
        ("二百五", 250),
        ("一千六", 1_600),
        ("千三", 1_300),
        ("一千零六", 1_006),
        ("两千四百五", 2_450),
        ("九十二万四", 924_000),
        ("九万零四百", 90_400),
        ("一百零一万一千", 1_011_000),
        ("一亿两千万", 120_000_000),
        ("五千亿", 500_000_000_000),
        ("四万亿", 4 * 10**12),
        ("拾亿零六万零五百零六", 1_000_060_506),
        ("四千五百六十九万八千三百一十一亿四千八百七十二万五千三百八十二", 4_569_831_148_725_382),
        ("零十", 10),
        ("16.4亿", 1_640_000_000),
        ("1.2万亿", 1_200_000_000_000),
        ("10万万", 10**9),
        ("1,100.9亿", 110_090_000_000),
        ("3万4000", 34_000),
        ("5亿1万4千6百", 500_014_600),
        ("二〇二五", 2025),
        ("三点五", "3.5"),
        ("八千三百八十五万二千三百二十六点三三", "83852326.33"),
        ("壹佰贰拾叁", 123),
    ],
)
def test_han_numerals_are_exact(text, value):
    numeral = read_han(text)
    assert (numeral.value, numeral.high) == (Decimal(value), Decimal(value))


@pytest.mark.parametrize(
    ("text", "low", "high", "step"),
    [
        ("三五千", 3_000, 5_000, 1_000),
        ("五六十", 50, 60, 10),
        ("十五六", 15, 16, 1),
        ("两三万", 20_000, 30_000, 10_000),
        ("一万六七", 16_000, 17_000, 1_000),
        ("两三", 2, 3, 1),
    ],
)
def test_two_digits_side_by_side_are_a_range(text, low, high, step):
    numeral = read_han(text)
    assert (numeral.value, numeral.high, numeral.step) == (low, high, step)


@pytest.mark.parametrize(
    ("text", "step"), [("3.5亿", 10**7), ("350", 1), ("五千亿", 10**11), ("二百五", 10), ("0.25", "0.01")]
)
def test_step_is_the_last_place_written(text, step):
    assert read_han(text).step == Decimal(step)


@pytest.mark.parametrize("text", ["万亿万亿", "百百百", "3五", "五3万", "三3五万", "万3五", ""])
def test_what_is_no_number_is_none(text):
    assert read_han(text) is None


def test_digits_with_separators_are_read():
    assert read_digits("1,234,567.50").value == Decimal("1234567.50")
    assert read_digits("1,234,567.50").step == Decimal("0.01")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("seven", 7),
        ("twenty-one", 21),
        ("two hundred and fifty-four", 254),
        ("a million", 1_000_000),
        ("one million two hundred thousand", 1_200_000),
        ("fifty-two thousand", 52_000),
        ("a hundred thousand", 100_000),
    ],
)
def test_english_words_are_read(words, value):
    assert read_english(words).value == value


@pytest.mark.parametrize("words", ["two three", "five twenty", "twenty thirty"])
def test_words_in_a_row_are_no_number(words):
    assert read_english(words) is None
