"""What every store of jobs does, wherever they are kept."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from redis import Redis

from service.adapters.queue_redis import CALLBACKS_DUE, MESSAGES, OPEN_JOBS, QueueTimings, connect, named, queue_answers
from service.adapters.redis_jobs import RedisJobs
from service.adapters.redis_work import RedisWork
from service.domain.errors import ArticleTooShort, JobNotFound, JobsBusy, JobsOutOfReach, SettingsError
from service.domain.jobs import FIRST_MESSAGE, Job, JobResult, JobStatus, Taken
from tests.fakes import MemoryJobStore
from tests.redis_server import NeverAnswers, RedisServer, free_port

JOB = Job(
    id="1" * 32,
    created_at="2026-11-28T12:00:00+00:00",
    total=0,
    callback_url="https://news.example/hook",
    caller="aaaaaaaa",
)
ORDERS = tuple('{"order":{"text":"新闻 %d"}}'.encode() % n for n in range(250))


@pytest.fixture(params=["memory", "redis"])
def stores(request: pytest.FixtureRequest) -> Iterator[tuple]:
    """The same jobs as callers and as workers see them."""
    if request.param == "memory":
        store = MemoryJobStore()
        yield store, store
        return
    redis = connect(request.getfixturevalue("redis_url"))
    yield RedisJobs(redis, 60), RedisWork(redis, 60)
    redis.close()


def _done(position: int) -> JobResult:
    return JobResult(position, done=True, payload=b'{"position":%d}' % position)


def test_kept_job_is_known_with_its_total(stores):
    jobs, _ = stores
    job = jobs.add(JOB, iter(ORDERS))
    assert job == replace(JOB, total=250)
    assert jobs.job(JOB.id) == job
    assert jobs.results(JOB.id, 0, 10) == ()


def test_unknown_job_is_told_so(stores):
    jobs, work = stores
    for ask in (jobs.job, jobs.cancel, lambda job_id: jobs.results(job_id, 0, 1)):
        with pytest.raises(JobNotFound):
            ask("\ud800")
    assert work.take("0" * 32, FIRST_MESSAGE) is None
    assert not work.settle("0" * 32, _done(0))
    assert work.hold("0" * 32, [3]) == {3}


def test_orders_that_end_in_an_error_leave_nothing(stores):
    def broken() -> Iterator[bytes]:
        yield from ORDERS
        raise ArticleTooShort

    jobs, work = stores
    with pytest.raises(ArticleTooShort):
        jobs.add(JOB, broken())
    with pytest.raises(JobNotFound):
        jobs.job(JOB.id)
    assert work.take(JOB.id, FIRST_MESSAGE) is None


def test_each_article_is_taken_once(stores):
    jobs, work = stores
    jobs.add(JOB, ORDERS[:3])
    taken = [work.take(JOB.id, number) for number in (1, 2, 3, 4)]
    assert taken == [Taken(0, ORDERS[0], 2), Taken(1, ORDERS[1], 3), Taken(2, ORDERS[2], 0), None]


def test_results_come_in_the_order_of_their_coming(stores):
    jobs, work = stores
    jobs.add(JOB, ORDERS[:4])
    for position in (2, 0, 3):
        assert work.settle(JOB.id, _done(position))
    assert jobs.results(JOB.id, 0, 2) == (b'{"position":2}', b'{"position":0}')
    assert jobs.results(JOB.id, 2, 2) == (b'{"position":3}',)
    assert jobs.results(JOB.id, 3, 2) == ()
    assert jobs.job(JOB.id).status is JobStatus.RUNNING


def test_first_result_of_an_article_stands(stores):
    jobs, work = stores
    jobs.add(JOB, ORDERS[:2])
    assert work.settle(JOB.id, _done(1))
    assert not work.settle(JOB.id, JobResult(1, done=False, payload=b"{}"))
    assert not work.settle(JOB.id, JobResult(7, done=True, payload=b"{}"))
    job = jobs.job(JOB.id)
    assert (job.done, job.failed) == (1, 0)
    assert jobs.results(JOB.id, 0, 9) == (b'{"position":1}',)


def test_last_result_ends_the_job(stores):
    jobs, work = stores
    jobs.add(JOB, ORDERS[:2])
    work.settle(JOB.id, _done(0))
    assert not jobs.job(JOB.id).ended_at
    work.settle(JOB.id, JobResult(1, done=False, payload=b"{}"))
    job = jobs.job(JOB.id)
    assert (job.status, job.done, job.failed) == (JobStatus.DONE, 1, 1)
    assert job.ended_at
    assert jobs.cancel(JOB.id) == job, "what has ended is not canceled"


def test_canceled_job_keeps_its_results_only(stores):
    jobs, work = stores
    jobs.add(JOB, ORDERS[:3])
    taken = work.take(JOB.id, FIRST_MESSAGE)
    work.settle(JOB.id, _done(2))
    assert work.hold(JOB.id, [taken.position]) == frozenset()
    job = jobs.cancel(JOB.id)
    assert (job.status, job.done) == (JobStatus.CANCELED, 1)
    assert job.ended_at
    assert jobs.cancel(JOB.id) == job
    assert work.take(JOB.id, 2) is None
    assert work.hold(JOB.id, [taken.position]) == {taken.position}
    assert not work.settle(JOB.id, _done(taken.position))
    assert jobs.results(JOB.id, 0, 9) == (b'{"position":2}',)


def test_dropped_job_is_unknown(stores):
    jobs, work = stores
    jobs.add(JOB, ORDERS[:2])
    jobs.drop(JOB.id)
    assert work.take(JOB.id, FIRST_MESSAGE) is None
    with pytest.raises(JobNotFound):
        jobs.job(JOB.id)


@pytest.fixture
def redis(redis_url):
    with connect(redis_url) as client:
        yield client


def test_everything_ends_in_time(redis):
    jobs, work = RedisJobs(redis, 60), RedisWork(redis, 60)
    jobs.add(JOB, ORDERS[:2])
    work.take(JOB.id, FIRST_MESSAGE)
    work.settle(JOB.id, _done(0))
    week = 7 * 86_400
    lifetimes = {name: redis.ttl(name) for name in redis.scan_iter()}
    assert lifetimes.keys() >= {named(JOB.id, "job"), named(JOB.id, "orders"), named(JOB.id, "results")}
    assert all(week - 10 < seconds <= week for seconds in lifetimes.values()), lifetimes
    work.settle(JOB.id, _done(1))
    assert 0 < redis.ttl(CALLBACKS_DUE) <= week
    assert {name: redis.ttl(name) for name in redis.scan_iter("*{*")} == {
        named(JOB.id, "job"): 60,
        named(JOB.id, "results"): 60,
    }


@pytest.mark.parametrize("end", ["settled", "canceled"])
def test_ended_job_is_due_for_its_callback(redis, end: str):
    jobs, work = RedisJobs(redis, 60), RedisWork(redis, 60)
    for job in (JOB, replace(JOB, id="2" * 32, callback_url="")):
        jobs.add(job, ORDERS[:1])
        assert redis.zrange(CALLBACKS_DUE, 0, -1) in ([], [JOB.id.encode()])
        _ = work.settle(job.id, _done(0)) if end == "settled" else jobs.cancel(job.id)
    [(due, at)] = redis.zrange(CALLBACKS_DUE, 0, -1, withscores=True)
    assert due == JOB.id.encode()
    assert abs(at - redis.time()[0]) <= 1
    assert redis.zcard(OPEN_JOBS) == 0


def test_article_of_a_lost_worker_is_taken_again(redis):
    """First of all articles, by whatever message comes; the one in work stays with who holds it."""
    jobs, work = RedisJobs(redis, 60), RedisWork(redis, 60)
    jobs.add(JOB, ORDERS[:3])
    assert RedisWork(redis, 60, QueueTimings(held=0)).take(JOB.id, 1).position == 0
    assert work.take(JOB.id, 1) == Taken(0, ORDERS[0], 0, 1), "delivered twice, it has no second following message"
    assert work.take(JOB.id, 2) == Taken(1, ORDERS[1], 3)
    assert work.take(JOB.id, 3) == Taken(2, ORDERS[2], 0)
    assert work.take(JOB.id, 3) is None


def _elapse(redis, seconds: int) -> None:
    """As if so much time had gone by since the job's message moved and its articles were held."""
    redis.hincrby(named(JOB.id, "job"), "moved", -seconds)
    for position, until in redis.zrange(named(JOB.id, "taken"), 0, -1, withscores=True):
        redis.zadd(named(JOB.id, "taken"), {position: until - seconds})
    for job_id, at in redis.zrange(OPEN_JOBS, 0, -1, withscores=True):
        redis.zadd(OPEN_JOBS, {job_id: at - seconds})


