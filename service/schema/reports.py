"""A verification report as JSON, and back."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, ValidationError

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
    uncited_numbers: list[int] = Field([], description="Those of the uncited paragraphs that state numbers.")

    @classmethod
    def of(cls, report: VerificationReport) -> Self:
        """Return the JSON form."""
        return cls(
            status=report.status,
            checks={name: TallyJson(checked=t.checked, confirmed=t.confirmed) for name, t in report.checks.items()},
            findings=[FindingJson.of(finding) for finding in report.findings],
            uncited_paragraphs=list(report.uncited_paragraphs),
            uncited_numbers=list(report.uncited_numbers),
        )

    def report(self) -> VerificationReport:
        """Return the domain's form."""
        return VerificationReport(
            checks={name: Tally(tally.checked, tally.confirmed) for name, tally in self.checks.items()},
            findings=tuple(finding.finding() for finding in self.findings),
            uncited_paragraphs=tuple(self.uncited_paragraphs),
            uncited_numbers=tuple(self.uncited_numbers),
        )


LineId = Annotated[str, Field(max_length=500)] | Annotated[int, Field(strict=True)] | None
"""What a caller calls a line; None where a line has no id, or none that can be read."""


class _Identified(BaseModel):
    id: LineId = None


class LineReportJson(ReportJson, _Identified):  # this order puts the id first
    """The report on one line of many."""

    @classmethod
    def of_line(cls, line_id: LineId, report: VerificationReport) -> Self:
        """Return the JSON form."""
        return cls(id=line_id, **dict(ReportJson.of(report)))


class LineError(BaseModel):
    """What is wrong with a line; never the line's own text."""

    code: str
    detail: str


class LineErrorJson(_Identified):
    """The answer to a line that could not be read."""

    error: LineError


def id_of(line: bytes) -> LineId:
    """Return the id in a line that is wrong elsewhere, None where there is none to be read."""
    try:
        return _Identified.model_validate_json(line).id
    except ValidationError:
        return None
