"""Lines of files with one JSON object each, more lenient than HTTP: data sets hold fields of their own."""

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from service.domain.errors import CoreInsightsError
from service.schema.loose_dates import rfc_3339
from service.schema.reports import LineError, LineId
from service.schema.requests import SummarizeRequest, VerifyRequest


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: LineId = None

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: object) -> object:
        return {name: value for name, value in given.items() if value is not None} if isinstance(given, dict) else given

    @field_validator("published_at", mode="before", check_fields=False)
    @classmethod
    def _loose(cls, given: object) -> object:
        return rfc_3339(given) if isinstance(given, str) else given


class VerifyLine(_Line, VerifyRequest):
    """A line of ``core-insights verify --jsonl``."""

    model_config = ConfigDict(extra="ignore")


class BatchLine(_Line, SummarizeRequest):
    """A line of ``core-insights batch``."""

    model_config = ConfigDict(extra="ignore")


def told_of_line(number: int, error: Exception) -> LineError:
    """Return what is wrong with the line of that number, without its text; of what is unexpected only the type."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = "/".join(map(str, first["loc"]))[:80]
        code = "malformed-body" if first["type"] == "json_invalid" else "invalid-request"
        return LineError(code=code, detail=f"line {number}: {place and place + ': '}{first['msg']}")
    if isinstance(error, UnicodeDecodeError):
        return LineError(code="malformed-body", detail=f"line {number}: not UTF-8")
    if isinstance(error, CoreInsightsError):
        return LineError(code=error.code, detail=f"line {number}: {error}")
    return LineError(code="internal-error", detail=f"line {number}: {type(error).__name__}")
