"""One column of the comparison: what a contender's trials come to."""

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.domain.finding import Severity
from service.domain.verification import Status
from service.evaluation.trials import Judged, Trial
from service.formats.text import one_line

Value = float | None
"""None where there is nothing to be measured."""

_FACTS = ("quantities", "dates", "quotations", "names")


@dataclass(frozen=True, slots=True)
class Score:
    """A contender's measures by name, in the order they are shown, and the articles that failed by error code."""

    name: str
    measures: Mapping[str, Value]
    failed: Mapping[str, Sequence[str]]


def score(name: str, trials: Sequence[Trial]) -> Score:
    """Return the measures of a contender; shares are between 0 and 1, and their names end in ``share``."""
    judged = [trial.judged for trial in trials if trial.judged]
    measures: dict[str, Value] = {"articles": len(trials), "briefs": len(judged)}
    measures |= dict(_format(judged)) | dict(_evidence(judged)) | dict(_size(judged)) | dict(_cost(trials))
    measures |= {f"failed: {code}": count for code, count in Counter(t.error for t in trials if t.error).items()}
    measures |= dict(_findings(judged))
    codes = sorted({trial.error for trial in trials if trial.error})
    return Score(name, measures, {code: [t.article for t in trials if t.error == code] for code in codes})


def _format(judged: Sequence[Judged]) -> Iterator[tuple[str, Value]]:
    yield "format conformance share", _share(sum(one.conforms for one in judged), len(judged))
    kept = sum(1 for one in judged for _ in one.summary.located())
    withheld = sum(one.withheld for one in judged)
    yield "insights", kept
    yield "withheld share", _share(withheld, kept + withheld)
    yield "passed share", _share(sum(one.report.status is Status.PASSED for one in judged), len(judged))


def _evidence(judged: Sequence[Judged]) -> Iterator[tuple[str, Value]]:
    insights = [insight for one in judged for _, insight in one.summary.located()]
    yield "insights with citations share", _share(sum(bool(i.citations) for i in insights), len(insights))
    tally = [one.report.checks["citations"] for one in judged if "citations" in one.report.checks]
    yield "citations", sum(t.checked for t in tally)
    yield "citations anchored share", _share(sum(t.confirmed for t in tally), sum(t.checked for t in tally))
    citable = sum(one.citable for one in judged)
    uncited = sum(len(one.report.uncited_paragraphs) for one in judged)
    yield "paragraphs cited share", _share(citable - uncited, citable)
    for check in _FACTS:
        tallies = [one.report.checks[check] for one in judged if check in one.report.checks]
        yield f"{check} checked", sum(t.checked for t in tallies)
        yield f"{check} confirmed share", _share(sum(t.confirmed for t in tallies), sum(t.checked for t in tallies))


def _size(judged: Sequence[Judged]) -> Iterator[tuple[str, Value]]:
    yield "insights a brief, median", _median([sum(1 for _ in one.summary.located()) for one in judged])
    for unit, chinese in (("words", False), ("characters", True)):
        lengths = [length_of(one, text) for one in judged if one.language.chinese is chinese for text in _texts(one)]
        if lengths:
            yield f"{unit} an insight, median", _median(lengths)


def length_of(judged: Judged, text: str) -> int:
    """Return the length of an insight as contract §1 counts it: characters in Chinese, else words."""
    line = one_line(text)
    return len(line) if judged.language.chinese else len(line.split())


def _texts(judged: Judged) -> Iterator[str]:
    yield from (insight.text for _, insight in judged.summary.located())


def _cost(trials: Sequence[Trial]) -> Iterator[tuple[str, Value]]:
    usages = [trial.judged.usage for trial in trials if trial.judged]
    for what in ("calls", "input_tokens", "output_tokens"):
        yield f"{what.replace('_', ' ')} a brief", _mean([getattr(usage, what) for usage in usages])
    seconds = [trial.seconds for trial in trials if trial.seconds is not None]
    yield "seconds, median", _median(seconds)
    yield "seconds, p95", percentile(seconds, 95)


def _findings(judged: Sequence[Judged]) -> Iterator[tuple[str, Value]]:
    found = Counter(
        (finding.severity, finding.check, finding.problem) for one in judged for finding in one.report.findings
    )
    order = list(Severity)
    for severity, check, problem in sorted(found, key=lambda key: (order.index(key[0]), key[1], key[2])):
        yield f"{severity}: {check} {problem}", found[severity, check, problem]


def percentile(values: Sequence[float], percent: int) -> float | None:
    """Return the smallest value that so many percent of the values do not exceed, None of none."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else None


def _share(part: float, whole: float) -> Value:
    return part / whole if whole else None


def _median(values: Sequence[float]) -> Value:
    return statistics.median(values) if values else None


def _mean(values: Sequence[float]) -> Value:
    return statistics.fmean(values) if values else None
