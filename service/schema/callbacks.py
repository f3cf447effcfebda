"""The JSON that a receiver is sent."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from service.domain.jobs import Job
from service.schema.jobs import JobJson


class JobEnded(BaseModel):
    """A job has ended: done, or canceled. The form is that of Standard Webhooks."""

    type: Literal["job.ended"] = "job.ended"
    timestamp: str = Field(description="When it ended; RFC 3339.")
    data: JobJson

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return the event of a job that has ended."""
        return cls(timestamp=job.ended_at, data=JobJson.of(job))
