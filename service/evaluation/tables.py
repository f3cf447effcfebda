"""The tables that people read: contenders side by side, and the measures of the checks one a row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.evaluation.scores import Score, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One number about the checks: ``value`` is a share, or milliseconds where the metric says so.

    ``aim`` says what it should be ("≥ 99.5 %", "" where nothing was asked); ``n`` is how many cases it rests on.
    ``at_least`` tells in which direction the aim lies; ``bound`` is the aim as a number.
    """

    set: str
    metric: str
    value: Value
    n: int
    bound: float | None = None
    at_least: bool = True

    @property
    def aim(self) -> str:
        """The aim in words."""
        return "" if self.bound is None else f"{'≥' if self.at_least else '≤'} {_cell(self.metric, self.bound)}"

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None where there is no aim or nothing was measured."""
        if self.bound is None or self.value is None:
            return None
        return self.value >= self.bound if self.at_least else self.value <= self.bound


def side_by_side(scores: Sequence[Score]) -> str:
    """Return the comparison: a row a measure, a column a contender."""
    names = list(dict.fromkeys(name for score in scores for name in score.measures))
    rows = [["", *(score.name for score in scores)]]
    rows += [
        [name.removesuffix(" share"), *(_cell(name, s.measures.get(name, 0 if ": " in name else None)) for s in scores)]
        for name in names
    ]
    return _aligned(rows)


def listed(measures: Sequence[Measure]) -> str:
    """Return the measures of the checks: set, metric, value, aim, n; an aim that is missed is marked."""
    rows = [["set", "metric", "value", "aim", "n"]]
    rows += [[m.set, m.metric, _cell(m.metric, m.value), _aim(m), f"{m.n:,}"] for m in measures]
    return _aligned(rows, words=2)


def _aim(measure: Measure) -> str:
    return f"{measure.aim} ✗" if measure.met is False else measure.aim


def _cell(metric: str, value: Value) -> str:
    if value is None:
        return "–"
    if metric.endswith(" ms"):
        return f"{value:,.1f}"
    if isinstance(value, float) and 0 <= value <= 1 and "seconds" not in metric and " a brief" not in metric:
        return f"{100 * value:.1f} %"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


def _aligned(rows: Sequence[Sequence[str]], *, words: int = 1) -> str:
    """Return the rows as lines, the first ``words`` columns set to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "".join(f"{line}\n" for line in _lines(rows, widths, words))


def _lines(rows: Sequence[Sequence[str]], widths: Sequence[int], words: int) -> Iterator[str]:
    for number, row in enumerate(rows):
        cells = [c.ljust(w) if i < words else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        yield "  ".join(cells).rstrip()
        if number == 0:
            yield "  ".join("-" * width for width in widths)
