"""Briefs scored side by side: what is counted of a run, of saved briefs, and of what failed."""

import json
from dataclasses import replace

import pytest

from service.adapters.article_reader import ArticleReader
from service.adapters.glossary_file import load_glossary
from service.adapters.romanizer import Romanizer
from service.domain.checker import Rules
from service.domain.errors import BackendUnavailable, SummaryError
from service.evaluation.contenders import Saved, Service
from service.evaluation.rows import ArticleRow, read_rows
from service.evaluation.scores import percentile, score
from service.evaluation.tables import Measure, listed, side_by_side
from service.evaluation.trials import conforms
from service.schema.briefs import dump_brief
from tests.domain.samples import CHINESE
from tests.fakes import INVENTED, SUMMARY, ScriptedEngine, checked_brief
from tests.services import summarizer_of

READER = ArticleReader(Romanizer(load_glossary()), least=40)
ROWS = (
    ArticleRow(id="a", paragraphs=tuple(CHINESE), published_at="2025/8/13"),
    ArticleRow(id="b", text="\n\n".join(CHINESE)),
)


def service(engine, name="fake"):
    return Service(name, summarizer_of({"fake": engine}), READER, "fake")


def saved(tmp_path, *lines):
    path = tmp_path / "saved.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
    return Saved("saved", path, READER, Rules())


def measures(contender, rows=ROWS):
    return score(contender.name, list(contender.trials(rows))).measures


def test_run_is_measured():
    found = measures(service(ScriptedEngine()))
    assert found["articles"] == found["briefs"] == 2
    assert found["insights"] == 4
    for share in ("format conformance", "insights with citations", "citations anchored"):
        assert found[f"{share} share"] == 1
    assert found["paragraphs cited share"] == pytest.approx(2 / 3)
    assert found["calls a brief"] == 1
    assert found["input tokens a brief"] == 100
    assert found["words an insight, median"] > 5
    assert found["seconds, p95"] > 0


def test_nothing_is_kept_between_articles():
    engine = ScriptedEngine()
    list(service(engine).trials((ROWS[0], ROWS[0])))
    assert len(engine.assignments) == 2


def test_withheld_insights_count():
    found = measures(service(ScriptedEngine(replace(SUMMARY, core_insights=(*SUMMARY.core_insights, INVENTED)))))
    assert found["withheld share"] == pytest.approx(1 / 3)
    assert [name for name in found if name.startswith("fails: ")]


@pytest.mark.parametrize(
    ("error", "code"), [(BackendUnavailable(), "backend-unavailable"), (ZeroDivisionError(), "internal-error")]
)
def test_failures_are_counted_and_stop_nothing(error, code):
    result = score("x", list(service(ScriptedEngine(error=error)).trials(ROWS)))
    assert result.measures[f"failed: {code}"] == 2
    assert result.failed == {code: ["a", "b"]}
    assert result.measures["format conformance share"] is None


def test_article_that_is_refused_is_counted():
    assert measures(service(ScriptedEngine()), (ArticleRow(id="s", text="short"),))["failed: article-too-short"] == 1


def test_saved_briefs_are_checked_anew(tmp_path):
    brief = checked_brief(SUMMARY)
    found = measures(saved(tmp_path, dump_brief(brief)))
    assert found["citations anchored share"] == 1
    assert found["calls a brief"] == 1
    assert found["seconds, median"] is None


def test_saved_summaries_of_anyone_are_scored(tmp_path):
    article = {"paragraphs": list(CHINESE)}
    contender = saved(
        tmp_path,
        article | {"summary": "Core Insights\n- Revenue rose 15% [3]\n\nGroup 1: Money\n- Revenue rose [3]"},
        {"text": "\n\n".join(CHINESE), "summary": "Revenue rose 15%."},
        article | {"summary": {"language": "en", "core_insights": [{"text": "Revenue rose 15%"}]}},
        article | {"summary": '{"language": "en", "core_insights": [{"text": "Revenue rose 15%"}]}'},
        article | {"summary": ""},
        b"{}",
    )
    found = measures(contender)
    assert found["briefs"] == 4
    assert found["format conformance share"] == 0.75
    assert found["insights with citations share"] == pytest.approx(2 / 5)
    assert (found["failed: summary-unreadable"], found["failed: invalid-request"]) == (1, 1)


def test_folder_of_briefs_is_read_file_by_file(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "one.json").write_bytes(dump_brief(checked_brief(SUMMARY)))
    (tmp_path / "deep" / "two.jsonl").write_bytes(dump_brief(checked_brief(SUMMARY)) + b"\n\n")
    assert measures(Saved("x", tmp_path, READER, Rules()))["briefs"] == 2


def test_brief_of_another_size_does_not_conform():
    brief = checked_brief(SUMMARY)
    assert conforms(brief)
    assert not conforms(replace(brief, summary=replace(SUMMARY, core_insights=SUMMARY.core_insights * 6)))


def test_columns_are_contenders():
    table = side_by_side([score("one", list(service(ScriptedEngine()).trials(ROWS))), score("two", [])])
    head, _, articles, *rest = table.splitlines()
    assert head.split() == ["one", "two"]
    assert articles.split() == ["articles", "2", "0"]
    conformance = next(line for line in rest if line.startswith("format conformance"))
    assert conformance.split()[2:] == ["100.0", "%", "–"]


@pytest.mark.parametrize(
    ("value", "bound", "at_least", "met"),
    [
        (0.99, 0.98, True, True),
        (0.97, 0.98, True, False),
        (0.01, 0.02, False, True),
        (None, 1.0, True, None),
        (1, None, True, None),
    ],
)
def test_aims_are_met_or_marked(value, bound, at_least, met):
    measure = Measure(set="s", metric="m", value=value, n=1, bound=bound, at_least=at_least)
    assert measure.met is met
    assert ("✗" in listed([measure])) is (met is False)


@pytest.mark.parametrize(("values", "expected"), [([], None), ([1], 1), (range(1, 101), 95), ([3, 1, 2], 3)])
def test_percentile_is_a_value_that_occurred(values, expected):
    assert percentile(list(values), 95) == expected


def test_wrong_row_is_told_with_its_line(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "x"}\n\nnope\n')
    with pytest.raises(SummaryError, match=r"a\.jsonl, line 3"):
        list(read_rows(tmp_path / "a.jsonl", ArticleRow))
