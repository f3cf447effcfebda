"""A job told while it is worked on, as server-sent events."""

import re
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from threading import BoundedSemaphore

import structlog
from flask import Request, Response, g

from service.adapters.draining import DRAIN
from service.domain.errors import JobsBusy
from service.domain.jobs import Job
from service.formats.ai_label import AiLabel
from service.schema.jobs import JobJson, ResultsOptions
from service.summarizer.jobs import Jobs
from service.web.errors import problem_of
from service.web.job_results import every, results_of, served
from service.web.stream import BEAT, frame

_RETRY_MILLISECONDS = 2_000
_WATCHERS = 32  # at a time in a process: each holds a thread, of which operators configure 64 or more
_NUMBER = re.compile(r"[0-9]{1,9}")
ENDED = "ended"
"""The last event, and its id: who comes again with it wants no more (204 keeps an EventSource from asking again)."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two looks at a job, and after which a stream ends so that it holds no thread for hours."""

    look: float = 1.0
    whole: float = 60.0


class Watching:
    """Tells jobs to those who watch them, a few at a time."""

    def __init__(self, label: AiLabel, pace: Pace = Pace()) -> None:
        self._label = label
        self._pace = pace
        self._places = BoundedSemaphore(_WATCHERS)

    def respond(self, jobs: Jobs, job_id: str, after: int) -> Response:
        """Return the answer that tells a job from a result on; raise JobNotFound, JobsOutOfReach, JobsBusy."""
        jobs.job(job_id)
        if not self._places.acquire(blocking=False):
            raise JobsBusy("as many jobs are watched as this process tells: try again, or ask without a stream")
        response = Response(self._frames(self._told(jobs, job_id, after), g.request_id), mimetype="text/event-stream")
        response.call_on_close(self._places.release)
        response.headers["X-Accel-Buffering"] = "no"  # nginx would hold the events back
        return response

    def _frames(self, told: Iterator[bytes], request_id: str) -> Generator[bytes, None, None]:
        began, sent, ended = time.perf_counter(), 0, "left"
        try:
            yield f"retry: {_RETRY_MILLISECONDS}\n\n".encode()
            for one in told:
                sent += one is not BEAT
                yield one
            ended = "done"
        except Exception as error:  # noqa: BLE001  an entry point: the status is out, so this is the last word
            problem = problem_of(error, request_id)
            ended = problem.code
            yield frame("error", problem.model_dump_json())
        finally:
            took = round((time.perf_counter() - began) * 1000, 1)
            _log.info("stream", request_id=request_id, ended=ended, events=sent, milliseconds=took)

    def _told(self, jobs: Jobs, job_id: str, after: int) -> Iterator[bytes]:
        """Yield results, progress and the end, a beat for every look that finds nothing; without an end it goes on."""
        seen: Job | None = None
        until = time.monotonic() + self._pace.whole
        while True:
            job = jobs.job(job_id)  # before its results: if it has ended by now, no more of them can come
            for result in results_of(jobs, job_id, every(ResultsOptions(after=after))):
                after += 1
                yield frame("result", served(result, self._label).decode(), str(after))
            if job != seen:
                yield frame("progress", JobJson.of(job).model_dump_json())
            if job.ended:
                yield frame(ENDED, JobJson.of(job).model_dump_json(), ENDED)
                return
            if time.monotonic() >= until or DRAIN.begun:
                return
            yield BEAT  # writing it tells whether the caller is still there
            seen = job
            time.sleep(self._pace.look)


def left_off(request: Request) -> int | None:
    """Return how many results the caller has heard, None where also the end was."""
    said = request.headers.get("Last-Event-ID", "")
    if said == ENDED:
        return None
    return int(said) if _NUMBER.fullmatch(said) else 0
