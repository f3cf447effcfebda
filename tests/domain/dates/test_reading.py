import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.dates import EVIDENCE, published_day, read_dates
from tests.domain.dates.reading_of import reading, said

ABSOLUTE = [
    ("2025年8月13日发布", "2025年8月13日", "year=2025 month=8 day=13"),
    ("8月13日发布", "8月13日", "month=8 day=13"),
    ("公司13日宣布", "13日", "day=13"),
    ("2025 年 8 月 13 日", "2025 年 8 月 13 日", "year=2025 month=8 day=13"),
    ("２０２５年８月", "２０２５年８月", "year=2025 month=8"),
    ("二〇二五年八月十三日", "二〇二五年八月十三日", "year=2025 month=8 day=13"),
    ("一九九八年，", "一九九八年", "year=1998"),
    ("十二月三十一日", "十二月三十一日", "month=12 day=31"),
    ("二十五日晚", "二十五日", "day=25"),
    ("本月13号上午", "本月13号", "year=2025 month=8 day=13"),
    ("2025-08-13", "2025-08-13", "year=2025 month=8 day=13"),
    ("2025/8/13", "2025/8/13", "year=2025 month=8 day=13"),
    ("8/13/2025", "8/13/2025", "year=2025 month=8 day=13"),
    ("on 22.04.2025", "22.04.2025", "year=2025 month=4 day=22"),
    ("August 13, 2025", "August 13, 2025", "year=2025 month=8 day=13"),
    ("on 13 August 2025", "13 August 2025", "year=2025 month=8 day=13"),
    ("the 13th of August", "13th of August", "month=8 day=13"),
    ("on Aug. 13 it", "Aug. 13", "month=8 day=13"),
    ("on the 13th, he said", "the 13th", "day=13"),
    ("On the 13th in Beijing", "the 13th", "day=13"),
    ("The 13th to 15th", "The 13th", "day=13"),
    ("Wednesday, August 13", "Wednesday, August 13", "month=8 day=13 weekday=3"),
    ("周三（8月13日）", "周三（8月13日", "month=8 day=13 weekday=3"),
    ("“9·11”事件", "9·11", "month=9 day=11"),
    ("公元前221年", "公元前221年", "year=-221"),
    ("in 221 BC", "221 BC", "year=-221"),
    ("08年的奥运会", "08年", "year=2008"),
    ("the class of '99", "'99", "year=1999"),
    ("2024财年", "2024财年", "year=2024"),
    ("FY2024 sales", "FY2024", "year=2024"),
    ("fy24 sales", "fy24", "year=2024"),
    ("in 2025", "2025", "year=2025"),
    ("the 2020 Hunan Festival", "2020", "year=2020"),
    ("2020湖南文化节", "2020", "year=2020"),
    ("in fiscal 2024", "2024", "year=2024"),
    ("the 1990s", "1990s", "decade=1990"),
    ("in the '90s", "'90s", "decade=1990"),
    ("in the 00s", "00s", "decade=2000"),
    ("上世纪90年代末", "上世纪90年代末", "decade=1990 late"),
    ("20世纪八十年代", "20世纪八十年代", "decade=1980"),
    ("九十年代", "九十年代", "decade=1990"),
    ("二十世纪", "二十世纪", "century=20"),
    ("the 20th century", "20th century", "century=20"),
    ("twenty-first-century", "twenty-first-century", "century=21"),
    ("第三季度", "第三季度", "quarter=3"),
    ("2024年三季度", "2024年三季度", "year=2024 quarter=3"),
    ("首季营收", "首季", "quarter=1"),
    ("Q3 2024", "Q3 2024", "year=2024 quarter=3"),
    ("2024Q3", "2024Q3", "year=2024 quarter=3"),
    ("the third quarter of 2024", "third quarter of 2024", "year=2024 quarter=3"),
    ("上半年", "上半年", "half=1"),
    ("in the second half", "second half", "half=2"),
    ("H1 2025", "H1 2025", "year=2025 half=1"),
    ("下半场比赛", "下半场", "half=2"),
    ("末节比赛", "末节", "quarter=4"),
    ("前三季度", "前三季度", "quarter=3 up to"),
    ("the first nine months", "first nine months", "quarter=3 up to"),
    ("前六个月", "前六个月", "half=1"),
    ("前8个月", "前8个月", "month=8 up to"),
    ("in August", "August", "month=8"),
    ("in May", "May", "month=5"),
    ("since November of the previous year", "November of the previous year", "month=11"),
    ("April data showed", "April", "month=4"),
    ("an April survey", "April", "month=4"),
    ("Q3财报", "Q3", "quarter=3"),
    ("8月份", "8月份", "month=8"),
    ("8月上旬", "8月上旬", "month=8 early"),
    ("early August", "early August", "month=8 early"),
    ("the end of 2024", "end of 2024", "year=2024 late"),
    ("2024年年底", "2024年年底", "year=2024 late"),
    ("mid-2024", "mid-2024", "year=2024 mid"),
    ("星期三", "星期三", "weekday=3"),
    ("禮拜日", "禮拜日", "weekday=7"),
    ("on Wednesdays", "Wednesdays", "weekday=3"),
    ("下午3点", "下午3点", "hour=15"),
    ("12时30分", "12时30分", "hour=12 minute=30"),
    ("晚上8点半", "晚上8点半", "hour=20 minute=30"),
    ("上午10：30", "上午10：30", "hour=10 minute=30"),
    ("at 3 p.m. local", "3 p.m.", "hour=15"),
    ("at 7:06", "7:06", "hour=7 minute=6"),
    ("时间20:30开始", "20:30", "hour=20 minute=30"),
]

