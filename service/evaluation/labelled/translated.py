"""DEMETR: right English translations of Chinese sentences, and the same with one controlled change."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from service.domain.checker import Checked
from service.evaluation.labelled.cases import Bench, Miss, Scored, grave, messages, share, statement
from service.evaluation.rows import Row, read_rows
from service.evaluation.tables import Measure

SET = "demetr_zh_en"
_CAUGHT = 0.98  # issue 3, figure 5
_FALSE_ALARMS = 0.03
_HARMLESS = "minor_"  # the edits base_id33 leave an empty or shuffled text: they change no meaning, having none
_HARD_CHECKS = ("quantities", "dates", "quotations")
_WRONG = {
    "critical_id10_numbers_replaced": ("quantities", "dates"),
    "critical_id9_ne_replaced": ("names",),
    "critical_id8_negation": ("direction",),
}


class TranslationRow(Row):
    """A Chinese sentence, two right translations, and a changed one."""

    source_zh: str
    human_en: str = ""
    mt_en: str = ""
    perturbed_en: str = ""
    perturbation: str = ""
    changes_meaning: bool = False


@dataclass(slots=True)
class _Count:
    """What was tried so far, by metric, and what went wrong."""

    tried: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    misses: list[Miss] = field(default_factory=list)

    def wrong(self, row: TranslationRow, checked: Checked) -> None:
        """Count a wrong sentence."""
        found = grave((checked,), _WRONG[row.perturbation])
        metric = f"caught, {row.perturbation}"
        self.tried[metric].append(bool(found))
        if not found:
            self.misses.append(Miss(SET, metric, row.id, checked.insight.text, row.source_zh))

    def right(self, row: TranslationRow, what: str, checked: Checked) -> None:
        """Count a right sentence, for the names apart from the rest."""
        for checks, label in ((_HARD_CHECKS, ""), (("names",), ", names")):
            found = grave((checked,), checks)
            metric = f"false alarms, {what}{label}"
            self.tried[metric].append(bool(found))
            if found:
                text = checked.insight.text
                self.misses.append(Miss(SET, metric, row.id, text, row.source_zh, messages(found)))


def score(path: Path, bench: Bench) -> Scored:
    """Return how many changed numbers are caught, and how many right translations raise an alarm."""
    count = _Count()
    seen: set[str] = set()
    for row in read_rows(path, TranslationRow):
        checker = bench.text(row.source_zh)
        if checker is None:
            continue
        if row.source_zh not in seen:
            seen.add(row.source_zh)
            count.right(row, "human translations", statement(checker, row.human_en))
            count.right(row, "machine translations", statement(checker, row.mt_en))
        if row.perturbation in _WRONG:
            count.wrong(row, statement(checker, row.perturbed_en))
        elif row.perturbation.startswith(_HARMLESS) and not row.changes_meaning:
            count.right(row, "harmless edits", statement(checker, row.perturbed_en))
    return Scored([_measure(metric, values) for metric, values in sorted(count.tried.items())], count.misses)


def _measure(metric: str, values: list[bool]) -> Measure:
    value, n = share(sum(values), len(values)), len(values)
    if metric.startswith("caught"):
        bound = _CAUGHT if "numbers" in metric else None
        return Measure(set=SET, metric=metric, value=value, n=n, bound=bound)
    return Measure(set=SET, metric=metric, value=value, n=n, bound=_FALSE_ALARMS, at_least=False)