def test_lost_message_is_sent_again(redis):
    jobs, work = RedisJobs(redis, 60), RedisWork(redis, 60)
    jobs.add(JOB, ORDERS)
    assert list(work.waiting()) == []
    for number in (2, 3, 4):
        _elapse(redis, 11)
        assert list(work.waiting()) == [(JOB.id, number)]
        assert list(work.waiting()) == []
    assert work.take(JOB.id, 1) == Taken(0, ORDERS[0], 0), "the lost one turns up: an article, but no second line"
    assert work.take(JOB.id, 4) == Taken(1, ORDERS[1], 5)


def test_message_in_a_long_queue_is_sent_again_less_and_less_often(redis):
    """It may only be waiting for its turn."""
    jobs, work = RedisJobs(redis, 60), RedisWork(redis, 60)
    jobs.add(JOB, ORDERS)
    redis.lpush(MESSAGES, "another")
    sent = []
    for _ in range(8):
        _elapse(redis, 11)
        sent += [number for _, number in work.waiting()]
    assert sent == [2, 3, 4], "after 10, 20 and 40 seconds"
    redis.delete(MESSAGES)
    _elapse(redis, 20)
    assert list(work.waiting()) == [(JOB.id, 5)], "nothing is in the queue any more, so it was lost"


def test_articles_of_a_lost_worker_are_sent_again_at_the_end_of_a_job(redis):
    jobs, work = RedisJobs(redis, 60), RedisWork(redis, 60)
    jobs.add(JOB, ORDERS[:2])
    number = FIRST_MESSAGE
    while taken := work.take(JOB.id, number):
        number = taken.following or number
    _elapse(redis, 12)
    assert list(work.waiting()) == [], "who works on them holds them"
    _elapse(redis, 12)
    [(_, number)] = work.waiting()
    assert work.take(JOB.id, number) == Taken(0, ORDERS[0], number + 1, 1)
    assert work.take(JOB.id, number + 1) == Taken(1, ORDERS[1], 0, 1)


