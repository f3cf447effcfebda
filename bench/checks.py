"""Time all checks on 50 real paragraphs with 15 insights, and on 200,000 hostile characters of many kinds.

Usage: python bench/checks.py DATA, where DATA is the folder of shared/data.

The paragraphs are those of its Chinese news and of its English articles. The insights are their own first words, each
citing its paragraph with a quote; or citing nothing, and so compared with the whole article. Milliseconds of 40 rounds;
the aim is p95 <= 20 ms, and 300 ms for hostile text.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from service.bootstrap import build_rules
from service.domain.article import About, Article, read_paragraphs
from service.domain.gate import gate, verify
from service.domain.summary import Citation, Insight, Summary
from service.evaluation.labelled.timing import on_hostile_text
from service.settings import Settings

PARAGRAPHS, INSIGHTS, ROUNDS = 50, 15, 40


def main() -> None:
    rules = build_rules(Settings())
    for language, kind, length in (("zh", "uhg", 70), ("en", "lctt", 160)):
        texts = _texts(Path(sys.argv[1]) / f"articles_{language}.jsonl", kind)
        article = read_paragraphs(texts, About(title="t", published_at="2016-02-03"), least=1)
        cited = _summary(article, length)
        uncited = Summary(tuple(Insight(insight.text) for _, insight in cited.located()))
        _row(f"{language}, cited", lambda article=article, cited=cited: gate(article, cited, rules))
        _row(f"{language}, whole article", lambda article=article, uncited=uncited: verify(article, uncited, rules))
    for measure in on_hostile_text(rules):
        print(f"{measure.set}: {measure.metric} {measure.value:,.0f} of {measure.n}")


def _texts(path: Path, kind: str) -> list[str]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [text for row in rows if row["id"].startswith(kind) for text in row["paragraphs"] if len(text) > 40][
        :PARAGRAPHS
    ]


def _summary(article: Article, length: int) -> Summary:
    every = PARAGRAPHS // INSIGHTS
    cited = article.paragraphs[: every * INSIGHTS : every]
    return Summary(tuple(Insight(p.text[:length], (Citation(p.number, p.text[:20]),)) for p in cited))


def _row(name: str, run: Callable[[], object]) -> None:
    run()  # what is built once is built here
    times = sorted(_milliseconds(run) for _ in range(ROUNDS))
    print(f"{name:20} p50 {times[ROUNDS // 2]:6.1f} ms  p95 {times[ROUNDS * 95 // 100]:6.1f} ms")


def _milliseconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return 1_000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
