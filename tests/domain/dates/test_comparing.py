"""Agreement of two dates, Chinese and English, in the context of an article of August 13, 2025."""

import pytest

from service.domain.dates import agree, context_of, published_day, read_dates, rival
from tests.domain.dates.reading_of import PUBLISHED

AGREE = [
    ("August 13, 2025", "8月13日"),
    ("August 13", "2025年8月13日"),
    ("August 13", "13日"),
    ("July 31", "31日"),
    ("in August", "8月13日"),
    ("2025", "8月13日"),
    ("Wednesday", "8月13日"),
    ("Wednesday, August 13", "13日"),
    ("周三", "Wednesday"),
    ("8月12日", "Tuesday"),
    ("上周五", "Friday"),
    ("last Friday", "8月8日"),
    ("last week", "8月6日"),
    ("last week", "上周"),
    ("last November", "去年11月"),
    ("November 2024", "去年11月"),
    ("last year", "2024年"),
    ("yesterday", "12日"),
    ("third quarter", "8月13日"),
    ("Q3", "三季度"),
    ("first half", "二季度"),
    ("first half", "1-6月"),
    ("first six months", "上半年"),
    ("first nine months", "前三季度"),
    ("January", "前8个月"),
    ("in August", "前8个月"),
    ("1990s", "1998年"),
    ("the 20th century", "上世纪90年代"),
    ("the 20th century", "1998年"),
    ("21st century", "21世纪"),
    ("early August", "8月10日"),
    ("early August", "8月"),
    ("late August", "8月底"),
    ("June 30", "6月末"),
    ("early 2025", "2025年2月"),
    ("late 2026", "2026年"),
    ("3:30 p.m.", "15时30分"),
    ("3 p.m.", "下午3点"),
    ("3 o'clock", "下午3点"),
    ("3:30 p.m.", "15:30开始"),
    ("15:30开始", "3:30 p.m."),
    ("3:30 p.m.", "会议在15:30结束"),
    ("12 a.m.", "晚上12点"),
    ("12 p.m.", "中午12点"),
    ("9 a.m.", "9时"),
    ("上午9时", "9 o'clock"),
    ("early 2023", "2023年初"),
    ("end of 2023", "2023年底"),
    ("mid-2023", "2023年中期"),
    ("today", "今日"),
    ("Monday", "2月30日"),  # no such day, so nothing can be said of its weekday
]

DISAGREE = [
    ("August 15", "8月13日"),
    ("July 13", "8月13日"),
    ("January 13", "13日"),
    ("August 13, 2024", "8月13日"),
    ("August 13, 2024", "2025年8月13日"),
    ("August 13", "8月"),
    ("2024", "2025年"),
    ("2024", "下午3点"),
    ("Thursday", "8月13日"),
    ("Thursday", "周三"),
    ("Thursday", "8月"),
    ("8月12日", "Wednesday"),
    ("6月11日", "Wednesday"),
    ("8月11日", "周三，13日"),
    ("last week", "8月13日"),
    ("second quarter", "8月13日"),
    ("in August", "三季度"),
    ("third quarter", "前三季度"),
    ("second half", "上半年"),
    ("second half", "2024年"),
    ("1980s", "1998年"),
    ("19th century", "1998年"),
    ("early August", "8月下旬"),
    ("early August", "8月20日"),
    ("early 2025", "2025年12月"),
    ("June 15", "6月末"),
    ("4:30 p.m.", "15时30分"),
    ("3:45 p.m.", "15时30分"),
    ("3 p.m.", "8月13日"),
    ("8 p.m.", "20年"),
    ("3 a.m.", "下午3点"),
    ("3 p.m.", "凌晨3点"),
    ("晚上9点", "9 a.m."),
    ("15:30开始", "3:30 a.m."),
    ("at 15:00", "凌晨3点"),
    ("12 a.m.", "12 p.m."),
    ("early 2023", "2023年底"),
    ("late 2023", "2023年初"),
    ("2月30日", "2月28日"),
]


def _agree(claim: str, source: str, published: str) -> bool:
    said, given = read_dates(claim, published), read_dates(source, published)
    context = context_of(given, published_day(published))
    return all(any(agree(one, other, context) for other in given) for one in said) and bool(said)


@pytest.mark.parametrize(("claim", "source"), AGREE)
def test_what_follows_from_the_source_agrees(claim: str, source: str) -> None:
    assert _agree(claim, source, PUBLISHED)


@pytest.mark.parametrize(("claim", "source"), DISAGREE)
def test_what_differs_from_the_source_does_not(claim: str, source: str) -> None:
    assert not _agree(claim, source, PUBLISHED)


@pytest.mark.parametrize(
    ("claim", "source", "agrees"),
    [
        ("last year", "去年", True),
        ("last year", "今年", False),
        ("last November", "去年11月", True),
        ("August 13, 2024", "8月13日", True),
        ("Wednesday", "8月13日", True),
        ("8月13日", "Wednesday", False),
    ],
)
def test_without_publication_the_shape_is_compared(claim: str, source: str, agrees: bool) -> None:
    assert _agree(claim, source, "") is agrees


@pytest.mark.parametrize(
    ("claim", "source", "published", "agrees"),
    [
        ("December 2024", "12月", "2025-01-10", True),
        ("December 30, 2024", "30日", "2025-01-02", True),
        ("Q4 2024", "第四季度", "2025-02-10", True),
        ("H2 2024", "下半年", "2025-03-10", True),
        ("December 2023", "12月", "2025-01-10", False),
        ("December 2024", "12月", "2025-08-13", False),
        ("January 2026", "1月", "2025-12-20", True),
        ("January 2026", "1月", "2025-08-13", False),
    ],
)
def test_at_the_turn_of_the_year_both_years_are_meant(claim: str, source: str, published: str, agrees: bool) -> None:
    assert _agree(claim, source, published) is agrees


@pytest.mark.parametrize(
    ("claim", "source", "rivals"),
    [
        ("Q3 2019", "2020年第三季度", True),
        ("Q3 2019", "2020年第二季度", False),
        ("2019", "2020年", False),
        ("late August", "8月上旬", True),
        ("late August", "8月", False),
        ("in August", "8月上旬", False),
    ],
)
def test_a_rival_says_the_same_of_another_year_or_part(claim: str, source: str, rivals: bool) -> None:
    (one,), (other,) = read_dates(claim, ""), read_dates(source, "")
    assert rival(one, other, context_of([other], None)) is rivals