def test_lost_workers_of_an_article_are_counted(redis):
    jobs, work = RedisJobs(redis, 60), RedisWork(redis, 60, QueueTimings(held=0))
    kept = jobs.add(JOB, ORDERS[:2])
    assert [work.take(JOB.id, 0).lost for _ in range(4)] == [0, 1, 2, 3]
    assert jobs.job(JOB.id) == kept


def test_texts_are_compressed(redis):
    RedisJobs(redis, 60).add(JOB, [b"news " * 1_000])
    assert redis.hstrlen(named(JOB.id, "orders"), "0") < 100


def test_queue_that_does_not_answer_is_told():
    redis = connect(f"redis://:secret@127.0.0.1:{free_port()}/0")
    jobs, work = RedisJobs(redis, 60), RedisWork(redis, 60)
    for ask in (
        lambda: jobs.add(JOB, ORDERS),
        lambda: jobs.job(JOB.id),
        lambda: jobs.results(JOB.id, 0, 1),
        lambda: jobs.cancel(JOB.id),
        lambda: work.take(JOB.id, 1),
        lambda: list(work.waiting()),
    ):
        with pytest.raises(JobsOutOfReach) as told:
            ask()
        assert "secret" not in str(told.value)


def test_silent_queue_is_given_up_in_seconds():
    silent = NeverAnswers()
    redis = connect(silent.url)
    began = time.monotonic()
    with pytest.raises(JobsOutOfReach):
        RedisJobs(redis, 60).job(JOB.id)
    assert not queue_answers(silent.url)
    assert time.monotonic() - began < 6
    redis.close()
    silent.close()


@pytest.fixture
def full() -> Iterator[Redis]:
    """A queue with no room for more than one job."""
    server = RedisServer("--maxmemory", "64mb")
    server.start()
    with connect(server.url) as redis:
        RedisJobs(redis, 60).add(JOB, ORDERS[:3])
        redis.config_set("maxmemory", redis.info("memory")["used_memory"] * 5 // 4)
        yield redis
    server.close()


def test_full_queue_accepts_nothing_more_and_works_on(full):
    jobs, work = RedisJobs(full, 60), RedisWork(full, 60)
    with pytest.raises(JobsBusy):
        jobs.add(replace(JOB, id="2" * 32), ORDERS)
    with pytest.raises(JobNotFound):
        jobs.job("2" * 32)
    assert work.settle(JOB.id, _done(work.take(JOB.id, FIRST_MESSAGE).position))


def test_no_job_is_left_behind_where_memory_ends(full):
    full.config_set("maxmemory", "1")
    with pytest.raises(JobsBusy):
        RedisJobs(full, 60).add(replace(JOB, id="2" * 32), ORDERS)
    with pytest.raises(JobsOutOfReach):
        RedisWork(full, 60).take(JOB.id, FIRST_MESSAGE)
    assert RedisJobs(full, 60).cancel(JOB.id).status is JobStatus.CANCELED, "which makes room"
    assert full.exists(named(JOB.id, "orders")) == 0


@pytest.mark.parametrize(("policy", "refused"), [("noeviction", False), ("allkeys-lru", True), ("volatile-ttl", True)])
def test_evicting_redis_is_refused(policy: str, refused: bool):
    server = RedisServer("--maxmemory-policy", policy, "--maxmemory", "64mb")
    server.start()
    try:
        assert queue_answers(server.url)
        assert not refused
    except SettingsError as error:
        assert refused
        assert error.mistakes == (
            f"QUEUE_URL is a Redis that evicts ({policy}) and so would lose jobs: set maxmemory-policy noeviction",
        )
    server.close()
    assert not queue_answers(server.url)
