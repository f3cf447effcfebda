"""Every number of an insight stands in a paragraph that it cites, in whatever form that language gives it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from service.domain.checks.evidence import TITLE, Basis, Outcome, place_of
from service.domain.finding import Finding, Problem
from service.domain.language import is_chinese
from service.domain.quantities import Dimension, Placed, Quantity, Verdict, compare, in_words
from service.domain.summary import Citation, Insight, Span
from service.domain.verification import Confirmation, Tally

CHECK = "quantities"

_MOST_CLAIMS = 60  # of one insight, which is a sentence: what goes on is a table or an attack

_PROBLEMS = {
    Verdict.ROUNDED: Problem.ROUNDED,
    Verdict.EACH_LOST: Problem.EACH_LOST,
    Verdict.HEDGE_LOST: Problem.HEDGE_LOST,
    Verdict.HEDGE_CHANGED: Problem.HEDGE_CHANGED,
    Verdict.WRONG_CURRENCY: Problem.WRONG_CURRENCY,
    Verdict.WRONG_UNIT: Problem.WRONG_UNIT,
    Verdict.WRONG_SCALE: Problem.WRONG_SCALE,
    Verdict.DIFFERENT: Problem.QUANTITY_NOT_FOUND,
}
_WORDS = {
    Problem.EACH_LOST: " without the word that says it is each one's",
    Problem.HEDGE_LOST: " without the word that says how exact it is",
    Problem.HEDGE_CHANGED: " with another word for how exact it is",
    Problem.WRONG_CURRENCY: " in another currency",
    Problem.WRONG_UNIT: " in another unit",
}
_COUNTED = frozenset({Dimension.BARE, Dimension.COUNT})
_TIME = frozenset({Dimension.MONTHS, Dimension.SECONDS})
_SCORE = re.compile(r"\d\s?[-:：比]\s?\d{1,3}$")


@dataclass(frozen=True, slots=True)
class _Compared:
    """A claim with the quantity of the source that it comes nearest to, if there is any, and what it is to that."""

    claim: Quantity
    verdict: Verdict
    source: Quantity | None = None
    paragraph: int = TITLE


def check_quantities(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Compare every quantity of the insight with those of the paragraphs that it cites."""
    translated = is_chinese(insight.text) != basis.evidence.article.language.chinese
    source = _Source(basis, translated)
    read = basis.evidence.read(insight.text).quantities[:_MOST_CLAIMS]
    claims = (claim for claim in read if _is_checked(claim, translated=translated))
    compared = (source.compared(claim) for claim in claims)
    # A translation of "hundreds" may be no size at all.
    counted = [one for one in compared if not (translated and one.claim.vague and one.verdict is Verdict.DIFFERENT)]
    findings: list[Finding] = []
    support: list[Citation] = []
    for one in counted:
        if one.verdict <= Verdict.HEDGE_LOST and one.source and one.paragraph not in basis.near:
            support.append(basis.evidence.citation(one.paragraph, one.source.span))
            findings.append(_elsewhere(one, where))
        elif one.verdict is not Verdict.MATCH:
            findings.append(_finding(one, where))
    confirmed = [one for one in counted if one.verdict <= Verdict.EACH_LOST and one.paragraph in basis.near]
    confirmations = (_confirmation(one, one.source, where) for one in confirmed if one.source)
    return Outcome(Tally(len(counted), len(confirmed)), tuple(findings), tuple(support), tuple(confirmations))


def _is_checked(claim: Quantity, *, translated: bool) -> bool:
    """Whether a claim is certain enough; 一个月 and 半年 are where nobody translated, 两人 only there."""
    if claim.weak:
        return not translated and claim.unit.dimension in _TIME and claim.text[0] in "一半"
    pair = claim.text.lower().startswith(("两", "一两", "two")) and claim.unit.dimension in _COUNTED
    return not (translated and pair)


