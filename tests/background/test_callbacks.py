"""The ends of jobs are told once each, again where that failed, by any number of workers; a real Redis, real receivers."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from ipaddress import ip_network
from threading import Event
from types import SimpleNamespace

import pytest
from redis import Redis
from standardwebhooks import Webhook
from structlog.testing import capture_logs

from service.adapters.redis_callbacks import RedisCallbacks
from service.adapters.webhook_sender import WebhookSender
from service.adapters.webhook_settings import WebhookConfig
from service.background.callbacks import RETRY_SECONDS, Callbacks, delay_after
from service.domain.callback_addresses import AddressPolicy
from service.domain.callbacks import CallbackPolicy
from service.domain.errors import JobNotFound
from service.domain.jobs import Job
from service.ports import CallbackOutcome
from tests.receiver import receiving
from tests.redis_server import RedisServer

KEY = os.urandom(32)
DUE, FAILURES = "core-insights:jobs:1:callbacks-due", "core-insights:jobs:1:callbacks-failures"
FAILED, DONE = (
    CallbackOutcome(delivered=False, reason="status 500"),
    CallbackOutcome(delivered=True, reason="status 200"),
)


class KeptJobs(dict[str, Job]):
    """What keeps jobs that have ended."""

    def job(self, job_id: str) -> Job:
        if job_id not in self:
            raise JobNotFound("no such job is kept")
        return self[job_id]


class Newsroom:
    """Jobs that have ended, in a real Redis, and workers that tell so."""

    def __init__(self, url: str) -> None:
        self.redis = Redis.from_url(url, decode_responses=True)
        self.jobs = KeptJobs()

    def ended(self, job_id: str, url: str, ago: float = 0) -> None:
        """Have a job end, as the store of jobs does it."""
        self.jobs[job_id] = Job(
            id=job_id,
            created_at="2026-11-28T12:00:00+00:00",
            total=2,
            done=1,
            failed=1,
            ended_at="2026-11-28T12:01:00+00:00",
            callback_url=url,
        )
        self.redis.zadd(DUE, {job_id: time.time() - ago})

    def hurry(self) -> None:
        """Have everything due now, as if hours had gone by."""
        self.redis.zadd(DUE, dict.fromkeys(self.redis.zrange(DUE, 0, -1), 0.0), xx=True)

    def due_in(self, job_id: str) -> float:
        score = self.redis.zscore(DUE, job_id)
        assert score is not None
        return score - time.time()

    def until(self, condition, seconds: float = 10) -> None:
        ends = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < ends
            time.sleep(0.01)

    @contextmanager
    def working(self, *ports: int, workers: int = 1, **options):
        """Run workers that may call these ports."""
        hosts = frozenset((host, port) for host in ("127.0.0.1", "127.0.0.2") for port in ports)
        config = WebhookConfig(CallbackPolicy(hosts, plain=True), AddressPolicy((ip_network("127.0.0.0/8"),)), (KEY,))
        stop = Event()
        sender = options.get("sender") or WebhookSender(config, seconds=options.get("seconds", 5))
        threads = [Callbacks(self.schedule(), self.jobs, sender).start(stop) for _ in range(workers)]
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join(15)
                assert not thread.is_alive()

    def schedule(self) -> RedisCallbacks:
        return RedisCallbacks(Redis.from_url(self.url, socket_timeout=1))

    @property
    def url(self) -> str:
        return "redis://127.0.0.1:{port}/0".format(**self.redis.get_connection_kwargs())


@pytest.fixture
def room(redis_url):
    room = Newsroom(redis_url)
    yield room
    room.redis.close()


def test_end_of_a_job_is_told_signed(room):
    with receiving() as receiver, room.working(receiver.port):
        room.ended("j1", receiver.url())
        (request,) = receiver.waited(1)
        room.until(lambda: not room.redis.exists(DUE, FAILURES))
    assert request.headers["webhook-id"] == "msg_j1"
    assert Webhook(KEY).verify(request.body, request.headers) == {
        "type": "job.ended",
        "timestamp": "2026-11-28T12:01:00+00:00",
        "data": {
            "id": "j1",
            "status": "done",
            "created_at": "2026-11-28T12:00:00+00:00",
            "ended_at": "2026-11-28T12:01:00+00:00",
            "articles": {"total": 2, "queued": 0, "done": 1, "failed": 1},
            "results": "/jobs/j1/results",
        },
    }


def test_several_workers_tell_each_end_once(room):
    with receiving() as receiver:
        for number in range(100):
            room.ended(f"j{number}", receiver.url())
        with room.working(receiver.port, workers=3):
            receiver.waited(100, seconds=20)
            room.until(lambda: not room.redis.exists(DUE))
        assert sorted(request.headers["webhook-id"] for request in receiver.received) == sorted(
            f"msg_j{number}" for number in range(100)
        )


def test_failures_are_told_again_later(room):
    """A 500, a redirect and a time-out; the id stays, the time of the attempt and so the signature do not."""
    with receiving(500, 302, 200, 200) as receiver, room.working(receiver.port, seconds=0.3):
        receiver.headers = {"Location": receiver.url(target="/elsewhere")}
        room.ended("j1", receiver.url())
        for failures, delay in ((1, 5), (2, 30)):
            room.until(lambda expected=str(failures): room.redis.hget(FAILURES, "j1") == expected)
            assert delay * 0.8 - 1 < room.due_in("j1") <= delay
            receiver.seconds = 0.6 * (failures == 2)
            room.hurry()
        room.until(lambda: room.redis.hget(FAILURES, "j1") == "3")
        assert 95 < room.due_in("j1") <= 120
        receiver.seconds = 0.0
        room.hurry()
        room.until(lambda: not room.redis.exists(DUE, FAILURES))
        assert len(receiver.received) == 4
        assert {request.headers["webhook-id"] for request in receiver.received} == {"msg_j1"}
        assert {request.target for request in receiver.received} == {"/ended"}
        for request in receiver.received:
            Webhook(KEY).verify(request.body, request.headers)


def test_after_the_last_failure_nobody_is_told_any_more(room):
    with receiving(500) as receiver, capture_logs() as logs:
        room.ended("j1", receiver.url())
        room.redis.hset(FAILURES, "j1", len(RETRY_SECONDS))
        with room.working(receiver.port):
            room.until(lambda: not room.redis.exists(DUE, FAILURES))
        assert len(receiver.received) == 1
    assert [entry for entry in logs if entry["event"] == "callback-given-up"] == [
        {
            "event": "callback-given-up",
            "log_level": "error",
            "job": "j1",
            "host": "127.0.0.1",
            "reason": "status 500",
            "failures": 9,
        }
    ]


def test_receiver_that_is_gone_is_told_no_more(room):
    with receiving(410) as receiver, room.working(receiver.port):
        room.ended("j1", receiver.url())
        receiver.waited(1)
        room.until(lambda: not room.redis.exists(DUE, FAILURES))


def test_job_that_is_no_longer_kept_is_forgotten(room):
    room.redis.zadd(DUE, {"j1": 0})
    with room.working(1):
        room.until(lambda: not room.redis.exists(DUE))


def test_slow_host_holds_up_no_other(room):
    with receiving() as slow, receiving(address="127.0.0.2", port=slow.port) as quick:
        slow.seconds = 3
        for number in range(20):
            room.ended(f"slow{number}", slow.url(), ago=100 + number)
        room.ended("quick", quick.url("127.0.0.2"))
        with room.working(slow.port, seconds=2):
            quick.waited(1, seconds=1.5)
            assert len(slow.received) == 8


def test_worker_that_died_in_an_attempt_leaves_it_to_another(room):
    """It is another process, killed as by kill -9 while the receiver makes it wait; the lease is shorter here."""
    with receiving() as receiver:
        receiver.seconds = 5
        room.ended("j1", receiver.url())
        dying = subprocess.Popen([sys.executable, "-c", DYING, room.url, receiver.url()])
        receiver.waited(1, seconds=20)
        os.kill(dying.pid, signal.SIGKILL)
        dying.wait()
        receiver.seconds = 0
        assert 0 < room.due_in("j1") <= 1.5
        with room.working(receiver.port):
            first, second = receiver.waited(2)
            room.until(lambda: not room.redis.exists(DUE, FAILURES))
        assert first.headers["webhook-id"] == second.headers["webhook-id"] == "msg_j1"
        assert json.loads(first.body) == json.loads(second.body)


DYING = """
import sys
from redis import Redis
from service.adapters.redis_callbacks import RedisCallbacks
from service.adapters.webhook_sender import WebhookSender
from service.adapters.webhook_settings import configured_webhooks
from service.background.callbacks import Callbacks
from service.domain.jobs import Job
from threading import Event
url = sys.argv[2]
config = configured_webhooks({
    "QUEUE_URL": sys.argv[1],
    "WEBHOOK_HOSTS": url.split("/")[2],
    "WEBHOOK_NETWORKS": "127.0.0.0/8",
    "WEBHOOK_SECRET": "whsec_" + "c2VjcmV0" * 5,
})
class Jobs:
    def job(self, job_id):
        return Job(id=job_id, created_at="2026-11-28T12:00:00+00:00", total=2, done=1, failed=1,
                   ended_at="2026-11-28T12:01:00+00:00", callback_url=url)
