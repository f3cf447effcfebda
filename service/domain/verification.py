"""What the checks found of a summary, as one report."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.domain.finding import Finding, Severity


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


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """The outcome of all checks: a tally by check, the findings, and the paragraphs that nothing cites.

    ``uncited_numbers`` are those of the uncited paragraphs that state numbers: what an editor may miss in the brief.
    """

    checks: Mapping[str, Tally]
    findings: tuple[Finding, ...]
    uncited_paragraphs: tuple[int, ...]
    uncited_numbers: tuple[int, ...] = ()

    @property
    def status(self) -> Status:
        """``flagged`` where a finding fails or warns; notes alone pass."""
        grave = any(finding.severity is not Severity.NOTES for finding in self.findings)
        return Status.FLAGGED if grave else Status.PASSED
