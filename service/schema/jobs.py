"""The JSON of jobs: what callers send, how far a job is, and what became of each article."""

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from service.domain.errors import CoreInsightsError
from service.domain.jobs import MOST_ARTICLES, Job, JobResult, JobStatus
from service.schema.briefs import BriefJson
from service.schema.requests import SummarizeRequest


class JobArticle(SummarizeRequest):
    """One article of a job: the JSON body of ``POST /summarize``, and what the caller calls it."""

    id: Annotated[str, Field(max_length=200)] = Field(
        "", description="The caller's name for the article, once in a job; its result bears it."
    )


class JobOptions(BaseModel):
    """What a caller may say about a job; query parameters where the body is its articles alone."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    callback_url: Annotated[str, Field(max_length=2_000)] = Field(
        "", description="Is told when the job has ended; only hosts that the operator lists."
    )


class JobRequest(JobOptions):
    """The JSON body of ``POST /jobs``."""

    articles: Annotated[list[JobArticle], Field(min_length=1, max_length=MOST_ARTICLES)]


class ResultsOptions(BaseModel):
    """Which results of a job are asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Annotated[int, Field(ge=0, lt=2**31)] = Field(0, description="How many of the first results to leave out.")
    limit: Annotated[int, Field(ge=1, le=1_000)] = Field(100, description="How many results at most.")


class ArticleCounts(BaseModel):
    """How many articles a job has, and what became of them; of a canceled job some are in none of the others."""

    total: int
    queued: int = Field(description="Still to be done.")
    done: int
    failed: int


class JobJson(BaseModel):
    """A job and how far it has come."""

    id: str
    status: JobStatus
    created_at: str
    ended_at: str | None
    articles: ArticleCounts
    results: str = Field(description="Where its results are.")

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return the JSON form."""
        queued = 0 if job.ended else job.total - job.done - job.failed
        return cls(
            id=job.id,
            status=job.status,
            created_at=job.created_at,
            ended_at=job.ended_at or None,
            articles=ArticleCounts(total=job.total, queued=queued, done=job.done, failed=job.failed),
            results=f"/jobs/{job.id}/results",
        )


class ArticleError(BaseModel):
    """Why an article got no brief."""

    model_config = ConfigDict(frozen=True)

    code: str
    detail: str
    retryable: bool = Field(description="Whether the same article may succeed later.")


class JobResultJson(BaseModel):
    """What became of one article."""

    position: int = Field(description="The article's place in the job, from 0.")
    id: str = Field("", description="The caller's name for the article; left out where there is none.")
    status: Literal["done", "failed"]
    brief: BriefJson | None = Field(None, description="Of one that is done, with its `label`; else left out.")
    error: ArticleError | None = Field(None, description="Of one that failed; else left out.")


class JobResultsJson(BaseModel):
    """Some of a job's results, in the order in which they came."""

    results: list[JobResultJson]
    next: str | None = Field(description="Where the next ones are, or will be; null: there are no more to come.")


def done(position: int, article_id: str, brief: bytes) -> JobResult:
    """Return the result of an article with its brief, whose JSON is taken over byte for byte."""
    head = _Head(position=position, id=article_id, status="done").model_dump_json(exclude_defaults=True)
    return JobResult(position, done=True, payload=head[:-1].encode() + b',"brief":' + brief + b"}")


def failed(position: int, article_id: str, error: CoreInsightsError) -> JobResult:
    """Return the result of an article without a brief."""
    head = _Head(position=position, id=article_id, status="failed").model_dump_json(exclude_defaults=True)
    told = ArticleError(code=error.code, detail=str(error), retryable=error.retryable).model_dump_json()
    return JobResult(position, done=False, payload=f'{head[:-1]},"error":{told}}}'.encode())


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the article at the position: the JSON of its brief, or why there is none."""

    position: int
    brief: bytes = b""
    error: ArticleError | None = None


def read_result(payload: bytes) -> Settled:
    """Return what ``done`` or ``failed`` wrote, the brief byte for byte."""
    head, brief, rest = payload.partition(b',"brief":')  # in an id its quotation marks are escaped
    if brief:
        return Settled(_Head.model_validate_json(head + b"}").position, rest[:-1])
    told = _Failed.model_validate_json(payload)
    return Settled(told.position, error=told.error)


class _Head(BaseModel):
    position: int
    id: str = ""
    status: str


class _Failed(_Head):
    error: ArticleError
