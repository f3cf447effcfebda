"""Compare the extractive engine with the lead: the same number of an article's first sentences.

Usage: python bench/compare_extractive.py DATA, where DATA is the folder of shared/data. Prints one table:

- reference recall: the share of the content terms of a reference summary, written by people, that the sentences hold
  (summedits news and earnings calls, one row a document);
- of the real articles: the share of the 20 most frequent terms, of the numbers, and of the thirds of the article that
  the sentences reach; how much they repeat each other; the share that hang on a sentence before them.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).parents[1]))

from service.domain.article import About, Article, read_text
from service.domain.errors import CoreInsightsError
from service.domain.sentences import sentences
from service.engines.extractive import ExtractiveEngine
from service.engines.extractive.candidates import _HANGING, is_heading
from service.engines.extractive.terms import likeness, terms_of, vectors_of
from service.ports import Assignment, Deadline

Picked = list[tuple[int, str]]


def main() -> None:
    data = Path(sys.argv[1])
    rows: dict[str, list[float]] = {}
    for name in ("summedits_news_en", "summedits_ectsum_en"):
        for article, reference in _references(data / "eval" / name / "data.jsonl"):
            for what, picked in _picks(article):
                rows.setdefault(f"{name}: reference recall|{what}", []).append(_recall(picked, reference))
    for language in ("zh", "en"):
        for row in _rows(data / f"articles_{language}.jsonl"):
            article = read_text(row["text"], About(title=row["title"]))
            for what, picked in _picks(article):
                for measure, value in _measures(article, picked):
                    rows.setdefault(f"articles {language}: {measure}|{what}", []).append(value)
    _table(rows)


def _picks(article: Article) -> Iterable[tuple[str, Picked]]:
    summary = ExtractiveEngine().draft(Assignment(article, article.language, Deadline.after(60))).summary
    core = [(i.citations[0].paragraph, i.text) for i in summary.core_insights]
    whole = [(i.citations[0].paragraph, i.text) for _, i in summary.located()]
    lead = list(_lead(article))
    yield "core", core
    yield "core, lead", lead[: len(core)]
    yield "whole", whole
    yield "whole, lead", lead[: len(whole)]


def _lead(article: Article) -> Iterable[tuple[int, str]]:
    for paragraph in article.paragraphs:
        if not paragraph.boilerplate and not is_heading(paragraph):
            yield from ((paragraph.number, paragraph.text[s.start : s.end]) for s in sentences(paragraph.text))


def _references(path: Path) -> Iterable[tuple[Article, str]]:
    seen: set[str] = set()
    for row in _rows(path):
        reference = row.get("original_summary") or row["summary"]
        if row["group"] in seen:
            continue
        seen.add(row["group"])
        try:
            yield read_text(row["doc"], About()), reference
        except CoreInsightsError:
            continue


def _recall(picked: Picked, reference: str) -> float:
    wanted = set(terms_of(reference))
    return len(wanted & set(terms_of("\n".join(text for _, text in picked)))) / len(wanted)


def _measures(article: Article, picked: Picked) -> Iterable[tuple[str, float]]:
    text = "\n".join(text for _, text in picked)
    story = "\n".join(p.text for p in article.paragraphs if not p.boilerplate)
    frequent = {term for term, _ in Counter(terms_of(story)).most_common(20)}
    numbers = set(re.findall(r"\d[\d.,]*\d|\d", story))
    yield "20 most frequent terms", len(frequent & set(terms_of(text))) / len(frequent)
    if numbers:
        yield "numbers", len(numbers & set(re.findall(r"\d[\d.,]*\d|\d", text))) / len(numbers)
    yield "thirds reached", len({(number - 1) * 3 // len(article.paragraphs) for number, _ in picked}) / 3
    pairs = list(combinations(vectors_of([text for _, text in picked]), 2))
    yield "repetition (less is better)", mean(likeness(a, b) for a, b in pairs) if pairs else 0.0
    yield "hanging (less is better)", mean(bool(_HANGING.match(text)) for _, text in picked)


def _rows(path: Path) -> Iterable[dict]:  # type: ignore[type-arg]
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _table(rows: dict[str, list[float]]) -> None:
    measures = dict.fromkeys(name.split("|")[0] for name in rows)
    print(f"{'':55} {'n':>4} {'core':>6} {'lead':>6} {'whole':>6} {'lead':>6}")
    for measure in measures:
        values = [rows[f"{measure}|{what}"] for what in ("core", "core, lead", "whole", "whole, lead")]
        print(f"{measure:55} {len(values[0]):4} " + " ".join(f"{mean(value):6.3f}" for value in values))


if __name__ == "__main__":
    main()
