"""Dates and periods of an insight must stand in the paragraphs it cites, or follow from them (contract §2)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from service.domain.checks.evidence import TITLE, Basis, Evidence, Outcome, place_of
from service.domain.checks.near_dates import all_dates, distinct, meaning, near_dates, whole_context
from service.domain.checks.publication import DAYS, OF_TODAY, alone, displaces
from service.domain.dates import EVIDENCE, ON_YEAR, Context, Date, agree, in_english, read_dates, rival
from service.domain.finding import Finding, Problem
from service.domain.summary import Citation, Insight, Span
from service.domain.verification import Confirmation, Tally

CHECK = "dates"

_CLAUSE_END = re.compile(r"[，。！？；,;!?\n]|\.(?=\s|$)")
_MOST_CLAIMS = 40  # dates of one insight that are compared: the rest is neither counted nor found
_LONGEST_QUOTE = 60  # characters: enough to find and to read, short enough to check at a glance
_TOLD_AFTER = 7  # days: a report is published so long after the day it tells of
_HAN = re.compile("[\u4e00-\u9fff]")


def check_dates(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Compare the dates, periods and clock times of an insight with those of the paragraphs it cites."""
    read = basis.evidence.read(insight.text).dates
    claims = [claim for claim in read if not claim.vague and claim.relative not in {ON_YEAR, EVIDENCE}]
    if not claims:
        return Outcome()
    claims = claims[:_MOST_CLAIMS]
    comparison = _Comparison(basis, where)
    confirmed = [comparison.confirms(claim) for claim in claims]
    outcomes = [comparison.wrong(claim) for claim, good in zip(claims, confirmed, strict=True) if not good]
    return Outcome(
        Tally(len(claims), sum(confirmed)),
        tuple(finding for finding, _ in outcomes),
        tuple(citation for _, citation in outcomes if citation),
        tuple(_shown(comparison, [claim for claim, good in zip(claims, confirmed, strict=True) if good])),
    )


