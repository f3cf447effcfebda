import pytest

from service.domain.dates import in_english, read_dates
from tests.domain.dates.reading_of import PUBLISHED


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2025年8月13日", "August 13 2025"),
        ("8月底", "late August"),
        ("13日", "day 13"),
        ("13月1日", "month 13 1"),
        ("周三", "Wednesday"),
        ("下午3点", "15:00"),
        ("12时30分", "12:30"),
        ("2024年第三季度", "Q3 2024"),
        ("上半年", "H1"),
        ("上世纪90年代", "the 1990s"),
        ("二十世纪", "century 20"),
        ("下周", ""),
        ("日前", ""),
    ],
)
def test_a_date_is_told_in_english(text: str, told: str) -> None:
    assert in_english(read_dates(text, PUBLISHED)[0]) == told
