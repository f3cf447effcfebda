"""Jobs and what becomes of them: real workers, a real Redis, a chat endpoint."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count

import pytest

from service.adapters.celery_jobs import celery_app
from service.adapters.queue_redis import connect
from service.adapters.redis_jobs import RedisJobs
from service.bootstrap.jobs import build_jobs, run_worker
from service.domain.errors import JobsOutOfReach, SettingsError
from service.domain.jobs import FIRST_MESSAGE, Job, JobStatus
from service.domain.orders import UnreadOrder
from service.schema.orders import QueuedOrder, dump_order
from service.settings import Settings
from service.summarizer.jobs import Jobs
from tests.domain.samples import ENGLISH
from tests.end_to_end.worker import Worker, working
from tests.redis_server import RedisServer, free_port
from tests.stub_endpoint import StubEndpoint, brief_of

pytestmark = pytest.mark.alone  # seconds on the wall after which a worker counts as lost

TOLERATED = {"", "worker: Warm shutdown (MainProcess)"}  # what Celery prints to standard output
WITHIN = 60.0  # seconds, on a machine that does much else


@pytest.fixture(scope="module")
def queue() -> Iterator[RedisServer]:
    """A Redis that keeps what it was given when it is killed."""
    server = RedisServer("--appendonly", "yes", "--appendfsync", "always")
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def model() -> Iterator[StubEndpoint]:
    with StubEndpoint() as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def environ(queue: RedisServer, model: StubEndpoint) -> dict[str, str]:
    return {
        "QUEUE_URL": queue.url,
        "LLM": "custom/stub",
        "LLM_BASE_URL": model.base_url,
        "WORKER_THREADS": "4",
        "REQUEST_TIMEOUT_SECONDS": "20",
    }


@pytest.fixture(scope="module")
def jobs(environ: dict[str, str]) -> Jobs:
    return build_jobs(Settings.from_env(environ))


@pytest.fixture(scope="module")
def worker(environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    with working(tmp_path_factory.mktemp("worker") / "log", **environ) as worker:
        yield worker


@pytest.fixture(scope="module")
def second(environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    with working(tmp_path_factory.mktemp("second") / "log", **environ) as worker:
        yield worker


@pytest.fixture
def endpoint(model: StubEndpoint) -> StubEndpoint:
    model.requests.clear()
    model.script = brief_of
    return model


def articles(number: int) -> Iterator[QueuedOrder]:
    """So many articles that no other test has sent, so that no brief of them is kept."""
    for at in range(number):
        text = (*ENGLISH, f"This is article {next(_written)} of many.")
        yield QueuedOrder(UnreadOrder(paragraphs=text), id=f"a{at}")


_written = count()


def slowly(endpoint: StubEndpoint, seconds: float) -> None:
    def script(request):
        time.sleep(seconds)
        return brief_of(request)

    endpoint.script = script


def until(condition: Callable[[], object], log: Callable[[], str] = str) -> None:
    """Return once it is so, which nobody knows while the queue is away."""
    ends = time.monotonic() + WITHIN
    while True:
        with suppress(JobsOutOfReach):
            if condition():
                return
        assert time.monotonic() < ends, log()
        time.sleep(0.02)


def results(jobs: Jobs, job: Job) -> list[dict]:
    """The results of a job that is done, which hold each article once."""
    told = [json.loads(one) for one in jobs.results(job.id, 0, 10_000)]
    assert Counter(one["position"] for one in told) == Counter(range(job.total))
    ended = jobs.job(job.id)
    assert ended.status is JobStatus.DONE
    assert ended.done + ended.failed == job.total
    return sorted(told, key=lambda one: one["position"])


def test_articles_come_back_as_labelled_briefs(worker, jobs, endpoint):
    job = jobs.accept(articles(7))
    until(lambda: jobs.job(job.id).ended, lambda: worker.said)
    told = results(jobs, job)
    assert [one["id"] for one in told] == [f"a{at}" for at in range(7)]
    assert all(one["brief"]["verification"] for one in told)
    assert all("AI" in one["brief"]["label"] for one in told)
    assert endpoint.calls == 7
    lines = [json.loads(line) for line in worker.said.splitlines() if line.startswith("{")]
    assert sum(line["event"] == "article" for line in lines) == 7
    assert "This is article" not in worker.said


def test_what_cannot_be_briefed_is_told(worker, environ, jobs):
    """Of an order that nobody can read, as of an article that is too short."""
    kept = RedisJobs(connect(environ["QUEUE_URL"]), 60)
    broken = kept.add(Job(id="b" * 32, created_at="2026-11-28T12:00:00+00:00", total=0), [b'{"order":', b"{}"])
    jobs.queue.put(broken.id, FIRST_MESSAGE)
    short = jobs.accept([QueuedOrder(UnreadOrder(text="Too short."), id="s")])
    until(lambda: jobs.job(broken.id).ended and jobs.job(short.id).ended, lambda: worker.said)
    assert [one["error"]["code"] for one in results(jobs, broken)] == ["internal-error"] * 2
    assert [(one["id"], one["error"]["code"]) for one in results(jobs, short)] == [("s", "article-too-short")]


def test_worker_runs_nothing_that_is_pickled(worker, environ, jobs, endpoint):
    pickling = celery_app(environ["QUEUE_URL"])
    pickling.conf.update(task_serializer="pickle", accept_content=["pickle"])
    job = jobs.store.add(
        Job(id="c" * 32, created_at="2026-11-28T12:00:00+00:00", total=0), map(dump_order, articles(1))
    )
    pickling.send_task("core-insights.work", (job.id, FIRST_MESSAGE))
    worker.says("ContentDisallowed")
    after = jobs.accept(articles(1))
    until(lambda: jobs.job(after.id).ended, lambda: worker.said)
    jobs.store.drop(job.id)


def test_canceled_job_is_not_worked_on(worker, jobs, endpoint):
    slowly(endpoint, 15)
    job = jobs.accept(articles(9))
    until(lambda: endpoint.calls == 4, lambda: worker.said)
    assert jobs.cancel(job.id).status is JobStatus.CANCELED
    worker.says("article-abandoned", within=10)
    endpoint.script = brief_of
    another = jobs.accept(articles(1))
    until(lambda: jobs.job(another.id).ended, lambda: worker.said)
    assert endpoint.calls <= 5
    assert jobs.results(job.id, 0, 9) == ()


def test_job_goes_on_when_the_queue_is_back(worker, jobs, endpoint, queue):
    slowly(endpoint, 0.2)
    job = jobs.accept(articles(20))
    until(lambda: jobs.job(job.id).done >= 4, lambda: worker.said)
    queue.kill()
    time.sleep(2)
    queue.start()
    until(lambda: jobs.job(job.id).ended, lambda: worker.said)
    assert len(results(jobs, job)) == 20


def test_article_that_takes_long_is_worked_on_once(worker, second, jobs, endpoint):
    """Longer than a message may be out of sight, and than an article is held at a time."""
    slowly(endpoint, 7)
    job = jobs.accept(articles(2))
    until(lambda: jobs.job(job.id).ended, lambda: worker.said + second.said)
    results(jobs, job)
    assert endpoint.calls == 2


@pytest.mark.fault(21, "a killed worker's articles come again, each result is stored once")
def test_killed_workers_articles_come_again(worker, second, jobs, endpoint):
    slowly(endpoint, 0.5)
    job = jobs.accept(articles(24))
    until(lambda: endpoint.calls >= 16, lambda: second.said)  # the second eight have just begun
    second.kill()
    killed_at = time.monotonic()
    until(lambda: jobs.job(job.id).ended, lambda: worker.said)
    assert time.monotonic() - killed_at < 30
    assert len(results(jobs, job)) == 24
    assert 24 < endpoint.calls <= 24 + 4, "what was in flight is asked again, nothing else"


def test_worker_that_is_told_to_end_ends_its_articles(worker, jobs, endpoint):
    """Those that it has begun; the others are left to other workers. All its lines are JSON to the end."""
    slowly(endpoint, 2)
    job = jobs.accept(articles(10))
    until(lambda: endpoint.calls == 4, lambda: worker.said)
    assert worker.end() == 0
    assert (jobs.job(job.id).done, jobs.job(job.id).status) == (4, JobStatus.RUNNING)
    assert all(line.startswith("{") for line in worker.said.splitlines() if line not in TOLERATED), worker.said


def test_worker_waits_for_its_queue(tmp_path):
    late = RedisServer()
    worker = Worker(tmp_path / "log", "service worker", QUEUE_URL=late.url)
    try:
        worker.says("jobs-out-of-reach")
        late.start()
        worker.says("worker-started")
        assert worker.end() == 0
    finally:
        worker.kill()
        late.close()


@pytest.fixture
def evicting() -> Iterator[str]:
    server = RedisServer("--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru")
    server.start()
    yield server.url
    server.close()


def test_web_refuses_a_queue_that_evicts(tmp_path, evicting):
    started = Worker(tmp_path / "log", "service serve", QUEUE_URL=evicting, PORT=str(free_port()))
    assert started.process.wait(WITHIN) == 1
    assert started.said.startswith("Error: QUEUE_URL is a Redis that evicts (allkeys-lru)")
    assert started.said.count("\n") == 1


def test_worker_refuses_a_queue_that_evicts_or_is_none(evicting):
    for environ in ({"QUEUE_URL": evicting}, {}):
        with pytest.raises(SettingsError, match="QUEUE_URL"):
            run_worker(Settings.from_env(environ))
