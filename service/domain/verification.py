"""What the checks found of a summary, as one report."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.domain.finding import Finding, Severity
from service.domain.summary import Span


class Status(StrEnum):
    """The report in one word."""

    PASSED = "passed"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many statements of one kind were compared with the source, and how many of them it confirms."""

    checked: int = 0
    confirmed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.checked + other.checked, self.confirmed + other.confirmed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A number or a date of the insight at ``where``, beside the words of the source that confirm it.

    ``text`` and ``span`` are of the insight; ``source`` and ``source_span`` of the paragraph, or of the article's title
    where ``paragraph`` is None.
    """

    check: str
    where: str
    text: str
    span: Span
    source: str
    source_span: Span
    paragraph: int | None


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """The outcome of all checks: a tally by check, the findings, and the paragraphs that nothing cites.

    ``confirmations`` are the numbers and dates that the source confirms, as far as one place in it does.
    ``uncited_numbers`` are those of the uncited paragraphs that state numbers: what an editor may miss in the brief.
    """

    checks: Mapping[str, Tally]
    findings: tuple[Finding, ...]
    uncited_paragraphs: tuple[int, ...]
    uncited_numbers: tuple[int, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()

    @property
    def status(self) -> Status:
        """``flagged`` where a finding fails or warns; notes alone pass."""
        grave = any(finding.severity is not Severity.NOTES for finding in self.findings)
        return Status.FLAGGED if grave else Status.PASSED
