"""CPU that a cache miss costs the service, stage by stage: an article of 4 kB, a brief of ten insights, Redis.

Usage: python bench/miss_cost.py [--profile]

The application is called in this process, one request after the other; endpoint and Redis are processes of their own,
the articles and the endpoint's answers (about 60 events in one go) those of the load benchmark. Milliseconds of this
process's CPU a request, of each the least of the rounds; a stage is without those within it, and "rest" is what has no
name: the framework, the lease, what is told. ``--profile`` prints the functions that take most instead.
"""

import cProfile
import io
import json
import pstats
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from itertools import pairwise
from pathlib import Path
from threading import get_ident
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from redis import Redis
from redis.client import Pipeline

from bench.load.articles import body
from service.adapters.openai_backend import OpenAIBackend
from service.adapters.order_reader import OrderReader
from service.adapters.token_counter import VocabularyTokenCounter
from service.bootstrap import build_app
from service.domain.checker import Checker
from service.engines.draft_reader import DraftReader
from service.engines.llm import LlmEngine
from service.settings import Settings
from service.summarizer import composing, near_duplicates, use_case
from tests.redis_server import RedisServer, free_port
from tests.started import wait_for

REQUESTS, ROUNDS = 40, 7
STAGES: tuple[tuple[str, object, tuple[str, ...]], ...] = (
    ("article", OrderReader, ("read",)),
    ("key", use_case, ("cache_key",)),
    ("Redis", Redis, ("execute_command",)),
    ("Redis", Pipeline, ("execute",)),
    ("question", LlmEngine, ("question",)),
    ("tokens", VocabularyTokenCounter, ("count",)),
    ("call", OpenAIBackend, ("complete",)),
    ("reading", DraftReader, ("read", "end")),
    ("checks", Checker, ("of", "check", "check_all")),
    ("checks", composing, ("gate_by", "regate", "settle")),
    ("similar", use_case, ("features_of",)),
    ("similar", near_duplicates.NearDuplicates, ("of",)),
    ("JSON", composing, ("dump_brief",)),
)


class Stopwatch:
    """CPU of this thread by stage, each without the stages within it; other threads are not looked at."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._stage, self._since = "rest", time.thread_time()
        self._thread = get_ident()

    def enter(self, stage: str) -> str:
        now = time.thread_time()
        self.spent[self._stage] += now - self._since
        before, self._stage, self._since = self._stage, stage, now
        return before

    def watch(self) -> None:
        for stage, owner, names in STAGES:
            for name in names:
                found = vars(owner)[name]
                inner = found.__func__ if isinstance(found, classmethod) else found
                watched = self._watched(stage, inner)
                setattr(owner, name, classmethod(watched) if isinstance(found, classmethod) else watched)

    def _watched(self, stage: str, inner: Callable[..., Any]) -> Any:
        @wraps(inner)
        def watched(*arguments: Any, **named: Any) -> Any:
            if get_ident() != self._thread:
                return inner(*arguments, **named)
            before = self.enter(stage)
            try:
                return inner(*arguments, **named)
            finally:
                self.enter(before)

        return watched


def ask(app: Any, request: bytes) -> bytes:
    """Call the application as a server does and return the brief; fail where it is not a fresh one, of one call."""
    told: list[Any] = []
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/summarize", "SCRIPT_NAME": "", "QUERY_STRING": "",
        "SERVER_NAME": "x", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "x",
        "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(request)), "wsgi.input": io.BytesIO(request),
        "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "wsgi.multithread": True,
        "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    answer = app(environ, lambda *start: told.append(start))
    payload = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    status, headers = told[0]
    assert status.startswith("200"), payload
    assert "fwd=miss; stored" in dict(headers)["Cache-Status"]
    return payload


def costs(app: Any, server: RedisServer, requests: list[bytes]) -> list[float]:
    """Return the seconds of CPU of each request."""
    server.command("FLUSHALL")
    ended = [time.process_time()]
    for request in requests:
        ask(app, request)
        ended.append(time.process_time())
    return [end - begun for begun, end in pairwise(ended)]


def stages(app: Any, server: RedisServer, requests: list[bytes], watch: Stopwatch) -> str:
    """Return what each stage costs, in the round that cost least."""
    rounds = []
    for _ in range(ROUNDS):
        watch.spent.clear()
        watch.enter("rest")
        costs(app, server, requests)
        watch.enter("rest")
        rounds.append(dict(watch.spent))
    least = min(rounds, key=lambda spent: sum(spent.values()))
    names = dict.fromkeys([name for name, _, _ in STAGES] + ["rest"])
    return ", ".join(f"{name} {least.get(name, 0) / len(requests) * 1000:.2f}" for name in names)


def report(app: Any, server: RedisServer) -> None:
    runs = {language: [body(number, language) for number in range(REQUESTS)] for language in ("en", "zh")}
    for language, requests in runs.items():
        briefs = [json.loads(ask(app, request)) for request in requests]
        assert not any(brief["withheld"] for brief in briefs)
        assert all(brief["usage"]["calls"] == 1 for brief in briefs)
        least = map(min, zip(*(costs(app, server, requests) for _ in range(ROUNDS)), strict=True))
        print(f"{language}: {sum(least) / len(requests) * 1000:.2f} ms of CPU a miss")
    if "--profile" in sys.argv:
        profiler = cProfile.Profile()
        for requests in runs.values():
            profiler.runcall(costs, app, server, requests)
        pstats.Stats(profiler).sort_stats("tottime").print_stats(70)
        return
    watch = Stopwatch()
    watch.watch()
    for language, requests in runs.items():
        print(f"{language}: {stages(app, server, requests, watch)}")


def main() -> None:
    port, server = free_port(), RedisServer()
    server.start()
    command = [sys.executable, "-m", "bench.load.endpoint", "--port", str(port), "--seconds", "0"]
    endpoint = subprocess.Popen(command, cwd=Path(__file__).parents[1])
    try:
        wait_for(f"http://127.0.0.1:{port}/count", endpoint, Path("/dev/null"))
        model = {"LLM": "custom/stub", "LLM_BASE_URL": f"http://127.0.0.1:{port}/v1", "REDIS_URL": server.url}
        report(build_app(Settings.from_env(model | {"LOG_LEVEL": "WARNING"})), server)
    finally:
        endpoint.kill()
        server.close()


if __name__ == "__main__":
    main()
