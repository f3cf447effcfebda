"""What a text states as a quantity, and what only looks like one, in both languages."""

from decimal import Decimal
from time import process_time

import pytest

from service.domain.quantities import read_quantities
from service.domain.quantities.quantity import Dimension, Hedge
from service.domain.quantities.reading import MOST_QUANTITIES
from service.domain.summary import Span

D = Dimension


def only(text):
    (quantity,) = [one for one in read_quantities(text) if not one.weak]
    return quantity


@pytest.mark.parametrize(
    ("text", "words", "value", "dimension", "name"),
    [
        ("下载量已超3.5亿次", "3.5亿次", 350_000_000, D.COUNT, "time"),
        ("营收为16.4亿元", "16.4亿元", 1_640_000_000, D.MONEY, "CNY"),
        ("营收为16.4億元", "16.4億元", 1_640_000_000, D.MONEY, "CNY"),
        ("约合64.7万美元", "64.7万美元", 647_000, D.MONEY, "USD"),
        ("人民币200万元", "人民币200万元", 2_000_000, D.MONEY, "CNY"),
        ("总额为7亿韩元", "7亿韩元", 700_000_000, D.MONEY, "KRW"),
        ("１．２万亿", "１．２万亿", 1_200_000_000_000, D.BARE, ""),
        ("１，５００人", "１，５００人", 1_500, D.COUNT, "person"),
        ("五千亿", "五千亿", 500_000_000_000, D.BARE, ""),
        ("增长15%", "15%", "0.15", D.SHARE, ""),
        ("增长１２．５％", "１２．５％", "0.125", D.SHARE, ""),
        ("百分之十五", "百分之十五", "0.15", D.SHARE, ""),
        ("千分之五", "千分之五", "0.005", D.SHARE, ""),
        ("三成", "三成", "0.3", D.SHARE, ""),
        ("五分之三", "五分之三", "0.6", D.SHARE, ""),
        ("提高3个百分点", "3个百分点", 3, D.POINTS, ""),
        ("下调25个基点", "25个基点", "0.25", D.POINTS, ""),
        ("两家公司", "两家", 2, D.COUNT, "company"),
        ("二十多个项目", "二十多个", 20, D.COUNT, ""),
        ("持续5个月", "5个月", 5, D.MONTHS, ""),
        ("两个多月", "两个多月", 2, D.MONTHS, ""),
        ("历时三年半", "三年半", 42, D.MONTHS, ""),
        ("等了3个半小时", "3个半小时", 12_600, D.SECONDS, ""),
        ("300万千瓦", "300万千瓦", 3_000_000_000, D.POWER, ""),
        ("118公里长的线路", "118公里", 118_000, D.LENGTH, ""),
        ("面积3850平方公里", "3850平方公里", 3_850_000_000, D.AREA, ""),
        ("第54届年会", "第54", 54, D.ORDINAL, ""),
        ("以3比2获胜", "3比2", 3, D.SCORE, ""),
        ("是去年的3倍", "3倍", 3, D.MULTIPLE, ""),
        ("增至3倍", "3倍", 3, D.MULTIPLE, ""),
        ("较去年翻番", "翻番", 2, D.MULTIPLE, ""),
        ("利润翻了两番", "翻了两番", 4, D.MULTIPLE, ""),
        ("三千三百八十元", "三千三百八十元", 3_380, D.MONEY, "CNY"),
        ("raised $2bn", "$2bn", 2_000_000_000, D.MONEY, "$"),
        ("raised $5m", "$5m", 5_000_000, D.MONEY, "$"),
        ("worth US$1 billion dollars", "US$1 billion dollars", 1_000_000_000, D.MONEY, "USD"),
        ("about HK$3.2 million", "HK$3.2 million", 3_200_000, D.MONEY, "HKD"),
        ("RMB10 billion", "RMB10 billion", 10_000_000_000, D.MONEY, "CNY"),
        ("2.5 billion yuan", "2.5 billion yuan", 2_500_000_000, D.MONEY, "CNY"),
        ("50 cents", "50 cents", "0.5", D.MONEY, "$"),
        ("£8.10 million", "£8.10 million", 8_100_000, D.MONEY, "GBP"),
        ("half a million users", "half a million users", 500_000, D.COUNT, "person"),
        ("three quarters of a million", "three quarters of a million", 750_000, D.BARE, ""),
        ("one and a half million", "one and a half million", 1_500_000, D.BARE, ""),
        ("3 million and a half", "3 million and a half", 3_500_000, D.BARE, ""),
        ("2 and a half years", "2 and a half years", 30, D.MONTHS, ""),
        ("1,200 people", "1,200 people", 1_200, D.COUNT, "person"),
        ("its users 5 million", "5 million", 5_000_000, D.BARE, ""),
        ("a 7B model", "7B", 7_000_000_000, D.BARE, ""),
        ("5m tall", "5", 5, D.BARE, ""),
        ("rose 6.2 percent", "6.2 percent", "0.062", D.SHARE, ""),
        ("two-thirds of it", "two-thirds", Decimal(2) / 3, D.SHARE, ""),
        ("about 1/4 of it", "1/4", "0.25", D.SHARE, ""),
        ("1 1/2 cups", "1 1/2", "1.5", D.COUNT, ""),
        ("5 percentage points", "5 percentage points", 5, D.POINTS, ""),
        ("100 basis points", "100 basis points", 1, D.POINTS, ""),
        ("a 34-year-old man", "34-year-old", 408, D.MONTHS, ""),
        ("tripled", "tripled", 3, D.MULTIPLE, ""),
        ("600Mbit/s", "600Mbit/s", 600_000_000, D.DATA_RATE, ""),
        ("600Mbit / s", "600Mbit / s", 600_000_000, D.DATA_RATE, ""),
        ("3.5 Kbps. If", "3.5 Kbps", 3_500, D.DATA_RATE, ""),
        ("the 21st century", "21st", 21, D.ORDINAL, ""),
        ("the twenty-first", "twenty-first", 21, D.ORDINAL, ""),
        ("two dozen eggs", "two dozen", 24, D.BARE, ""),
        ("grew to .25 of it", ".25", "0.25", D.BARE, ""),
        ("两千元五角", "两千元五角", "2000.5", D.MONEY, "CNY"),
        ("thirteen dollars and forty-five cents", "thirteen dollars and forty-five cents", "13.45", D.MONEY, "$"),
        ("等了2小时30分钟", "2小时30分钟", 9_000, D.SECONDS, ""),
        ("3 years and 6 months", "3 years and 6 months", 42, D.MONTHS, ""),
        ("下跌-5%", "-5%", "-0.05", D.SHARE, ""),
        ("利润为负3.9%", "负3.9%", "-0.039", D.SHARE, ""),
        ("零下5摄氏度", "零下5摄氏度", -5, D.TEMPERATURE, ""),
        ("minus 5 degrees celsius", "minus 5 degrees celsius", -5, D.TEMPERATURE, ""),
        ("胜负3场", "3场", 3, D.COUNT, "match"),
        ("打八折", "八折", "0.8", D.SHARE, "discount"),
        ("打75折", "75折", "0.75", D.SHARE, "discount"),
        ("打七五折", "七五折", "0.75", D.SHARE, "discount"),
        ("打三八折", "三八折", "0.38", D.SHARE, "discount"),
        ("半百老人", "半百", 50, D.BARE, ""),
        ("鸡蛋三打", "三打", 36, D.BARE, ""),
        ("one and a quarter", "one and a quarter", "1.25", D.BARE, ""),
        ("two thirds of a million", "two thirds of a million", Decimal(10**6) / 3 * 2, D.BARE, ""),
        ("75 USD million", "75 USD million", 75_000_000, D.MONEY, "USD"),
        ("only 20 €", "20 €", 20, D.MONEY, "EUR"),
        ("40\u202f000 people", "40\u202f000 people", 40_000, D.COUNT, "person"),
        ("2 hundred thousand", "2 hundred thousand", 200_000, D.BARE, ""),
    ],
)  # fmt: skip
def test_quantity_is_read(text, words, value, dimension, name):
    quantity = only(text)
    assert quantity.text == words
    assert quantity.value == Decimal(value)
    assert (quantity.unit.dimension, quantity.unit.name) == (dimension, name)
    assert text[quantity.span.start : quantity.span.end].strip() == words


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3-5亿美元", 300_000_000, 500_000_000),
        ("3亿至5亿元", 300_000_000, 500_000_000),
        ("10%-15%", "0.1", "0.15"),
        ("3到5年", 36, 60),
        ("五六十人", 50, 60),
        ("between 3 and 5 million", 3_000_000, 5_000_000),
        ("$3-5 billion", 3_000_000_000, 5_000_000_000),
        ("2,000 to 3,000 people", 2_000, 3_000),
        ("2,000 to 3 million people", 2_000, 3_000_000),
    ],
)
def test_ranges_are_one_quantity(text, low, high):
    quantity = only(text)
    assert (quantity.low, quantity.high) == (Decimal(low), Decimal(high))
    assert quantity.is_range


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("15、20和30%", ["0.15", "0.2", "0.3"]),
        ("15, 20 and 30 percent", ["0.15", "0.2", "0.3"]),
        ("160,000 and 150,000 cases", [160_000, 150_000]),
        ("涨3，跌5%", [3, "0.05"]),
        ("from 2 in May, 30%", [2, "0.3"]),
        ("hundreds to 5 million", [100, 5_000_000]),
    ],
)
def test_lists_name_their_unit_once(text, values):
    assert [one.value for one in read_quantities(text)] == [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("数百万部", 2_000_000, 10_000_000),
        ("几十亿美元", 2_000_000_000, 10_000_000_000),
        ("百万用户", 1_000_000, 10_000_000),
        ("数以万计", 10_000, 1_000_000),
        ("成千上万", 1_000, 100_000),
        ("成百上千", 100, 10_000),
        ("成千上百万", 100_000, 10_000_000),
        ("十几家", 11, 19),
        ("hundreds of millions", 100_000_000, 1_000_000_000),
        ("tens of thousands", 10_000, 100_000),
        ("millions", 1_000_000, 1_000_000_000),
        ("several hundred", 200, 1_000),
        ("dozens", 20, 200),
    ],
)
def test_sizes_are_vague(text, low, high):
    quantity = only(text)
    assert (quantity.low, quantity.high, quantity.vague) == (low, high, True)


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("近3.5亿", Hedge.NEARLY),
        ("将近 3.5亿", Hedge.NEARLY),
        ("超过了3.5亿", Hedge.OVER),
        ("逾3.5亿", Hedge.OVER),
        ("不超过3.5亿", Hedge.UNDER),
        ("不足3.5亿", Hedge.UNDER),
        ("约3.5亿", Hedge.ABOUT),
        ("约为3.5亿", Hedge.ABOUT),
        ("3.5亿左右", Hedge.ABOUT),
        ("3.5亿以上", Hedge.OVER),
        ("300多万", Hedge.OVER),
        ("30来万", Hedge.ABOUT),
        ("30 余家", Hedge.OVER),
        ("最近3.5亿", Hedge.NONE),
        ("节约3.5亿", Hedge.NONE),
        ("不低于3.5亿", Hedge.OVER),
        ("3.5亿", Hedge.NONE),
        ("nearly 350 million", Hedge.NEARLY),
        ("more than 350 million", Hedge.OVER),
        ("no more than 350 million", Hedge.UNDER),
        ("about the 350 million", Hedge.ABOUT),
        ("350 million or more", Hedge.OVER),
        ("350 million or so", Hedge.ABOUT),
        ("350+", Hedge.OVER),
        ("handover 350 million", Hedge.NONE),
        ("took over 3 years", Hedge.OVER),
        ("近三年", Hedge.NEARLY),
    ],
)
def test_hedges_are_read(text, hedge):
    assert only(text).hedge is hedge


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4", "Qwen3", "iPhone 16", "5G", "A-share", "Python 3.11.4", "SARS-CoV-2", "802.11n", "4K", "3D", "H100",
        "见 https://example.org/2024/15", "write to a15@example.org", "三星半导体", "百度", "十分重要", "之一", "统一",
        "五角大楼", "四川", "半导体", "一些", "双方", "24/7", "version 2.0.1", "two three", "参与", "数百百百", "数以百百百计", "零分之五", "零下", "数据", "几乎",
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_left_alone(text):
    assert [one.text for one in read_quantities(text) if not one.weak] == []


