"""Results of jobs as they are served: in pages, or one a line."""

from collections.abc import Iterator

from service.domain.jobs import MOST_ARTICLES
from service.formats.ai_label import AiLabel
from service.schema.jobs import ResultsOptions
from service.summarizer import labelled
from service.summarizer.jobs import Jobs

_AT_A_TIME = 50  # results asked of the store at once: a brief is some 10 kB, of the longest articles 600 kB
_PAGE_BYTES = 8_388_608  # 8 MiB, behind which a page of JSON ends, however many results it may have
_BRIEF = b',"brief":'  # quotation marks within texts are escaped, so these bytes begin the member


def results_of(jobs: Jobs, job_id: str, options: ResultsOptions) -> Iterator[bytes]:
    """Yield results as they are kept, a few of them asked for at a time; raise JobNotFound, JobsOutOfReach."""
    after, left = options.after, options.limit
    while left and (batch := jobs.results(job_id, after, min(left, _AT_A_TIME))):
        yield from batch
        after, left = after + len(batch), left - len(batch)


def every(options: ResultsOptions) -> ResultsOptions:
    """Return the options of a caller who wants all that is there, unless they said how many."""
    return options if "limit" in options.model_fields_set else options.model_copy(update={"limit": MOST_ARTICLES})


def page(jobs: Jobs, job_id: str, options: ResultsOptions, label: AiLabel) -> bytes:
    """Return a page as the JSON of JobResultsJson; raise JobNotFound, JobsOutOfReach."""
    job = jobs.job(job_id)  # before its results: if it has ended by now, no more of them can come after
    told: list[bytes] = []
    size = 0
    for result in results_of(jobs, job_id, options):
        told.append(served(result, label))
        size += len(told[-1])
        if size > _PAGE_BYTES:
            break
    after = options.after + len(told)
    complete = job.ended and after >= job.done + job.failed
    onward = "null" if complete else f'"/jobs/{job_id}/results?after={after}&limit={options.limit}"'
    return b'{"results":[' + b",".join(told) + b'],"next":' + onward.encode() + b"}"


def lines(results: Iterator[bytes], label: AiLabel) -> Iterator[bytes]:
    """Yield each result as a line."""
    for result in results:
        yield served(result, label) + b"\n"


def served(result: bytes, label: AiLabel) -> bytes:
    """Return the JSON of a result with the label in its brief, where it has one."""
    head, mark, brief = result.partition(_BRIEF)
    return head + mark + labelled(brief[:-1], label) + b"}" if mark else result
