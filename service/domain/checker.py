"""The checker of one article: all checks of every insight, its findings weighed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from service.domain.article import Article
from service.domain.checks import (
    addresses,
    attribution,
    citations,
    dates,
    direction,
    names,
    quantities,
    quotations,
    support,
)
from service.domain.checks.evidence import Basis, Evidence
from service.domain.finding import Finding, Severity, Strictness, severity_of
from service.domain.glossary import Glossary
from service.domain.han import is_chinese
from service.domain.summary import Citation, Insight, Summary
from service.domain.verification import Confirmation, Tally

_CHECKS = {
    quantities.CHECK: quantities.check_quantities,
    dates.CHECK: dates.check_dates,
    quotations.CHECK: quotations.check_quotations,
    names.CHECK: names.check_names,
    addresses.CHECK: addresses.check_addresses,
    attribution.CHECK: attribution.check_attribution,
    direction.CHECK: direction.check_direction,
    support.CHECK: support.check_support,
}
"""The checks that compare an insight's facts with the paragraphs its citations left standing."""

_OF_HEADINGS = (quantities.CHECK, dates.CHECK, quotations.CHECK, addresses.CHECK)
_PLAIN_HEADING, _PLAIN_CHINESE = "Further points", "其他"

CHECKS = (citations.CHECK, *_CHECKS)
"""The names of all checks, in the order of a report."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the operator decided about checking: the house style of names, and how much each defect weighs."""

    glossary: Glossary = field(default_factory=Glossary)
    strictness: Strictness = Strictness.STANDARD
    romanize: Callable[[str], str] = str  # Chinese characters in pinyin; by default names are not compared by sound


STANDARD = Rules()
"""The rules where nobody decided anything."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An insight after its checks: its place in the draft, its citations as far as they stand, what was found."""

    where: str
    insight: Insight
    tallies: Mapping[str, Tally]
    confirmations: tuple[Confirmation, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether a finding bars the insight from the brief."""
        return any(finding.severity is Severity.FAILS for finding in self.insight.findings)


@dataclass(frozen=True, slots=True)
class Checker:
    """An article read once, and the rules: checks one insight after the other, each at its place once.

    So what was checked while it was written costs nothing when the whole summary is checked.
    """

    index: citations.Index
    evidence: Evidence
    strictness: Strictness
    _known: dict[tuple[str, Insight], Checked] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, article: Article, rules: Rules) -> "Checker":
        """Return the checker of insights on this article."""
        evidence = Evidence(article, rules.glossary, rules.romanize)
        return cls(evidence.once(quotations.index_of), evidence, rules.strictness)

    @property
    def article(self) -> Article:
        """The article."""
        return self.evidence.article

    def check_all(self, summary: Summary) -> tuple[Checked, ...]:
        """Check every insight, each on its own, and then how names are written throughout."""
        return self._with_name_forms(tuple(self.check(insight, where) for where, insight in summary.located()))

    def heading(self, heading: str) -> str:
        """Return a group's heading, plain words in its place where it states what is nowhere in the article.

        It cites nothing and nobody asks a model for another one; its insights stand on their own.
        """
        stated = Insight(heading)
        basis = Basis(self.evidence, tuple(self.evidence.numbers()))
        findings = [found for check in _OF_HEADINGS for found in _CHECKS[check](stated, basis, "").findings]
        if not any(severity_of(one.problem, self.strictness) is Severity.FAILS for one in findings):
            return heading
        return _PLAIN_CHINESE if is_chinese(heading) else _PLAIN_HEADING

    def with_headings(self, summary: Summary) -> Summary:
        """Return the summary with the headings of its groups as they may stand."""
        groups = tuple(replace(group, heading=self.heading(group.heading)) for group in summary.groups)
        return replace(summary, groups=groups)

    def check_all_uncited(self, summary: Summary) -> tuple[Checked, ...]:
        """Check statements that cite nothing by intent against the whole article."""
        cited = tuple(self.evidence.numbers())
        uncited = ((where, replace(insight, citations=())) for where, insight in summary.located())
        checked = tuple(self._compared(insight, where, cited, citations.Gate((), ())) for where, insight in uncited)
        return self._with_name_forms(checked)

    def check(self, insight: Insight, where: str) -> Checked:
        """Check the citations of an insight, then its facts against what they left standing."""
        if (where, insight) not in self._known:
            self._known[where, insight] = self._checked(insight, where)
        return self._known[where, insight]

    def _checked(self, insight: Insight, where: str) -> Checked:
        gated = citations.gate_citations(self.index, insight, where)
        cited = tuple(citation.paragraph for citation in gated.citations)
        return self._compared(insight, where, cited, gated)

    def _compared(self, insight: Insight, where: str, cited: tuple[int, ...], gated: citations.Gate) -> Checked:
        basis = Basis(self.evidence, cited)
        standing = replace(insight, citations=gated.citations)
        outcomes = {check: compare(standing, basis, where) for check, compare in _CHECKS.items()} if cited else {}
        anchored = len([citation for citation in gated.citations if citation.anchored])
        tallies = {citations.CHECK: Tally(len(insight.citations), min(anchored, len(insight.citations)))}
        findings = gated.findings + tuple(finding for outcome in outcomes.values() for finding in outcome.findings)
        needed = [citation for outcome in outcomes.values() for citation in outcome.support]
        return Checked(
            where,
            Insight(insight.text, _supported(gated.citations, needed), self._weighed(findings)),
            tallies | {check: outcome.tally for check, outcome in outcomes.items()},
            tuple(confirmation for outcome in outcomes.values() for confirmation in outcome.confirmations),
        )

    def _with_name_forms(self, checked: tuple[Checked, ...]) -> tuple[Checked, ...]:
        """Add what is seen only over the whole summary: one Chinese name with two English forms."""
        found = names.check_name_forms(((one.where, one.insight) for one in checked), self.evidence)
        return tuple(self._with(one, found[one.where]) if one.where in found else one for one in checked)

    def _with(self, one: Checked, found: tuple[Finding, ...]) -> Checked:
        return replace(one, insight=replace(one.insight, findings=one.insight.findings + self._weighed(found)))

    def _weighed(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(replace(one, severity=severity_of(one.problem, self.strictness)) for one in findings)


def _supported(cited: tuple[Citation, ...], needed: list[Citation]) -> tuple[Citation, ...]:
    """Return the citations with those added that the facts of the insight need, ascending, one a paragraph."""
    added = {citation.paragraph: citation for citation in reversed(needed)}
    kept = added | {citation.paragraph: citation for citation in cited}
    return tuple(kept[number] for number in sorted(kept))
