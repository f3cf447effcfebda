"""A sentence, what it is to be checked against, and what the checks say of it."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from service.domain.article import About, read_paragraphs, read_text
from service.domain.checker import Checked, Checker, Rules
from service.domain.errors import CoreInsightsError
from service.domain.finding import Finding, Severity
from service.domain.summary import Citation, Insight, Summary, place_of
from service.evaluation.tables import Measure
from service.formats.reading import read_anyones

FACTS = ("quantities", "dates")
"""The checks that a wrong number, amount or date is to be found by."""

_MOST_MISSES = 200  # of one metric that are kept: enough for a person to look at


@dataclass(frozen=True, slots=True)
class Miss:
    """A case in which the checks were wrong: a wrong sentence that passed, or a right one that did not."""

    set: str
    metric: str
    id: str
    text: str
    source: str = ""
    findings: tuple[str, ...] = ()


@dataclass(slots=True)
class Scored:
    """The measures of one set and its misses."""

    measures: list[Measure] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)

    def add(self, other: "Scored") -> None:
        """Append the measures of another set, and its first misses of every metric."""
        self.measures += other.measures
        kept: Counter[str] = Counter()
        for miss in other.misses:
            kept[miss.metric] += 1
            if kept[miss.metric] <= _MOST_MISSES:
                self.misses.append(miss)


@dataclass(frozen=True, slots=True)
class Bench:
    """Articles made into checkers, by the rules given."""

    rules: Rules

    def paragraphs(self, texts: Sequence[str], *, title: str = "", date: str = "") -> Checker | None:
        """Return the checker on an article of these paragraphs, None where no article can be made of them."""
        try:
            article = read_paragraphs(tuple(texts), About(title=title, published_at=date), least=1)
        except CoreInsightsError:
            return None
        return Checker.of(article, self.rules)

    def text(self, text: str, *, title: str = "", date: str = "") -> Checker | None:
        """Return the checker on an article of this text, None where no article can be made of it."""
        try:
            article = read_text(text, About(title=title, published_at=date), least=1)
        except CoreInsightsError:
            return None
        return Checker.of(article, self.rules)


def statement(checker: Checker, text: str, paragraph: int | None = None) -> Checked:
    """Check one sentence against the paragraph it cites, or against the whole article."""
    if paragraph is None:
        return checker.check_all_uncited(Summary((Insight(text),)))[0]
    return checker.check(Insight(text, (Citation(paragraph),)), place_of(0))


def statements(checker: Checker, text: str) -> tuple[Checked, ...]:
    """Check the sentences of a text, one by one, against the whole article."""
    return tuple(statement(checker, insight.text) for insight in read_anyones(text).core_insights)


def grave(checked: Iterable[Checked], checks: Collection[str] = FACTS) -> tuple[Finding, ...]:
    """Return the findings of these checks that fail or warn; an editor is not stopped by a note."""
    return tuple(
        finding
        for one in checked
        for finding in one.insight.findings
        if finding.check in checks and finding.severity is not Severity.NOTES
    )


def checked_facts(checked: Iterable[Checked], check: str) -> int:
    """Return how many statements of one kind were compared."""
    return sum(one.tallies[check].checked for one in checked if check in one.tallies)


def messages(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return what is to be read of findings."""
    return tuple(f"{finding.check} {finding.problem}: {finding.message}" for finding in findings)


def share(part: int, whole: int) -> float | None:
    """Return the share, None of nothing."""
    return part / whole if whole else None
