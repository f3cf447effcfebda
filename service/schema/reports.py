"""A verification report as JSON, and back."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, ValidationError

from service.domain.finding import Finding, Problem, Severity
from service.domain.summary import Span
from service.domain.verification import Confirmation, Status, Tally, VerificationReport


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


class ConfirmationJson(BaseModel):
    """A number or a date that the source confirms, in the insight's words and in the source's; code points count."""

    check: str = Field(description="The check that compared it: quantities or dates.")
    where: str = Field(description="JSON pointer to the insight.")
    text: str = Field(description="The insight's words.")
    start: int = Field(description="Of those words in the insight's text.")
    end: int = Field(description="Exclusive.")
    source: str = Field(description="The article's words.")
    source_start: int = Field(description="Of those words in the paragraph's text, or in the title.")
    source_end: int = Field(description="Exclusive.")
    paragraph: int | None = Field(None, description="The number of the source paragraph; null: the article's title.")

    @classmethod
    def of(cls, one: Confirmation) -> Self:
        """Return the JSON form."""
        return cls(
            check=one.check,
            where=one.where,
            text=one.text,
            start=one.span.start,
            end=one.span.end,
            source=one.source,
            source_start=one.source_span.start,
            source_end=one.source_span.end,
            paragraph=one.paragraph,
        )

    def confirmation(self) -> Confirmation:
        """Return the domain's form."""
        return Confirmation(
            check=self.check,
            where=self.where,
            text=self.text,
            span=Span(self.start, self.end),
            source=self.source,
            source_span=Span(self.source_start, self.source_end),
            paragraph=self.paragraph,
        )


class ReportJson(BaseModel):
    """The outcome of all checks."""

    status: Status
    checks: dict[str, TallyJson]
    findings: list[FindingJson]
    confirmations: list[ConfirmationJson] = Field([], description="What one place of the source confirms.")
    uncited_paragraphs: list[int]
    uncited_numbers: list[int] = Field([], description="Those of the uncited paragraphs that state numbers.")

    @classmethod
    def of(cls, report: VerificationReport) -> Self:
        """Return the JSON form."""
        return cls(
            status=report.status,
            checks={name: TallyJson(checked=t.checked, confirmed=t.confirmed) for name, t in report.checks.items()},
            findings=[FindingJson.of(finding) for finding in report.findings],
            confirmations=[ConfirmationJson.of(confirmation) for confirmation in report.confirmations],
            uncited_paragraphs=list(report.uncited_paragraphs),
            uncited_numbers=list(report.uncited_numbers),
        )

    def report(self) -> VerificationReport:
        """Return the domain's form."""
        return VerificationReport(
            checks={name: Tally(tally.checked, tally.confirmed) for name, tally in self.checks.items()},
            findings=tuple(finding.finding() for finding in self.findings),
            confirmations=tuple(confirmation.confirmation() for confirmation in self.confirmations),
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