schedule = RedisCallbacks(Redis.from_url(sys.argv[1]), lease_seconds=1.5)
Callbacks(schedule, Jobs(), WebhookSender(config)).run(Event())
"""


def test_redis_may_go_and_come_back():
    server = RedisServer()
    server.start()
    room = Newsroom(server.url)
    try:
        with receiving() as receiver, capture_logs() as logs, room.working(receiver.port):
            server.kill()
            room.until(lambda: any(entry["event"] == "callbacks-out-of-reach" for entry in logs))
            server.start()
            room.until(room.redis.ping)
            room.ended("j1", receiver.url())
            receiver.waited(1)
    finally:
        room.redis.close()
        server.close()


def test_attempt_that_breaks_is_told_by_its_kind(room):
    """A mistake of ours: the others are told all the same, and this one again when its lease ends."""

    def send(message):
        if message.id == "msg_j1":
            raise ValueError(message.url)
        return DONE

    with capture_logs() as logs:
        room.ended("j1", "https://desk.example.org/?token=canary", ago=9)
        room.ended("j2", "https://desk.example.org/")
        with room.working(sender=SimpleNamespace(send=send)):
            room.until(lambda: room.redis.zrange(DUE, 0, -1) == ["j1"])
            room.until(lambda: any(entry["event"] == "callback-broken" for entry in logs))
    assert room.due_in("j1") > 50
    assert "canary" not in str(logs)


def test_addresses_and_secrets_stay_out_of_the_log(room):
    with receiving(500) as receiver, capture_logs() as logs:
        room.ended("j1", receiver.url(target="/canary-path?token=canary-token"))
        room.ended("j2", "https://elsewhere.example/canary-path?token=canary-token")
        room.ended("j3", "canary nonsense")
        with room.working(receiver.port):
            room.until(lambda: room.redis.hlen(FAILURES) == 3)
    assert {entry["job"]: entry["host"] for entry in logs if entry["event"] == "callback-failed"} == {
        "j1": "127.0.0.1",
        "j2": "elsewhere.example",
        "j3": "",
    }
    assert "canary" not in str(logs)


@pytest.mark.parametrize(
    ("failures", "outcome", "chance", "delay"),
    [
        (1, FAILED, 0, 5),
        (1, FAILED, 1, 4),
        (8, FAILED, 0, 36_000),
        (9, FAILED, 0, None),
        (1, CallbackOutcome(delivered=False, reason="status 410", final=True), 0, None),
        (1, CallbackOutcome(delivered=False, reason="status 503", pause=60), 0, 60),
        (5, CallbackOutcome(delivered=False, reason="status 503", pause=60), 0, 3_600),
    ],
)
def test_delay_follows_the_schedule(failures, outcome, chance, delay):
    assert delay_after(failures, outcome, chance) == delay


def test_schedule_ends_while_results_are_kept():
    assert 80_000 > sum(RETRY_SECONDS) > 20 * 3_600
