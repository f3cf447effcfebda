"""Whether an insight says anything that the paragraphs it cites, or the title, say."""

from collections.abc import Callable

from service.domain.checks.evidence import Basis, Evidence, Outcome
from service.domain.finding import Finding, Problem
from service.domain.han import is_chinese, simplified
from service.domain.lexicon.renderings import Content, meanings
from service.domain.sharing import pairs_of
from service.domain.summary import Insight
from service.domain.verification import Tally

CHECK = "support"

_MOST_READ = 4_000  # characters of an insight, which is a sentence: what a hostile summary may cost
_LEAST = 0.2  # of the content: of 1,314 honest sentences, translated or summed up, 17 share less (DESIGN, 2026-11-28)


def check_support(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Look for the insight's content in its paragraphs, wherever it stands there and whatever form it has."""
    text = insight.text[:_MOST_READ]
    if _share(text, basis) >= _LEAST:
        return Outcome(Tally(1, 1))
    message = "the cited paragraphs say nothing of this; say what they say, or cite those that do"
    return Outcome(
        Tally(1, 0), (Finding(check=CHECK, problem=Problem.UNSUPPORTED, where=where, message=message, text=text),)
    )


def _share(text: str, basis: Basis) -> float:
    if is_chinese(text) and basis.evidence.article.language.chinese:
        pairs = _pairs(text)
        return len(_held(pairs, basis, _pairs_of)) / len(pairs) if pairs else 1.0
    content = Content.of(text)
    return content.share(_held(content.meanings, basis, _meanings_of))


def _pairs(text: str) -> frozenset[str]:
    return pairs_of(simplified(text))


def _held(wanted: frozenset[str], basis: Basis, read: Callable[[Evidence, int], frozenset[str]]) -> frozenset[str]:
    """Return what is wanted of a text and stands in the paragraphs."""
    return frozenset().union(*(wanted & basis.evidence.each(read, number) for number in basis.near))


def _pairs_of(evidence: Evidence, number: int) -> frozenset[str]:
    return _pairs(evidence.text(number))


def _meanings_of(evidence: Evidence, number: int) -> frozenset[str]:
    return meanings(evidence.text(number))