@pytest.mark.parametrize("text", ["on June 97 it said", "in March 1,911 it said"])
def test_impossible_day_is_a_number(text):
    """A month is no name that a number belongs to, as the 16 does to iPhone 16."""
    assert [one.weak for one in read_quantities(text)] == [False]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一个", 1), ("每股", 1), ("第一", 1), ("半天", 43_200), ("半年", 6), ("双打", 2), ("both", 2), ("half", "0.5"),
        ("a third", Decimal(1) / 3), ("a year", 12), ("the decade", 120), ("twice", 2), ("first", 1), ("a dozen", 12),
        ("one", 1), ("only", 1), ("iPhone 16", 16), ("三", 3),
    ],
)  # fmt: skip
def test_uncertain_words_are_evidence_but_no_claim(text, value):
    (quantity,) = read_quantities(text)
    assert quantity.weak
    assert quantity.value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("增长3倍", 4), ("增长了约3倍", 4), ("扩大到3倍", 3), ("是去年的3倍", 3), ("3倍", 3), ("three-fold", 3)],
)
def test_growth_by_and_growth_to(text, value):
    assert only(text).value == value


@pytest.mark.parametrize(
    ("text", "also"),
    [("增长了200%", 3), ("增至200%", None), ("rose by 200%", 3), ("rose sharply to 200%", None), ("200% of it", None)],
)
def test_growth_by_a_share_ends_at_a_multiple(text, also):
    assert only(text).also == also


