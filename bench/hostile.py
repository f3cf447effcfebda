"""Time what hostile text costs: splitting, gate, marker reader, wire parser, HTML (issue 2: at most 300 ms).

Usage: python bench/hostile.py. Prints the best of three runs in milliseconds for each input; exits 1 above the bound.
"""

import contextlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from service.adapters.html_text import MAX_TAGS, extract_text
from service.domain.article import About, Article, read_text
from service.domain.checks.citations import Index, gate_citations
from service.domain.errors import CoreInsightsError
from service.domain.language import Language
from service.domain.splitting import split
from service.domain.summary import Citation, Insight
from service.engines.wire import parse_answer
from service.formats.markers import split_citations
from tests.domain.checks.test_citations import HOSTILE as QUOTED
from tests.domain.test_article import HOSTILE as ARTICLES
from tests.engines.test_wire import HOSTILE_LENGTH, HOSTILE_UNITS, NOT_TOO_LONG

BOUND = 300.0
MARKS = {
    "opening": "[" * 200_000,
    "unclosed": "[1" * 100_000,
    "unclosed quotes": "[1: “" * 40_000,
    "quotes": '[1: "a" ' * 25_000,
    "round": "(1)" * 66_000,
    "many": "[1]" * 66_000,
    "stops": "a [1]." * 33_000,
    "too high": "[1][5000]" * 22_000,
    "commas": "[1," * 66_000,
    "one long": "[" + "1," * 100_000,
    "nested": "[1: “" * 20_000 + "]" * 60_000,
    "parted": "[" * 100_000 + "]" * 100_000,
}
ANSWERS = {
    f"{unit!r} after {before!r}": (before + unit * HOSTILE_LENGTH)[:size]
    for before in ("", "Core Insights\n", "Core Insights\n- ")
    for unit in HOSTILE_UNITS
    for size in (HOSTILE_LENGTH, NOT_TOO_LONG)
} | {
    "bullets": "Core Insights\n" + "- a [1]\n" * 25_000,
    "thinking": "<think>" * 28_000,
    "fences": "```\n" * 50_000,
    "labels": "Core Insights\n" * 14_000,
    "groups": "Group 1: x\n" * 18_000,
    "one line": "Core Insights - " + "a [1] - " * 24_000,
    "blank": " " * 200_000,
    "stars": "*" * 200_000,
    "letters": "a" * 200_000,
    "marks": "Core Insights\n- " + "[1: “" * 40_000,
}
# Not the most tags of a page: trafilatura's work on those, up to 85 µs each, has the limit instead of a bound in time.
PAGES = {
    "tags": "<html><body>" + "<p>" * MAX_TAGS * 2,
    "fragment": "<p>a" * MAX_TAGS,
    "deep": "<div>" * MAX_TAGS,
    "unclosed": "<" * 1_000_000,
    "comments": "<!--" * 250_000,
    "attributes": "<html><p " + "a=b " * 250_000,
    "entities": "<html>" + "&amp;" * 200_000,
}


def main() -> None:
    slow = 0
    for family, run, inputs in (
        ("article", lambda text: read_text(text, About()), ARTICLES),
        ("gate, 60 quotes", _gate, {name: (_hostile_article(text), quote) for name, (text, quote) in QUOTED.items()}),
        ("markers", split_citations, MARKS),
        ("HTML", extract_text, PAGES),
        ("answer", parse_answer, ANSWERS),
    ):
        for name, given in inputs.items():
            best = min(_milliseconds(run, given) for _ in range(3))
            slow += best > BOUND
            print(f"{family:16} {name:20} {best:7.1f} ms{'  ABOVE THE BOUND' if best > BOUND else ''}")
    sys.exit(bool(slow))


def _hostile_article(text: str) -> Article:
    texts = [*text[:200_000].split("\n\n")[:1_990], "The end of it."]
    return Article(language=Language.ENGLISH, paragraphs=split("\n\n".join(texts), 2_000))


def _gate(given: tuple[Article, str]) -> None:
    article, quote = given
    index = Index.of(article)
    for _ in range(10):
        gate_citations(index, Insight("x", tuple(Citation(number, quote) for number in range(1, 7))), "/")


def _milliseconds(run: Callable[..., object], given: object) -> float:
    start = time.perf_counter()
    with contextlib.suppress(CoreInsightsError):
        run(given)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