RELATIVE = [
    ("去年11月", "year=2024 month=11"),
    ("今年年底", "year=2025 late"),
    ("明年初", "year=2026 early"),
    ("last year", "year=2024"),
    ("late last year", "year=2024 late"),
    ("last November", "year=2024 month=11"),
    ("last March", "month=3"),
    ("this October", "year=2025 month=10"),
    ("本月", "year=2025 month=8"),
    ("上个月", "year=2025 month=7"),
    ("last month", "year=2025 month=7"),
    ("上季度", "year=2025 quarter=2"),
    ("next quarter", "year=2025 quarter=4"),
    ("本周三", "year=2025 month=8 day=13 weekday=3"),
    ("上周日", "year=2025 month=8 day=10 weekday=7"),
    ("上一个月", "year=2025 month=7"),
    ("last night", "year=2025 month=8 day=12"),
    ("next week", "week=739481"),
    ("今天", "year=2025 month=8 day=13"),
    ("昨日", "year=2025 month=8 day=12"),
    ("前天", "year=2025 month=8 day=11"),
    ("后天", "year=2025 month=8 day=15"),
    ("yesterday", "year=2025 month=8 day=12"),
    ("tomorrow", "year=2025 month=8 day=14"),
    ("同比", "year=2024"),
    ("a year earlier", "year=2024"),
    ("三天前", "year=2025 month=8 day=10"),
    ("三年前", "year=2022"),
    ("10多年前", "year=2015"),
    ("两个月前", "year=2025 month=6"),
    ("两周前", "year=2025 month=7 day=30"),
    ("12个月以前", "year=2024 month=8"),
    ("Three years ago", "year=2022"),
    ("two days ago", "year=2025 month=8 day=11"),
    ("100 years ago", "year=1925"),
    ("2 days ago", "year=2025 month=8 day=11"),
    ("a week ago", "year=2025 month=8 day=6"),
    ("two decades ago", "year=2005"),
    ("三年前的8月", "year=2022 month=8"),
]

