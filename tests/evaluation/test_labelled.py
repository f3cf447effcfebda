"""The labelled sets, on rows of our own: what is counted, and what is kept for a person to look at."""

import random

import pytest

from service.domain.checker import Rules
from service.evaluation.checks import labelled_sets
from service.evaluation.labelled import timing
from service.evaluation.labelled.cases import Scored
from service.evaluation.labelled.edits import kind_of
from service.evaluation.labelled.injected import totals
from service.evaluation.labelled.mutations import mutants
from service.evaluation.labelled.numbers import numbers, values
from service.evaluation.tables import Measure
from tests.evaluation.samples import ARTICLES, EN, LABELLED, ZH, write


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    total = Scored()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timing, "_ROUNDS", 2)
        patch.setattr(timing, "_HOSTILE_CHARACTERS", 500)
        for _, score_set in labelled_sets(write(tmp_path_factory.mktemp("data"), ARTICLES | LABELLED), Rules()):
            if score_set:
                total.add(score_set())
    return total


def value(scored, name, metric):
    return next(m.value for m in scored.measures if (m.set, m.metric) == (name, metric))


def test_sets_that_are_not_there_are_named(tmp_path):
    sets = dict(labelled_sets(tmp_path, Rules()))
    assert [name for name, score_set in sets.items() if score_set] == ["time"]
    assert "uhgeval_news_zh" in sets


def test_right_sentences_raise_no_alarm_and_wrong_ones_do(scored):
    for name in ("Chinese", "English"):
        assert value(scored, f"{name} as it is", "false alarms, quantities") == 0
        assert value(scored, f"{name} with errors", "caught, digit") > 0.5
        assert value(scored, f"translated, {name} with errors", "caught, digit") > 0.5


def test_news_edits_and_translations_are_counted(scored):
    assert value(scored, "uhgeval_news_zh", "wrong number or date flagged") == 0.5
    assert value(scored, "uhgeval_news_zh", "flagged at the labelled words") == 0.5
    assert value(scored, "uhgeval_news_zh", "true continuations flagged") == 0.5
    assert value(scored, "summedits_news_en", "recall, number edits") == 1
    assert value(scored, "summedits_news_en", "precision, number edits") == 0.5
    assert value(scored, "demetr_zh_en", "caught, critical_id10_numbers_replaced") == 1
    assert value(scored, "demetr_zh_en", "false alarms, human translations") == 0
    assert value(scored, "demetr_zh_en", "false alarms, harmless edits") == 0.5
    misses = {(miss.set, miss.id) for miss in scored.misses}
    assert {("uhgeval_news_zh", "u2"), ("summedits_news_en", "s3"), ("demetr_zh_en", "d3")} <= misses


def test_values_are_resolved_or_listed_with_a_reason(scored):
    assert value(scored, "recognizers_text", "English percentages resolved") == 1
    assert value(scored, "recognizers_text", "Chinese money resolved") == 1
    assert value(scored, "recognizers_text", "English money resolved") == 0
    reasons = {miss.id: miss.findings for miss in scored.misses if miss.set == "recognizers_text"}
    assert set(reasons) == {"r3", "r4", "r9"}
    assert all(reason for findings in reasons.values() for reason in findings)
    left_out = {m.metric: m.n for m in scored.measures if m.metric.startswith("left out")}
    assert left_out == {
        "left out: no value expected": 1,
        "left out: formula": 1,
        "left out: name or another country's notation": 1,
    }


def test_time_is_measured(scored):
    assert value(scored, "time, en, 50 paragraphs, 15 insights", "p95 ms") > 0
    assert [m.n for m in scored.measures if "hostile" in m.set]


def test_text_that_breaks_a_check_is_counted(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(timing, "_milliseconds", broken)
    monkeypatch.setattr(timing, "_HOSTILE_CHARACTERS", 500)
    slowest, breaking = timing.on_hostile_text(Rules())
    assert slowest.value is None
    assert breaking.value == breaking.n or breaking.value > 30
    assert breaking.met is False


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ZH[0], ["3.5", "16.4"]),
        (EN[0], ["350", "1.64"]),
        ("约五千家企业，三成用户", ["五千", "三"]),
        ("three companies and two million users", ["three", "two"]),
        # no quantities: dates, ordinals, names, versions, times, ranges
        ("2015年1月29日，第3季度", []),
        ("GPT-4, Qwen3 and iPhone 16 in 2024, on May 17 and 18 June, at 10:30, version 3.1.2", []),
        ("一个三五家两三名", []),
        ("Fedora 27 and chapter 31", []),
    ],
)
def test_numbers_to_be_changed_surely_are_quantities(text, found):
    assert [number.digits for number in numbers(text)] == found


@pytest.mark.parametrize(
    ("text", "value"),
    [("3.5亿", 350_000_000), ("两百三十", 230), ("1,280", 1280), ("Two million", 2_000_000), ("十二", 12)],
)
def test_values_of_a_text_are_read_in_every_notation(text, value):
    assert value in values(text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("营收超16.4亿美元。", {"scale", "digit", "currency", "hedge dropped", "hedge flipped"}),
        ("有1280多名员工。", {"scale", "digit", "hedge dropped"}),
        ("有1280名员工。", {"scale", "digit", "unit"}),
        ("营收增长15%。", {"scale", "digit", "unit"}),
        ("Revenue rose nearly 15% there.", {"scale", "digit", "unit", "hedge dropped", "hedge flipped"}),
        ("It paid $1.64 billion.", {"scale", "digit", "currency"}),
        ("It paid US$1 billion dollars.", {"scale", "digit"}),
        ("It paid $3 million to $5 million.", {"scale", "digit"}),
        ("香港的潮籍人士约有120多万人。", {"scale", "digit", "hedge dropped"}),
        ("香港的潮籍人士约120多万人。", {"scale", "digit"}),
        ("It fell by 15 percent.", {"scale", "digit", "unit"}),
    ],
)
def test_errors_are_of_every_kind_that_a_number_admits(text, kinds):
    number = next(iter(numbers(text)))
    found = [m for seed in range(8) for m in mutants(number, random.Random(seed), text)]
    assert {mutant.kind for mutant in found} == kinds
    assert all(mutant.text != text for mutant in found)


def test_error_that_the_article_confirms_is_none():
    number = next(iter(numbers("它有15家公司")))
    article = (
        "15 " + " ".join(str(n) for n in range(200)) + " 1500 15000 150000 " + " ".join(f"{n}" for n in range(11, 100))
    )
    assert not [m for seed in range(5) for m in mutants(number, random.Random(seed), article) if m.kind == "digit"]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("It rose 15%.", "It rose 51%.", "number"),
        ("On Monday it rose.", "On Friday it rose.", "date"),
        ("In 2019 it rose.", "In 2020 it rose.", "date"),
        ("Apple bought it.", "Google bought it.", "name"),
        ("It rose fast.", "It rose slowly.", "other"),
        ("It rose.", "It rose.", "none"),
    ],
)
def test_kind_of_an_edit_is_told_by_its_words(before, after, kind):
    assert kind_of(before, after) == kind


def test_totals_weigh_the_sets_by_their_cases():
    parts = [
        Measure(set=name, metric="caught, all kinds", value=value, n=n)
        for name, value, n in (("a", 1.0, 300), ("b", 0.5, 100))
    ]
    caught, alarms = totals(parts)
    assert (caught.value, caught.n) == (0.875, 400)
    assert (alarms.value, alarms.n) == (None, 0)