class _Comparison:
    """One insight's evidence."""

    def __init__(self, basis: Basis, where: str) -> None:
        self.basis = basis
        self.where = where
        self.not_cited: list[tuple[int, Date]] | None = None
        evidence = basis.evidence
        self.known = near_dates(evidence, basis.near)
        self.near = self.known.dates
        self.context = self.known.context
        self.dated_before = self._dated_before()
        self.today = evidence.once(_today)

    def confirms(self, claim: Date) -> bool:
        """Whether the near paragraphs, or what they leave to the day of publication, give the date."""
        said = meaning(claim)
        if said not in self.known.confirmed:
            self.known.confirmed[said] = self._confirms(claim)
        return self.known.confirmed[said]

    def _confirms(self, claim: Date) -> bool:
        agreeing = [
            source for number, source in self.near if self._agree(claim, source) and self._says(claim, source, number)
        ]
        if agreeing:
            exact = any(source.part is claim.part and source.get("year") == claim.get("year") for source in agreeing)
            return exact or not any(rival(claim, source, self.context) for _, source in self.near)
        if self._published(claim) or self._stands(claim) or self._supplied(claim):
            return True
        return alone(claim) and self._unsure(claim)

    def _says(self, claim: Date, source: Date, number: int) -> bool:
        """Whether a source that agrees with a claim says it: a year alone is not said by "in June", of which year ever.

        A day or month of a known year says it, save in the title.
        """
        if list(claim.components) != ["year"] or "year" in source.components:
            return True
        return number != TITLE and bool(self.context.years)

    def _published(self, claim: Date) -> bool:
        """Whether the claim is the day of publication, its month or year, and nothing near names another one."""
        if not claim.components.keys() <= OF_TODAY:
            return False
        today = next((today for today in self.today if self._agree(claim, today)), None)
        return today is not None and not any(displaces(date, claim, today) for _, date in self.near)

    def _agree(self, claim: Date, source: Date, context: Context | None = None) -> bool:
        """Whether a source gives the claim; "today" does not where the paragraph tells of the day before."""
        names_day = not DAYS.isdisjoint(claim.components) and claim.relative[:3] != "day"
        if self.dated_before and source.relative == "day+0" and names_day:
            return False
        return agree(claim, source, context or self.context)

    def _dated_before(self) -> bool:
        """Whether a near paragraph is dated some days before publication: then that is the day it tells of."""
        published = self.context.published
        days = [published - timedelta(days=back) for back in range(1, _TOLD_AFTER + 1)] if published else []
        return any(
            date.get("day") == day.day and date.get("month") in {None, day.month}
            for _, date in self.near
            for day in days
        )

    def _stands(self, claim: Date) -> bool:
        """Whether a year stands in figures in a near paragraph, be it read as a number there."""
        if list(claim.components) != ["year"] or str(claim.components["year"]) not in self.known.figures:
            return False
        return claim.part is None or all(source.get("year") != claim.get("year") for _, source in self.near)

    def _supplied(self, claim: Date) -> bool:
        """Whether the article supplies the month, or where nothing else does the year, for a day that stands near."""
        if not {"month", "day"} <= claim.components.keys():
            return False
        evidence = self.basis.evidence
        whole = evidence.once(whole_context)
        years = self.context.years if self.context.published else whole.years
        wide = replace(self.context, months=whole.months | self.context.months, years=years)
        return any(self._agree(claim, source, wide) for _, source in self.near)

    def _unsure(self, claim: Date) -> bool:
        """Whether nothing near contradicts a relative word."""
        unit = claim.relative[:-2]
        if claim.components and unit in {"year", "day"}:
            told = DAYS if unit == "day" else {unit}
            return all(told.isdisjoint(source.components) for _, source in self.near)
        return not any(source.relative[:-2] == unit for _, source in self.near)

    def source_of(self, claim: Date) -> tuple[int, Date] | None:
        """Return the near date most like a confirmed claim; none where the day of publication confirms it.

        A date that only does not contradict it (the first half of some year) is nothing to show.
        """
        agreeing = [placed for placed in self.near if self._agree(claim, placed[1]) and _likeness(claim, placed[1])]
        return max(agreeing, key=lambda placed: _likeness(claim, placed[1]), default=None)

    def wrong(self, claim: Date) -> tuple[Finding, Citation | None]:
        evidence = self.basis.evidence
        for number, source in self.far():
            if agree(claim, source, self.context):
                span = _clause(evidence.text(number), source.span)
                message = f"says {claim.text}; this stands in paragraph {number}, which is not cited"
                finding = self._finding(Problem.DATE_ELSEWHERE, claim, message, source.text, number)
                return finding, Citation(number, evidence.text(number)[span.start : span.end], span)
        return self._not_found(claim), None

    def far(self) -> list[tuple[int, Date]]:
        """Return the dates of the paragraphs that are not cited, the nearest first, gathered when asked for."""
        if self.not_cited is None:
            ranks = {number: rank for rank, number in enumerate(self.basis.far())}
            others = [(n, date) for n, date in self.basis.evidence.once(all_dates) if n in ranks]
            self.not_cited = distinct(sorted(others, key=lambda placed: ranks[placed[0]]))
        return self.not_cited

    def _not_found(self, claim: Date) -> Finding:
        likest = max(self.near, key=lambda near: _likeness(claim, near[1]), default=None)
        if likest is None or not _likeness(claim, likest[1]):
            message = f"says {claim.text}; no cited paragraph gives this date"
            return self._finding(Problem.DATE_NOT_FOUND, claim, message, "", None)
        number, source = likest
        place = place_of(number)
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


def _shown(comparison: _Comparison, claims: Iterable[Date]) -> Iterator[Confirmation]:
    """Yield the confirmed claims beside the dates that confirm them."""
    for claim in claims:
        if placed := comparison.source_of(claim):
            number, source = placed
            yield Confirmation(
                check=CHECK,
                where=comparison.where,
                text=claim.text,
                span=claim.span,
                source=source.text,
                source_span=source.span,
                paragraph=number or None,
            )


def _today(evidence: Evidence) -> tuple[Date, ...]:
    """Return the day of publication as a date, none where it is unknown."""
    return tuple(date for date in read_dates("today", evidence.article.published_at) if date.components)


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
