"""What the checks cost: an article of 50 paragraphs with 15 insights, and texts made to hurt."""

import contextlib
import time
from collections.abc import Iterator

from service.domain.article import About, Article, read_paragraphs
from service.domain.checker import Rules
from service.domain.errors import CoreInsightsError
from service.domain.gate import gate
from service.domain.summary import Citation, Insight, Summary
from service.evaluation.scores import percentile
from service.evaluation.tables import Measure

_PARAGRAPHS, _INSIGHTS, _ROUNDS = 50, 15, 100
_P95_MS = 20  # issue 3, figure 6
_HOSTILE_MS = 300
_HOSTILE_CHARACTERS = 200_000
# Sentences that paragraph n takes two of: about the length and the numbers of a paragraph of news.
_ENGLISH = (
    "Northwind Labs said on March {n}, 2025 that revenue rose {n}% to ${n}.4 billion in the first half.",
    "“We want every company to be able to afford a model,” chief executive Maria Lindqvist told reporters in Geneva.",
    "About {n} million people use its GPT-{n} product, according to a report by the Wall Street Journal last November.",
    "Analysts see the move as an answer to the cheaper models of its rivals, which many developers came to prefer.",
)
_CHINESE = (
    "星河智能3月{n}日宣布，其开源模型“天工”下载量已超{n}.5亿次，较去年同期增长{n}%。",
    "公司首席执行官林悦在接受采访时表示：“我们希望让每一家中小企业都用得起大模型。”",
    "据《科技日报》报道，去年11月以来已有近{n}0家机构接入，投入约{n}亿美元。",
    "分析人士认为，此举是对竞争对手低价模型的回应，许多开发者已经转向这些模型。",
)
_HOSTILE = tuple(
    (
        "1|1,|1.|1 |一|万|亿|百分之|第|年|2020年|3月|去年|one |hundred |last |about |%|$|$1|“|”|'|A|A |Ab |Mr. |"
        '称|据|said |not |-|1-|至|1至|1/2|3:|·|(|million |"| '
    ).split("|")
)

_PROBE = Summary((Insight("Revenue rose 15% to $1.2 billion in March 2025, “up” 3亿元。", (Citation(1),)),))


def on_articles(rules: Rules) -> Iterator[Measure]:
    """Yield the time of all checks on one article, the reading of its paragraphs included, in milliseconds."""
    for language, sentences in (("en", _ENGLISH), ("zh", _CHINESE)):
        article, summary = _article(sentences), _summary(sentences)
        gate(article, summary, rules)  # what is built once is built here
        times = sorted(_milliseconds(article, summary, rules) for _ in range(_ROUNDS))
        name = f"time, {language}, {_PARAGRAPHS} paragraphs, {_INSIGHTS} insights"
        yield Measure(set=name, metric="p50 ms", value=percentile(times, 50), n=_ROUNDS)
        yield Measure(set=name, metric="p95 ms", value=percentile(times, 95), n=_ROUNDS, bound=_P95_MS, at_least=False)


def on_hostile_text(rules: Rules) -> Iterator[Measure]:
    """Yield the time of the slowest hostile article in milliseconds, and how many break the checks."""
    name = f"time, {_HOSTILE_CHARACTERS:,} hostile characters"
    times: list[tuple[float, str]] = []
    broken: list[str] = []
    for piece, article in _hostile():
        try:
            took = _milliseconds(article, _PROBE, rules)
            if took > _HOSTILE_MS:  # perhaps the machine was busy
                took = min(took, _milliseconds(article, _PROBE, rules))
            times.append((took, piece))
        except Exception:  # noqa: BLE001  # the very thing that is counted here
            broken.append(piece)
    slowest, piece = max(times, default=(None, ""))
    words = f"slowest ({piece!r}) ms"
    yield Measure(set=name, metric=words, value=slowest, n=len(times), bound=_HOSTILE_MS, at_least=False)
    words = f"texts that break the checks {', '.join(map(repr, broken))}".rstrip()
    yield Measure(set=name, metric=words, value=len(broken), n=len(_HOSTILE), bound=0, at_least=False)


def _article(sentences: tuple[str, ...]) -> Article:
    texts = [f"{_sentence(sentences, n)} {_sentence(sentences, n + 1)}" for n in range(1, _PARAGRAPHS + 1)]
    return read_paragraphs(texts, About(published_at="2025-08-13"))


def _summary(sentences: tuple[str, ...]) -> Summary:
    step = _PARAGRAPHS // _INSIGHTS
    places = range(1, _INSIGHTS * step, step)
    return Summary(tuple(Insight(_sentence(sentences, n), (Citation(n), Citation(n + 1))) for n in places))


def _sentence(sentences: tuple[str, ...], number: int) -> str:
    return sentences[number % len(sentences)].format(n=number)


def _hostile() -> Iterator[tuple[str, Article]]:
    lead = "Revenue rose in the first half. "  # in no language an article is refused
    for piece in _HOSTILE:
        text = (lead + piece * (_HOSTILE_CHARACTERS // len(piece)))[:_HOSTILE_CHARACTERS]
        with contextlib.suppress(CoreInsightsError):
            yield piece, read_paragraphs([text], About(published_at="2025-08-13"))


def _milliseconds(article: Article, summary: Summary, rules: Rules) -> float:
    started = time.perf_counter()
    gate(article, summary, rules)
    return 1_000 * (time.perf_counter() - started)