@pytest.mark.parametrize("text", ["3亿用户", "300 million registered accounts", "3亿 活跃用户"])
def test_large_numbers_of_things_are_counts(text):
    assert only(text).unit.dimension is D.COUNT


@pytest.mark.parametrize(
    "text",
    [
        "营收3亿，",
        "3亿的营收",
        "300 million in revenue",
        "300 million last year",
        "300 million net loss",
        "300 million",
    ],
)
def test_large_numbers_without_a_noun_are_bare(text):
    assert only(text).unit.dimension is D.BARE


@pytest.mark.parametrize("text", ["five in 10 years", "5 in 10 years", "five out of three", "5 in June", "0 in 10"])
def test_what_is_no_share_of_ten(text):
    assert all(one.unit.dimension is not D.SHARE for one in read_quantities(text))


@pytest.mark.parametrize(
    "text",
    ["各3亿元", "3亿元 each", "each 300 million", "will each invest 300 million", "每人3亿元", "3 yuan per share"],
)
def test_shares_of_each_are_told(text):
    assert only(text).each


def test_reached_is_not_each():
    assert not only("sales reached 300 million").each


def test_taken_spans_are_left_out():
    assert [one.text for one in read_quantities("2024年8月营收5亿元", [Span(0, 5), Span(5, 7)])] == ["5亿元"]


def test_a_text_has_so_many_quantities_at_most():
    assert len(read_quantities("7人，" * (MOST_QUANTITIES + 50))) == MOST_QUANTITIES


@pytest.mark.fault(24, "the quantity reader is linear in 200k characters")
@pytest.mark.no_cover  # tracing would be measured, too
@pytest.mark.parametrize(
    "unit", ["1,1,", "万", "1a", "第", "百分之", "9 ", "一点", "3-", "two ", "a hundred ", "$1 ", "1.", "十几"]
)
def test_hostile_text_costs_linear_time(unit):
    """Ten times the text takes about ten times as long: no expression is quadratic."""
    text = unit * (30_000 // len(unit))
    start = process_time()
    read_quantities(text[:3_000])
    short = process_time() - start
    start = process_time()
    read_quantities(text)
    assert process_time() - start < 40 * short + 0.5


@pytest.mark.parametrize("text", ["9" * 40, "9亿亿亿亿亿", "9" * 18 + " trillion trillion", "亿" * 40, "0." + "1" * 30])
def test_numbers_beyond_measure_are_no_quantities(text):
    assert all(one.high < Decimal(10) ** 25 for one in read_quantities(text))
