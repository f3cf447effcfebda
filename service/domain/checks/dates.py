"""Dates and periods of an insight must stand in the paragraphs it cites, or follow from them (contract §2)."""

import re
from datetime import timedelta

from service.domain.checks.evidence import Basis, Outcome
from service.domain.dates import Date, agree, context_of, in_english, published_day, read_dates, rival
from service.domain.finding import Finding, Problem
from service.domain.summary import Citation, Insight, Span
from service.domain.verification import Tally

CHECK = "dates"

_CLAUSE_END = re.compile(r"[，。！？；,;!?\n]|\.(?=\s|$)")
_LONGEST_QUOTE = 60  # characters: enough to find and to read, short enough to check at a glance
_HAN = re.compile("[\u4e00-\u9fff]")


def check_dates(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Compare the dates, periods and clock times of an insight with those of the paragraphs it cites."""
    claims = [date for date in read_dates(insight.text, basis.evidence.article.published_at) if _says(date)]
    if not claims:
        return Outcome()
    comparison = _Comparison(basis, where)
    confirmed = [comparison.confirms(claim) for claim in claims]
    outcomes = [comparison.wrong(claim) for claim, good in zip(claims, confirmed, strict=True) if not good]
    return Outcome(
        Tally(len(claims), sum(confirmed)),
        tuple(finding for finding, _ in outcomes),
        tuple(citation for _, citation in outcomes if citation),
    )


def _says(date: Date) -> bool:
    return bool(date.components or date.relative)


class _Comparison:
    """One insight's evidence."""

    def __init__(self, basis: Basis, where: str) -> None:
        self.basis = basis
        self.where = where
        evidence = basis.evidence
        self.near = [(n, date) for n in basis.near for date in evidence.facts(n).dates if _says(date)]
        published = published_day(evidence.article.published_at)
        self.context = context_of([date for _, date in self.near], published)
        self.today = read_dates("today", evidence.article.published_at) if published else ()

    def confirms(self, claim: Date) -> bool:
        sources = [date for _, date in self.near]
        agreeing = [source for source in sources if agree(claim, source, self.context)]
        if agreeing:
            exact = any(source.part is claim.part and source.year == claim.year for source in agreeing)
            return exact or not any(rival(claim, source, self.context) for source in sources)
        if not self._dated_before() and any(agree(claim, today, self.context) for today in self.today):
            return True
        return self._stands(claim) or (bool(claim.relative) and self._unsure(claim))

    def _dated_before(self) -> bool:
        """Whether a near paragraph is dated one or two days before publication: then that is the day it tells of."""
        published = self.context.published
        days = [published - timedelta(days=back) for back in (1, 2)] if published else []
        return any(date.day == day.day and date.month in {None, day.month} for _, date in self.near for day in days)

    def _stands(self, claim: Date) -> bool:
        """Whether a year stands in figures in a near paragraph, be it read as a number there."""
        if list(claim.components) != ["year"]:
            return False
        figures = re.compile(rf"(?<![0-9]){claim.year}(?![0-9])")
        return any(figures.search(self.basis.evidence.text(n).replace(",", "")) for n in self.basis.near)

    def _unsure(self, claim: Date) -> bool:
        """Whether nothing near contradicts a relative word."""
        return not any(source.components.keys() & claim.components.keys() for _, source in self.near)

    def wrong(self, claim: Date) -> tuple[Finding, Citation | None]:
        evidence = self.basis.evidence
        for number in self.basis.far():
            for source in evidence.facts(number).dates:
                if _says(source) and agree(claim, source, self.context):
                    span = _clause(evidence.text(number), source.span)
                    message = f"says {claim.text}; this stands in paragraph {number}, which is not cited"
                    finding = self._finding(Problem.DATE_ELSEWHERE, claim, message, source.text, number)
                    return finding, Citation(number, evidence.text(number)[span.start : span.end], span)
        return self._not_found(claim), None

    def _not_found(self, claim: Date) -> Finding:
        likest = max(self.near, key=lambda near: _likeness(claim, near[1]), default=None)
        if likest is None or not _likeness(claim, likest[1]):
            message = f"says {claim.text}; no cited paragraph gives this date"
            return self._finding(Problem.DATE_NOT_FOUND, claim, message, "", None)
        number, source = likest
        place = f"paragraph {number}" if number else "the title"
        meaning = f" = {in_english(source)}" if _HAN.search(source.text) and not _HAN.search(claim.text) else ""
        message = f"says {claim.text}; {place} says {source.text}{meaning}"
        return self._finding(Problem.DATE_NOT_FOUND, claim, message, source.text, number or None)

    def _finding(self, problem: Problem, claim: Date, message: str, source: str, number: int | None) -> Finding:
        return Finding(
            check=CHECK,
            problem=problem,
            where=self.where,
            message=message,
            text=claim.text,
            source=source,
            paragraph=number,
        )


def _likeness(claim: Date, source: Date) -> int:
    """Return how alike two dates are: components of the same kind, and equal ones."""
    ours, theirs = claim.components, source.components
    return sum(1 + 2 * (ours[name] == theirs[name]) for name in ours.keys() & theirs.keys())


def _clause(text: str, span: Span) -> Span:
    """Return the clause around a span, cut to a length that can be checked at a glance."""
    start, end = max(0, span.end - _LONGEST_QUOTE), min(len(text), span.start + _LONGEST_QUOTE)
    for match in _CLAUSE_END.finditer(text, start, span.start):
        start = match.end()
    if stop := _CLAUSE_END.search(text, span.end, end):
        end = stop.start()
    end = min(end, max(span.end, start + _LONGEST_QUOTE))
    quote = text[start:end]
    return Span(start + len(quote) - len(quote.lstrip()), end - len(quote) + len(quote.rstrip()))
