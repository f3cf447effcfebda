"""The gate between a draft and a brief: every insight is checked, and what fails twice is withheld."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from service.domain.article import Article
from service.domain.brief import Withheld
from service.domain.checker import CHECKS, STANDARD, Checked, Checker, Rules
from service.domain.quantities import states_numbers
from service.domain.summary import Insight, Summary
from service.domain.verification import Tally, VerificationReport

VERIFIER_VERSION = "9"
"""Part of every cache key: raised with every change of what passes."""


class Checks(Protocol):
    """The checks of one article, wherever they are made: a ``Checker``, or what stands for one elsewhere."""

    @property
    def article(self) -> Article:
        """The article."""

    def check(self, insight: Insight, where: str) -> Checked:
        """Check an insight, at its place once."""

    def check_all(self, summary: Summary) -> tuple[Checked, ...]:
        """Check every insight that was not checked at its place before, and how names are written throughout."""

    def heading(self, heading: str) -> str:
        """Return a group's heading as it may stand."""

    def with_headings(self, summary: Summary) -> Summary:
        """Return the summary with the headings of its groups as they may stand."""


@dataclass(frozen=True, slots=True)
class Gated:
    """A draft's insights after their checks, in the order of ``Summary.located``."""

    summary: Summary
    checked: tuple[Checked, ...]
    checker: Checks

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


def gate(article: Article, summary: Summary, rules: Rules = STANDARD) -> Gated:
    """Check every insight of a summary against the article."""
    return gate_by(Checker.of(article, rules), summary)


def gate_by(checker: Checks, summary: Summary) -> Gated:
    """Check every heading, and every insight of a summary that the checker has not checked at its place before."""
    return Gated(checker.with_headings(summary), checker.check_all(summary), checker)


def regate(gated: Gated, replacements: Mapping[str, Insight]) -> Gated:
    """Check new insights in the place of those that failed; replacements of what passed are ignored."""
    checked = tuple(
        gated.checker.check(replacements[old.where], old.where) if old.failed and old.where in replacements else old
        for old in gated.checked
    )
    return replace(gated, checked=checked)


def settle(gated: Gated) -> Settled:
    """Withhold what failed and report on the rest; findings then point into the brief that leaves."""
    kept = [checked for checked in gated.checked if not checked.failed]
    skeleton = gated.summary.keeping({checked.where: checked.insight for checked in kept})
    places = [where for where, _ in skeleton.located()]
    moved = {old.where: _moved(old, new) for old, new in zip(kept, places, strict=True)}
    summary = gated.summary.keeping({where: checked.insight for where, checked in moved.items()})
    failed = {old.where: _moved(old, f"/withheld/{i}") for i, old in enumerate(gated.failed)}
    withheld = tuple(Withheld(new.insight.text, where, new.insight.findings) for where, new in failed.items())
    return Settled(summary, withheld, _report(gated, summary, [*moved.values(), *failed.values()]))


def verify(article: Article, summary: Summary, rules: Rules = STANDARD) -> VerificationReport:
    """Check a summary written by anyone; the report's findings point into the summary as given."""
    return check(article, summary, rules).report


def check(article: Article, summary: Summary, rules: Rules = STANDARD) -> Settled:
    """Check a summary written by anyone; nothing is withheld, its citations are anchored as those of a brief.

    A summary without a single citation is compared with the whole article.
    """
    checker = Checker.of(article, rules)
    cites = any(insight.citations for _, insight in summary.located())
    gated = Gated(summary, checker.check_all(summary) if cites else checker.check_all_uncited(summary), checker)
    checked = summary.keeping({checked.where: checked.insight for checked in gated.checked})
    return Settled(checked, (), _report(gated, checked, gated.checked))


def _moved(checked: Checked, where: str) -> Checked:
    if checked.where == where:
        return checked
    findings = tuple(replace(finding, where=where) for finding in checked.insight.findings)
    confirmations = tuple(replace(confirmation, where=where) for confirmation in checked.confirmations)
    insight = replace(checked.insight, findings=findings)
    return replace(checked, where=where, insight=insight, confirmations=confirmations)


def _report(gated: Gated, summary: Summary, settled: Iterable[Checked]) -> VerificationReport:
    """Return the report on a whole draft; ``settled`` are its insights in the order and the places that leave."""
    tallies: dict[str, Tally] = dict.fromkeys(CHECKS, Tally())
    for checked in gated.checked:
        for check, tally in checked.tallies.items():
            tallies[check] = tallies.get(check, Tally()) + tally
    cited = {citation.paragraph for _, insight in summary.located() for citation in insight.citations}
    told = [paragraph for paragraph in gated.checker.article.paragraphs if not paragraph.boilerplate]
    uncited = [paragraph for paragraph in told if paragraph.number not in cited] if cited else []
    ordered = tuple(settled)
    return VerificationReport(
        checks=tallies,
        findings=tuple(finding for checked in ordered for finding in checked.insight.findings),
        confirmations=tuple(confirmation for checked in ordered for confirmation in checked.confirmations),
        uncited_paragraphs=tuple(paragraph.number for paragraph in uncited),
        uncited_numbers=tuple(paragraph.number for paragraph in uncited if states_numbers(paragraph.text)),
    )
