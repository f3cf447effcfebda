"""The gate between a draft and a brief: every insight is checked, and what fails twice is withheld."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from service.domain.article import Article
from service.domain.brief import Withheld
from service.domain.checks import citations
from service.domain.finding import Finding, Severity
from service.domain.summary import Insight, Summary
from service.domain.verification import Tally, VerificationReport

VERIFIER_VERSION = "1"
"""Part of every cache key: raised with every change of what passes."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An insight after its checks: its place in the draft, its citations as far as they stand, what was found."""

    where: str
    insight: Insight
    tallies: Mapping[str, Tally]

    @property
    def failed(self) -> bool:
        """Whether a finding bars the insight from the brief."""
        return any(finding.severity is Severity.FAILS for finding in self.insight.findings)


@dataclass(frozen=True, slots=True)
class Gated:
    """A draft's insights after their checks, in the order of ``Summary.located``."""

    summary: Summary
    checked: tuple[Checked, ...]
    index: citations.Index

    @property
    def failed(self) -> tuple[Checked, ...]:
        """The insights that may be asked for once more."""
        return tuple(checked for checked in self.checked if checked.failed)


@dataclass(frozen=True, slots=True)
class Settled:
    """What leaves the gate: the insights that passed, those withheld, and the report on both."""

    summary: Summary
    withheld: tuple[Withheld, ...]
    report: VerificationReport


def gate(article: Article, summary: Summary) -> Gated:
    """Check every insight of a summary against the article."""
    index = citations.Index.of(article)
    return Gated(summary, tuple(_check(index, insight, where) for where, insight in summary.located()), index)


def regate(gated: Gated, replacements: Mapping[str, Insight]) -> Gated:
    """Check new insights in the place of those that failed; replacements of what passed are ignored."""
    checked = tuple(
        _check(gated.index, replacements[old.where], old.where) if old.failed and old.where in replacements else old
        for old in gated.checked
    )
    return replace(gated, checked=checked)


def settle(gated: Gated) -> Settled:
    """Withhold what failed and report on the rest; findings then point into the brief that leaves."""
    kept = [checked for checked in gated.checked if not checked.failed]
    skeleton = gated.summary.keeping({checked.where: checked.insight for checked in kept})
    places = [where for where, _ in skeleton.located()]
    moved = {old.where: _moved(old.insight, new) for old, new in zip(kept, places, strict=True)}
    summary = gated.summary.keeping(moved)
    withheld = tuple(
        Withheld(checked.insight.text, checked.where, _moved(checked.insight, f"/withheld/{i}").findings)
        for i, checked in enumerate(gated.failed)
    )
    findings = [insight.findings for _, insight in summary.located()] + [w.findings for w in withheld]
    return Settled(summary, withheld, _report(gated, summary, findings))


def verify(article: Article, summary: Summary) -> VerificationReport:
    """Check a summary written by anyone; nothing is withheld, and findings point into the summary as given."""
    gated = gate(article, summary)
    checked = summary.keeping({checked.where: checked.insight for checked in gated.checked})
    return _report(gated, checked, [checked.insight.findings for checked in gated.checked])


def _check(index: citations.Index, insight: Insight, where: str) -> Checked:
    outcome = citations.gate_citations(index, insight, where)
    anchored = len([citation for citation in outcome.citations if citation.anchored])
    tally = Tally(len(insight.citations), min(anchored, len(insight.citations)))
    return Checked(where, Insight(insight.text, outcome.citations, outcome.findings), {citations.CHECK: tally})


def _moved(insight: Insight, where: str) -> Insight:
    return replace(insight, findings=tuple(replace(finding, where=where) for finding in insight.findings))


def _report(gated: Gated, summary: Summary, findings: list[tuple[Finding, ...]]) -> VerificationReport:
    tallies: dict[str, Tally] = {citations.CHECK: Tally()}
    for checked in gated.checked:
        for check, tally in checked.tallies.items():
            tallies[check] = tallies.get(check, Tally()) + tally
    cited = {citation.paragraph for _, insight in summary.located() for citation in insight.citations}
    return VerificationReport(
        checks=tallies,
        findings=tuple(finding for group in findings for finding in group),
        uncited_paragraphs=tuple(
            p.number for p in gated.index.article.paragraphs if not p.boilerplate and p.number not in cited
        ),
    )
