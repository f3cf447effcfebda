"""The JSON of jobs: what callers send, and what became of each article."""

from pydantic import BaseModel, ConfigDict, Field

from service.domain.errors import CoreInsightsError
from service.domain.jobs import JobResult


class ArticleError(BaseModel):
    """Why an article got no brief."""

    model_config = ConfigDict(frozen=True)

    code: str
    detail: str
    retryable: bool = Field(description="Whether the same article may succeed later.")


def done(position: int, article_id: str, brief: bytes) -> JobResult:
    """Return the result of an article with its brief, whose JSON is taken over byte for byte."""
    head = _Head(position=position, id=article_id, status="done").model_dump_json(exclude_defaults=True)
    return JobResult(position, done=True, payload=head[:-1].encode() + b',"brief":' + brief + b"}")


def failed(position: int, article_id: str, error: CoreInsightsError) -> JobResult:
    """Return the result of an article without a brief."""
    head = _Head(position=position, id=article_id, status="failed").model_dump_json(exclude_defaults=True)
    told = ArticleError(code=error.code, detail=str(error), retryable=error.retryable).model_dump_json()
    return JobResult(position, done=False, payload=f'{head[:-1]},"error":{told}}}'.encode())


class _Head(BaseModel):
    position: int
    id: str = ""
    status: str