SEVERAL = [
    ("25日至28日", ["day=25", "day=28"]),
    ("7月17和22日", ["month=7 day=17", "month=7 day=22"]),
    ("12月5、6、8日", ["month=12 day=5", "month=12 day=6", "month=12 day=8"]),
    ("十二月五日至七日", ["month=12 day=5", "month=12 day=7"]),
    ("2019年8月1日-9月30日", ["year=2019 month=8 day=1", "year=2019 month=9 day=30"]),
    ("1至8月", ["month=1", "month=8"]),
    ("自 2019 以来", ["year=2019"]),
    ("在 RustFest 2019 所交流", ["year=2019"]),
    ("2015、2016年", ["year=2015", "year=2016"]),
    ("2019-2021", ["year=2019", "year=2021"]),
    ("July 17 and 22, the province", ["month=7 day=17", "month=7 day=22"]),
    ("April 8-12, 2019", ["month=4 day=8", "year=2019 month=4 day=12"]),
    ("13-17 August 2025", ["month=8 day=13", "year=2025 month=8 day=17"]),
    ("from 2007 to 2009", ["year=2007", "year=2009"]),
    ("2014年上半年和第三季度", ["year=2014 half=1", "year=2014 quarter=3"]),
    ("今年去年", ["year=2025", "year=2024"]),
    ("同比8月", ["year=2024", "month=8"]),
    ("周六和周日", ["weekday=6", "weekday=7"]),
    ("on May 5 and 20 people came", ["month=5 day=5"]),
    ("2024年，8月13日发布，全年", ["year=2024", "month=8 day=13"]),
]

NONE = [
    *(
        "超过 2000 万篇论文",
        "2000 亿元",
        "2020 家企业",
        "3：2",
        "100:92",
        "以21：15获胜",
        "6-4",
        "v2.3.1",
        "iPhone 16",
        "802.11n",
        "GPT-4",
        "2,019 units",
        "1,998人",
        "3.14",
    ),
    *("2000名员工", "2000美元", "2000 people", "in 2000 villages", "$2019", "10日元", "3日游", "20日均线", "10日内"),
    *("日本", "节日", "今日头条", "前日本首相", "一年", "三年", "5个月", "10天", "两周", "每周一次", "1号楼", "3号线"),
    *(
        "in may",
        "You may go",
        "they march on",
        "a second",
        "the 13th floor",
        "ranked the 13th in the world",
        "It was the 12th.",
        "the 12th to be held",
        "the last year",
        "in their 20s",
        "5小时",
        "3点建议",
    ),
    *("第三天后", "三年前后", "每两年前", "1年3个月前列", "一到两年前", "three years", "a year later", "in two weeks"),
    *("it may rise", "June Smith", "细枝末节", "10年内", "an early start", "2000年历史", "the end of the road"),
]


@pytest.mark.parametrize(("text", "words", "components"), ABSOLUTE)
def test_dates_are_read_in_both_languages(text: str, words: str, components: str) -> None:
    assert reading(text)[0] == (words, components)


@pytest.mark.parametrize(("text", "components"), RELATIVE)
def test_relative_dates_are_resolved_from_publication(text: str, components: str) -> None:
    assert reading(text) == [(text, components)]


@pytest.mark.parametrize(("text", "components"), SEVERAL)
def test_ranges_and_lists_share_what_stands_once(text: str, components: list[str]) -> None:
    assert [said for _, said in reading(text)] == components


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert reading(text) == []


@pytest.mark.parametrize(("text", "relative"), [("去年11月", "year-1"), ("下周", "week+1"), ("today", "day+0")])
def test_relative_dates_keep_their_shape_without_publication(text: str, relative: str) -> None:
    (date,) = read_dates(text, "")
    assert date.relative == relative
    assert date.get("year") is None


@pytest.mark.parametrize("text", ["日前", "近日", "当日", "recently", "in recent weeks"])
def test_vague_words_are_recognised(text: str) -> None:
    (date,) = read_dates(text, "")
    assert date.vague


def test_spans_are_places_in_the_text() -> None:
    text = "“天工”於２０２５年８月13日發布；the model came out on Aug. 13, 2025 （İ）."
    dates = read_dates(text, "")
    assert [text[date.span.start : date.span.end] for date in dates] == [date.text for date in dates]
    assert [date.text for date in dates] == ["２０２５年８月13日", "Aug. 13, 2025"]


def test_the_day_of_publication_is_that_of_its_own_offset() -> None:
    day = published_day("2025-08-13T23:59:00+08:00")
    assert day is not None
    assert day.isoformat() == "2025-08-13"
    assert published_day("") is None
    assert published_day("0001-01-01") is None


