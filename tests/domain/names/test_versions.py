"""Numbers that belong to a name are compared as the name is."""

import time

import pytest

from service.domain.names.gazetteer import Entry, Gazetteer
from service.domain.names.versions import index_numbered, other_number, read_numbered

KNOWN = Gazetteer.of([Entry.of(["小米", "小米集团"], ["Xiaomi", "Xiaomi Group"])])


def others(article, text):
    index = index_numbered(article, KNOWN)
    return [(text[n.start : n.end], other) for n in read_numbered(text, KNOWN) if (other := other_number(n, index))]


@pytest.mark.parametrize(
    ("article", "text", "found"),
    [
        ("苹果发布iPhone 16", "It sells the iPhone 17", [("iPhone 17", "iPhone 16")]),
        ("The iPhone16", "iPhone 17开售", [("iPhone 17", "iPhone16")]),
        ("小米14 Ultra开售", "The Xiaomi 15 Ultra", [("Xiaomi 15", "小米14")]),
        ("The Xiaomi 14", "小米15开售", [("小米15", "Xiaomi 14")]),
        ("Mate 60", "Mate 70", [("Mate 70", "Mate 60")]),
        ("DeepSeek-V3.1", "V3.2", [("V3.2", "V3.1")]),
        ("建成5G基站", "6G base stations", [("6G", "5G")]),
        ("the H100", "H20", [("H20", "H100")]),
    ],
)
def test_other_numbers_are_found(article, text, found):
    assert others(article, text) == found


@pytest.mark.parametrize(
    ("article", "text"),
    [
        ("苹果发布iPhone 16", "the iPhone-16, GPT-5 and V3"),
        ("小米14 Ultra", "Xiaomi 14, Xiaomi 15 percent, 小米15日，小米2024，新款15"),
        ("iPhone 16、17", "iPhone 17"),
        ("V3.0", "V3"),
        ("In 5, Phase 3, Q3, No. 2", "In 6, Phase 4, Q2, FY 3, No 4"),
        ("Arsenal 3", "Arsenal 2-1, Arsenal 4,000"),
    ],
)
def test_same_numbers_and_what_is_no_version_pass(article, text):
    assert others(article, text) == []


@pytest.mark.no_cover  # tracing would be measured, too
@pytest.mark.parametrize("piece", ["A1", "小米1", "iPhone 1、2", "A ", "5G"])
def test_reading_is_linear(piece):
    start = time.process_time()
    index_numbered((piece * 200_000)[:200_000], KNOWN)
    assert time.process_time() - start < 2
