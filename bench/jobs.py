"""Jobs under load: real workers, a real Redis, the stub endpoint of the load benchmark.

    python -m bench.jobs killed     2,000 articles, three workers, one killed (kill -9) and started anew every 7 s
    python -m bench.jobs flight     how many calls one worker process has in flight
    python -m bench.jobs million    100 jobs of 10,000 small articles over HTTP: memory and length of the queue

Each prints its figures and exits non-zero where a promise is broken.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx2
from redis import Redis

from bench.load.articles import article
from service.adapters.queue_redis import MESSAGES
from service.bootstrap.jobs import build_jobs
from service.domain.orders import UnreadOrder
from service.schema.orders import QueuedOrder
from service.settings import Settings
from service.summarizer.jobs import Jobs
from tests.children import children_of
from tests.end_to_end.worker import Worker
from tests.redis_server import RedisServer, free_port

ARTICLES, WORKERS, THREADS = 2_000, 3, 64
ARTICLES_OF_A_JOB = 10_000
MIB = 1024 * 1024


class Bench:
    """A queue, a cache, an endpoint and what else is started, all ended together."""

    def __init__(self, stack: ExitStack, endpoint_seconds: float) -> None:
        self._stack = stack
        self._logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self._started = 0
        self.environ: dict[str, str] = {}
        self.queue = self._redis("--appendonly", "yes")
        cache = self._redis("--maxmemory", "256mb", "--maxmemory-policy", "allkeys-lru")
        port = free_port()
        self.endpoint = f"http://127.0.0.1:{port}"
        self.start(f"bench.load.endpoint --port {port} --seconds {endpoint_seconds}")
        wait_until_ready(f"{self.endpoint}/count")
        self.environ = {
            "LLM": "custom/stub",
            "LLM_BASE_URL": f"{self.endpoint}/v1",
            "QUEUE_URL": self.queue.url,
            "REDIS_URL": cache.url,
            "WORKER_THREADS": str(THREADS),
            "LOG_LEVEL": "WARNING",
        }
        self.redis = Redis.from_url(self.queue.url)

    def _redis(self, *options: str) -> RedisServer:
        server = RedisServer(*options)
        self._stack.callback(server.close)
        server.start()
        return server

    def start(self, module: str) -> Worker:
        self._started += 1
        started = Worker(self._logs / str(self._started), module, **self.environ)
        self._stack.callback(started.kill)
        return started

    def worker(self) -> Worker:
        return self.start("service.worker")

    def jobs(self) -> Jobs:
        return build_jobs(Settings.from_env(self.environ))

    def counted(self) -> dict[str, int]:
        """What the endpoint was asked."""
        counts: dict[str, int] = httpx2.get(f"{self.endpoint}/count", trust_env=False).json()
        return counts


def orders(number: int) -> Iterator[QueuedOrder]:
    for at in range(number):
        yield QueuedOrder(UnreadOrder(text=article(at), language="en"), id=f"a{at}")


def killed(bench: Bench, options: argparse.Namespace) -> bool:
    workers = deque(bench.worker() for _ in range(WORKERS))
    jobs = bench.jobs()
    job = jobs.accept(orders(ARTICLES))
    began, kills = time.monotonic(), 0
    while not (now := jobs.job(job.id)).ended and time.monotonic() - began < 600:
        if time.monotonic() - began > (kills + 1) * options.every:
            workers.popleft().kill()  # the one that has worked longest: a start takes seconds
            workers.append(bench.worker())
            kills += 1
            print(f"{time.monotonic() - began:5.0f} s  killed one; {now.done} done", flush=True)
        time.sleep(0.1)
    seconds, counts = time.monotonic() - began, bench.counted()
    results = [json.loads(one) for one in jobs.results(job.id, 0, 2 * ARTICLES)]
    stored = Counter(one["position"] for one in results)
    once = stored == Counter(range(ARTICLES))
    again = counts["calls"] - ARTICLES
    print(f"{now.done} of {ARTICLES} done, {now.failed} failed, in {seconds:.0f} s with {kills} workers killed")
    print(f"{len(results)} results, each article stored once: {once}")
    print(f"{counts['calls']} calls to the endpoint: {again} again, {again / max(kills, 1):.0f} for each worker killed")
    return now.done == ARTICLES and once and kills > 0 and again <= kills * THREADS


def flight(bench: Bench, _: argparse.Namespace) -> bool:
    bench.worker()
    jobs = bench.jobs()
    job = jobs.accept(orders(6 * THREADS))
    while not jobs.job(job.id).ended:
        time.sleep(0.1)
    most = bench.counted()["most_in_flight"]
    print(f"{most} calls in flight in one worker process of {THREADS} threads")
    return most >= THREADS


def million(bench: Bench, options: argparse.Namespace) -> bool:
    port = free_port()
    bench.environ |= {"PORT": str(port), "WEB_CONCURRENCY": "2"}
    web, worker = bench.start("service serve"), bench.worker()
    address = f"http://127.0.0.1:{port}"
    wait_until_ready(f"{address}/readyz")
    peaks = Peaks(bench.redis, {"web": web.process.pid, "worker": worker.process.pid})
    began = time.monotonic()
    with httpx2.Client(timeout=300, trust_env=False) as client, ThreadPoolExecutor(4) as senders:

        def send(number: int) -> int:
            headers = {"Content-Type": "application/x-ndjson"}
            answer = client.post(f"{address}/jobs", content=small_articles(number), headers=headers)
            peaks.look()
            return answer.status_code

        codes = Counter(senders.map(send, range(10)))
        early = dict(peaks.memory)
        codes += Counter(senders.map(send, range(10, options.jobs)))
    seconds = time.monotonic() - began
    for _ in range(20):
        time.sleep(1)
        peaks.look()
    print(f"{options.jobs} jobs of {ARTICLES_OF_A_JOB:,} articles: answered {dict(codes)} in {seconds:.0f} s")
    for name, peak in peaks.memory.items():
        print(f"{name}: a process has {peak / MIB:.0f} MiB at most; until the tenth job {early[name] / MIB:.0f}")
    redis = bench.redis.info("memory")["used_memory"] / MIB
    print(f"{peaks.messages} messages in the queue at most; its Redis has {redis:.0f} MiB")
    bounded = all(peak <= early[name] + 64 * MIB for name, peak in peaks.memory.items())
    return codes == {202: options.jobs} and peaks.messages <= options.jobs + THREADS and bounded


def small_articles(number: int) -> Iterator[bytes]:
    """The lines of a job of small articles, all different."""
    for at in range(ARTICLES_OF_A_JOB):
        text = (
            f"Northwind Labs said on Tuesday that its model number {number}-{at} was downloaded 350 million times. " * 2
        )
        yield json.dumps({"id": f"{number}-{at}", "text": text, "language": "en"}).encode() + b"\n"


class Peaks:
    """The most memory that a process had, by the name of what it is part of, and the most messages in the queue."""

    def __init__(self, redis: Redis, roots: dict[str, int]) -> None:
        self._redis = redis
        self._roots = roots
        self.memory = dict.fromkeys(roots, 0)
        self.messages = 0

    def look(self) -> None:
        self.messages = max(self.messages, self._redis.llen(MESSAGES))
        for name, root in self._roots.items():
            self.memory[name] = max(self.memory[name], *map(_peak, _family(root)))


def _family(pid: int) -> list[int]:
    return [pid, *(one for child in children_of(pid) for one in _family(child))]


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def wait_until_ready(url: str) -> None:
    for _ in range(600):
        try:
            if httpx2.get(url, trust_env=False).is_success:
                return
        except httpx2.HTTPError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"{url} does not answer")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["killed", "flight", "million"])
    parser.add_argument("--every", type=float, default=7.0, help="seconds between two kills (7)")
    parser.add_argument("--jobs", type=int, default=100, help="of 10,000 articles, to be queued (100)")
    options = parser.parse_args()
    measure = {"killed": killed, "flight": flight, "million": million}[options.what]
    with ExitStack() as stack:
        kept = measure(Bench(stack, endpoint_seconds=2.0), options)
    print("kept" if kept else "BROKEN")
    sys.exit(not kept)


if __name__ == "__main__":
    main()
