"""UHGEval: Chinese news with a true and a hallucinated continuation, keywords labelled by people."""

import re
from collections.abc import Iterator
from pathlib import Path

from service.evaluation.labelled.cases import Bench, Miss, Scored, grave, messages, share, statements
from service.evaluation.labelled.sources import NewsRow
from service.evaluation.rows import Row, read_rows
from service.evaluation.tables import Measure
from service.schema.loose_dates import rfc_3339

SET = "uhgeval_news_zh"
_CAUGHT = 0.9  # issue 3, figure 3
_FALSE_ALARMS = 0.05
_NUMERIC = re.compile(
    r"\d|[零一二两三四五六七八九十百千万亿几数半多]+(?:个|名|人|家|次|项|种|件|起|岁|年|月|日|天|周|小时|分钟|元|美元|公里|米|吨|成|倍|万|亿|届|第|"
    r"分之|余)|百分之|第[一二三四五六七八九十]|星期|周[一二三四五六日]"
)


class Keyword(Row):
    """A keyword of the continuation and what a person says of it."""

    keyword: str
    label: str


class ContinuedRow(NewsRow):
    """A news item with its two continuations."""

    true_continuation: str = ""
    hallucinated_continuation: str = ""
    annotations: tuple[Keyword, ...] = ()

    @property
    def wrong_numbers(self) -> tuple[str, ...]:
        """The keywords labelled wrong that are numbers or dates."""
        return tuple(k.keyword for k in self.annotations if k.label == "unreasonable" and _NUMERIC.search(k.keyword))


def score(path: Path, bench: Bench) -> Scored:
    """Return how many wrong continuations are flagged for their numbers and dates, and how many true ones are."""
    wrong, true, total = list[bool](), list[bool](), Scored()
    at_keyword: list[bool] = []
    for row in read_rows(path, ContinuedRow):
        checker = bench.text(row.text, title=row.headline, date=rfc_3339(row.date))
        if checker is None:
            continue
        if keywords := row.wrong_numbers:
            found = grave(statements(checker, row.hallucinated_continuation))
            wrong.append(bool(found))
            at_keyword.append(any(f.text in k or k in f.text for f in found for k in keywords if f.text))
            if not found:
                text = f"{row.hallucinated_continuation} ({', '.join(keywords)})"
                total.misses.append(Miss(SET, "wrong continuation passed", row.id, text))
        found = grave(statements(checker, row.true_continuation)) if row.true_continuation.strip() else ()
        true.append(bool(found))
        if found:
            text = row.true_continuation
            total.misses.append(Miss(SET, "true continuation flagged", row.id, text, findings=messages(found)))
    total.measures = list(_measures(wrong, at_keyword, true))
    return total


def _measures(wrong: list[bool], at_keyword: list[bool], true: list[bool]) -> Iterator[Measure]:
    n = len(wrong)
    yield Measure(set=SET, metric="wrong number or date flagged", value=share(sum(wrong), n), n=n, bound=_CAUGHT)
    yield Measure(set=SET, metric="flagged at the labelled words", value=share(sum(at_keyword), n), n=n)
    yield Measure(
        set=SET,
        metric="true continuations flagged",
        value=share(sum(true), len(true)),
        n=len(true),
        bound=_FALSE_ALARMS,
        at_least=False,
    )