@pytest.mark.parametrize(
    ("text", "words", "components"),
    [
        ("“五一”假期", "五一", "month=5 day=1"),
        ("the May Day holiday", "May Day", "month=5 day=1"),
        ("国庆长假", "国庆", "month=10 day=1"),
        ("十一黄金周", "十一", "month=10 day=1"),
        ("618大促", "618", "month=6 day=18"),
        ("the 618 shopping festival", "618", "month=6 day=18"),
        ("双11成交额", "双11", "month=11 day=11"),
        ("Singles' Day sales", "Singles' Day", "month=11 day=11"),
        ("8月5日发布，次日上市", "次日", "month=8 day=6"),
        ("2024年12月31日发布，次日上市", "次日", "year=2025 month=1 day=1"),
        ("on August 5 and the next day", "the next day", "month=8 day=6"),
    ],
)
def test_named_days_are_evidence(text: str, words: str, components: str) -> None:
    date = read_dates(text, "2025-08-13")[-1]
    assert (date.text, said(date), date.relative) == (words, components, EVIDENCE)


@pytest.mark.parametrize(
    "text",
    [
        *("第十四个五年规划", "第14个五年规划", "五年规划", "5年规划", "十四五", "十五五"),
        *("14th Five-Year Plan", "five-year plan", "fourteenth five-year plan"),
    ],
)
def test_plans_are_vague(text: str) -> None:
    (date,) = read_dates(text if text.isascii() else f"“{text}”期间", "2025-08-13")
    assert (date.text, date.vague) == (text, True)


@pytest.mark.parametrize("text", ["次日", "6月31日，次日", "8月，次日", "6月1日，近日"])
def test_without_a_day_the_next_one_is_vague(text: str) -> None:
    assert read_dates(text, "2025-08-13")[-1].vague


@pytest.mark.parametrize(("text", "word"), [("五天后", "后"), ("five days later", "later")])
def test_what_is_later_leaves_the_number_to_the_quantities(text: str, word: str) -> None:
    (date,) = read_dates(text, "2025-08-13")
    assert (date.text, date.relative, date.get("day")) == (word, EVIDENCE, 18)


@pytest.mark.parametrize("text", ["三年前", "three years ago", "五天后"])
def test_without_publication_distances_are_quantities(text: str) -> None:
    assert read_dates(text, "") == ()


def test_what_no_calendar_reaches_is_no_date() -> None:
    assert read_dates("90 weeks ago", "0002-01-01") == ()


@pytest.mark.parametrize("text", ["二十多年前", "Twenty years or so ago"])
def test_vague_distances_are_evidence(text: str) -> None:
    (date,) = read_dates(text, "2025-08-13")
    assert (date.text, date.relative, date.get("year")) == (text, EVIDENCE, 2005)


def test_two_relative_words_are_two_dates() -> None:
    assert [date.relative for date in read_dates("去年今年", "")] == ["year-1", "year+0"]


WORDS = (
    "2025 年 月 日 号 8 13 31 0 一 二 十 三十一 去 今 上 下 本 这 个 周 星期 三 季度 半 第 前 至 和 、 - , . : / ( 世纪 年代 下午 点 时 分 底 初 "
    "同比 今天 the first half quarter last this next year month May august Aug. th of in early end s ' bc century p.m. Q3 FY today"
).split()


@pytest.mark.property
@given(
    st.lists(st.sampled_from([*WORDS, " "]), max_size=25),
    st.sampled_from(["", "2025-08-13", "0001-01-01", "9999-12-31"]),
)
def test_whatever_stands_there_spans_follow_each_other(words: list[str], published_at: str) -> None:
    text, end = "".join(words), 0
    for date in read_dates(text, published_at):
        assert end <= date.span.start < date.span.end
        assert date.text == text[date.span.start : date.span.end]
        end = date.span.end


HOSTILE = [
    "1",
    "一",
    "1 ",
    "8月",
    "13日",
    "1、",
    "2019-",
    "1-",
    "may 1 and 2 and ",
    "1月1日至",
    "the 1",
    "前3",
    "公元前",
    "后",
    "a",
    "三天前",
    "two years ",
    "五天后，",
    "1 多",
    "两年",
    "双1",
]


@pytest.mark.no_cover  # tracing would be measured, too
@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_costs_no_more_than_its_length(unit: str) -> None:
    """200,000 characters take about 0.1 s; the bound leaves room for a busy machine."""
    text = (unit * 200_000)[:200_000]
    start = time.process_time()
    read_dates(text, "2025-08-13")
    assert time.process_time() - start < 3
