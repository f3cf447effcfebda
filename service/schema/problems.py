"""An error as ``application/problem+json`` (RFC 9457)."""

from pydantic import BaseModel, Field


class Mistake(BaseModel):
    """One thing that is wrong with a request."""

    pointer: str = Field(
        description="JSON pointer into the body, or the name of a query parameter after `?`. Of NDJSON, "
        "the line stands before it: `line 3/text`."
    )
    detail: str


class ProblemDetails(BaseModel):
    """What went wrong. It never holds article text, a key, or a model endpoint's own words."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable and machine-readable.")
    retryable: bool = Field(description="Whether the same request may succeed later.")
    retry_after: int | None = Field(None, description="Seconds after which that makes sense, as in `Retry-After`.")
    request_id: str
    errors: list[Mistake] = []


class StreamProblem(ProblemDetails):
    """What ended a stream."""

    incomplete: bool = Field(description="Whether insights had gone out: they are not a whole brief.")
