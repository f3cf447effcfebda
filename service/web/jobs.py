"""Jobs: articles that are briefed in the background."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Request, Response, g, request
from werkzeug.http import parse_list_header

from service.domain.callers import Scope
from service.domain.errors import JobsNotConfigured, UnknownBackend
from service.domain.jobs import Job
from service.domain.orders import UnreadOrder
from service.schema.jobs import JobJson, ResultsOptions
from service.schema.orders import QueuedOrder
from service.summarizer import Summarizer
from service.summarizer.jobs import Jobs
from service.web import job_results, negotiation
from service.web.guards import needs
from service.web.idempotency import once
from service.web.intake import parameters
from service.web.job_intake import JSON, NDJSON, Door
from service.web.job_stream import Watching, left_off

_RETRY_SECONDS = "2"  # when a look at a job that has not ended makes sense again
_RESPOND_ASYNC = "respond-async"  # RFC 7240 §4.1
_AS_JOB = {"json": JSON, "events": "text/event-stream"}
_AS_RESULTS = {"json": JSON, "ndjson": NDJSON}


def blueprint(summarizer: Summarizer, jobs: Jobs | None) -> Blueprint:
    """Return the routes of jobs, which say so where there is no queue for them."""
    return _refusing() if jobs is None else _serving(summarizer, jobs)


def _serving(summarizer: Summarizer, jobs: Jobs) -> Blueprint:
    routes = Blueprint("jobs", __name__)
    door = Door(summarizer.backends, jobs.callbacks)
    watching = Watching(summarizer.label)

    @routes.post("/jobs")
    @needs(Scope.JOBS)
    def accept_job() -> Response:
        body = door.body(request)

        def accept() -> Job:
            with door.sent(request, body) as sent:
                return _mine(jobs).accept(sent.orders, callback_url=sent.options.callback_url)

        return _accepted(jobs, body.digest, accept)

    @routes.get("/jobs/<job_id>")
    @needs(Scope.JOBS)
    def read_job(job_id: str) -> Response:
        if negotiation.among(request, _AS_JOB) == "json":
            return _told(JobJson.of(_mine(jobs).job(job_id)))
        after = left_off(request)
        response = (
            Response(status=HTTPStatus.NO_CONTENT) if after is None else watching.respond(_mine(jobs), job_id, after)
        )
        return _private(response)

    @routes.get("/jobs/<job_id>/results")
    @needs(Scope.JOBS)
    def read_results(job_id: str) -> Response:
        mine = _mine(jobs)
        wanted = negotiation.among(request, _AS_RESULTS)
        options = parameters(request, ResultsOptions)
        if wanted == "json":
            return _private(Response(job_results.page(mine, job_id, options, summarizer.label), mimetype=JSON))
        mine.job(job_id)  # while the status can still say that there is none
        results = job_results.results_of(mine, job_id, job_results.every(options))
        return _private(Response(job_results.lines(results, summarizer.label), mimetype=NDJSON))

    @routes.delete("/jobs/<job_id>")
    @needs(Scope.JOBS)
    def cancel_job(job_id: str) -> Response:
        return _told(JobJson.of(_mine(jobs).cancel(job_id)))

    return routes


def _mine(jobs: Jobs) -> Jobs:
    """Return the jobs of who asks: those of others are as unknown to them as what nobody sent."""
    return jobs.of(g.caller.id)


def _refusing() -> Blueprint:
    routes = Blueprint("jobs", __name__)

    @routes.post("/jobs")
    @routes.route("/jobs/<job_id>", methods=["GET", "DELETE"])
    @routes.get("/jobs/<job_id>/results")
    @needs(Scope.JOBS)
    def refuse(job_id: str = "") -> Response:  # noqa: ARG001  the router gives it
        raise JobsNotConfigured("this service does nothing in the background: it has no QUEUE_URL")

    return routes


def wanted(asked: Request) -> bool:
    """Whether a caller prefers to be answered before the work is done."""
    return _RESPOND_ASYNC in {
        part.split(";")[0].strip().lower() for part in parse_list_header(asked.headers.get("Prefer", ""))
    }


def accept_one(jobs: Jobs, unread: UnreadOrder, backends: tuple[str, ...], digest: str) -> Response:
    """Return the answer to a request for one brief that is made later; raise UnknownBackend, and what ``once`` does."""
    if unread.backend and unread.backend not in backends:
        raise UnknownBackend(f"the backends are {', '.join(backends)}", pointer="/backend")
    response = _accepted(jobs, lambda: digest, lambda: _mine(jobs).accept((QueuedOrder(unread),)))
    response.headers["Preference-Applied"] = _RESPOND_ASYNC
    return response


def _accepted(jobs: Jobs, digest: Callable[[], str], accept: Callable[[], Job]) -> Response:
    answer = once(request, jobs.keys, digest, lambda: JobJson.of(accept()).model_dump_json())
    job = JobJson.model_validate_json(answer)
    response = _told(job)
    response.status_code = HTTPStatus.ACCEPTED
    response.headers["Location"] = f"/jobs/{job.id}"
    return response


def _told(job: JobJson) -> Response:
    response = _private(Response(job.model_dump_json(), mimetype=JSON))
    if job.ended_at is None:
        response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept"
    return response