@dataclass(frozen=True, slots=True)
class _Source:
    """The paragraphs that an insight rests on, as what its quantities are compared with."""

    basis: Basis
    translated: bool

    def compared(self, claim: Quantity) -> _Compared:
        basis = self.basis
        near = self._best(claim, basis.near)
        if near.verdict <= Verdict.HEDGE_CHANGED:
            return near
        if found := _stands_as_written(claim, basis) or self._ends_stand(claim):
            return found
        if len(basis.cited) == len(basis.evidence.numbers()):
            return near
        far = self._best(claim, tuple(basis.evidence.numbers()))
        return far if far.verdict <= Verdict.HEDGE_LOST else near

    def _best(self, claim: Quantity, numbers: tuple[int, ...]) -> _Compared:
        """Return the best of the quantities that are written like the claim, or of all where none is it."""
        index = self.basis.evidence.quantities(numbers)
        compared = self._all(claim, index.written_like(claim))
        same = [one for one in compared if one.source and _is_written_alike(claim, one.source)]
        best = _first(same or compared, claim)
        if best.verdict <= Verdict.HEDGE_CHANGED:
            return best
        compared += self._all(claim, index.close_to(claim))
        best = _first(compared, claim)
        if best.verdict is not Verdict.DIFFERENT:
            return best
        alike = (one for one in compared if one.source and _is_of_a_kind(claim, one.source))
        return next(alike, _Compared(claim, Verdict.DIFFERENT))

    def _all(self, claim: Quantity, sources: Iterable[Placed]) -> list[_Compared]:
        return [
            _Compared(claim, compare(claim, source, translated=self.translated), source, number)
            for number, source in sources
        ]

    def _ends_stand(self, claim: Quantity) -> _Compared | None:
        """Confirm a range both ends of which stand somewhere; those of a score say nothing on their own."""
        if not claim.is_range or claim.vague or _SCORE.search(claim.text):
            return None
        low, high = (self._best(replace(claim, low=end, high=end), self.basis.near) for end in (claim.low, claim.high))
        stand = max(low.verdict, high.verdict) <= Verdict.ROUNDED
        return replace(low, claim=claim, verdict=Verdict.MATCH) if stand else None


def _first(compared: list[_Compared], claim: Quantity) -> _Compared:
    """Return the best comparison, of equals the one with the nearest value: 400 is meant for 40 rather than for 4."""
    return min(compared, key=_merit, default=_Compared(claim, Verdict.DIFFERENT))


def _merit(one: _Compared) -> tuple[Verdict, Decimal]:
    return one.verdict, abs(one.claim.low - one.source.low) if one.source else Decimal(0)


def _is_written_alike(claim: Quantity, source: Quantity) -> bool:
    """Whether value and unit are the same: then no other number, converted or rounded, is what the claim means."""
    return claim.low == source.low and claim.high == source.high and claim.unit == source.unit and not source.vague


def _is_of_a_kind(claim: Quantity, source: Quantity) -> bool:
    """Whether an editor would look at the source's number when told that the claim's is wrong."""
    return not source.weak and claim.unit.dimension is source.unit.dimension


def _stands_as_written(claim: Quantity, basis: Basis) -> _Compared | None:
    """Confirm a claim whose very words stand in a near paragraph, where they were read as something else."""
    if not claim.text[0].isdigit():
        return None
    words = re.compile(rf"(?<![\w.]){re.escape(claim.text)}(?!\w|[.%％]\w?)")
    for number in basis.near:
        if found := words.search(basis.evidence.text(number)):
            return _Compared(claim, Verdict.MATCH, replace(claim, span=Span(*found.span())), number)
    return None


def _confirmation(one: _Compared, source: Quantity, where: str) -> Confirmation:
    return Confirmation(
        check=CHECK,
        where=where,
        text=one.claim.text,
        span=one.claim.span,
        source=source.text,
        source_span=source.span,
        paragraph=one.paragraph or None,
    )


def _finding(one: _Compared, where: str) -> Finding:
    problem = _PROBLEMS[one.verdict]
    said = f"says {one.claim.text}"
    if one.source is None:
        return _found(problem, where, f"{said}; the cited paragraphs hold no such quantity", one)
    place = place_of(one.paragraph)
    message = f"{said}{_WORDS.get(problem, '')}; {place} says {_explained(one.source)}"
    if problem is Problem.QUANTITY_NOT_FOUND:
        message = f"{said}; the cited paragraphs do not; nearest is {_explained(one.source)} in {place}"
    return _found(problem, where, message, one)


def _elsewhere(one: _Compared, where: str) -> Finding:
    message = f"says {one.claim.text}, which stands in paragraph {one.paragraph}: the citation was added"
    return _found(Problem.QUANTITY_ELSEWHERE, where, message, one)


def _explained(source: Quantity) -> str:
    words = in_words(source)
    return source.text if words in source.text else f"{source.text} = {words}"


def _found(problem: Problem, where: str, message: str, one: _Compared) -> Finding:
    return Finding(
        check=CHECK,
        problem=problem,
        where=where,
        message=message,
        text=one.claim.text,
        source=one.source.text if one.source else "",
        paragraph=one.paragraph or None,
    )
