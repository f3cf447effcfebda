"""A verification report as JSON, and back."""

from typing import Self

from pydantic import BaseModel, Field

from service.domain.finding import Finding, Problem, Severity
from service.domain.verification import Status, Tally, VerificationReport


class FindingJson(BaseModel):
    """One defect of one insight, with the exact words on both sides."""

    check: str = Field(description="The check that found it, e.g. citations.")
    problem: Problem
    severity: Severity
    where: str = Field(description="JSON pointer to the insight.")
    text: str | None = Field(None, description="The insight's words.")
    source: str | None = Field(None, description="The article's words.")
    paragraph: int | None = None
    message: str

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """Return the JSON form."""
        return cls(
            check=finding.check,
            problem=finding.problem,
            severity=finding.severity,
            where=finding.where,
            text=finding.text or None,
            source=finding.source or None,
            paragraph=finding.paragraph,
            message=finding.message,
        )

    def finding(self) -> Finding:
        """Return the domain's form."""
        return Finding(
            check=self.check,
            problem=self.problem,
            where=self.where,
            message=self.message,
            text=self.text or "",
            source=self.source or "",
            paragraph=self.paragraph,
            severity=self.severity,
        )


class TallyJson(BaseModel):
    """How many statements of one kind were checked, and how many the source confirms."""

    checked: int
    confirmed: int


class ReportJson(BaseModel):
    """The outcome of all checks."""

    status: Status
    checks: dict[str, TallyJson]
    findings: list[FindingJson]
    uncited_paragraphs: list[int]

    @classmethod
    def of(cls, report: VerificationReport) -> Self:
        """Return the JSON form."""
        return cls(
            status=report.status,
            checks={name: TallyJson(checked=t.checked, confirmed=t.confirmed) for name, t in report.checks.items()},
            findings=[FindingJson.of(finding) for finding in report.findings],
            uncited_paragraphs=list(report.uncited_paragraphs),
        )

    def report(self) -> VerificationReport:
        """Return the domain's form."""
        return VerificationReport(
            checks={name: Tally(tally.checked, tally.confirmed) for name, tally in self.checks.items()},
            findings=tuple(finding.finding() for finding in self.findings),
            uncited_paragraphs=tuple(self.uncited_paragraphs),
        )
