"""The callers: so many requests a second, of every kind that newsrooms send."""

import asyncio
import itertools
import json
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

import httpx2

from bench.load.articles import article, body

HOT = 200  # articles that are asked for again and again
NEW = itertools.count(10_000)  # numbers of articles that nobody asked for before
AT_ONCE = 64
"""Requests in flight at most, each of which may need a thread; where the machine is too slow, the rate falls."""
_JSON = {"Content-Type": "application/json"}
_JOB_ENDS_IN = 120.0  # seconds at most, else it counts as lost


@dataclass
class Tally:
    """What came of the requests so far, by the caller's kind: ``{"repeated": {"200": 5310}}``."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    milliseconds: dict[str, list[float]] = field(default_factory=dict)

    def count(self, kind: str, outcome: str, seconds: float) -> None:
        self.outcomes.setdefault(kind, Counter())[outcome] += 1
        self.milliseconds.setdefault(kind, []).append(1000 * seconds)

    @property
    def total(self) -> int:
        return sum(counter.total() for counter in self.outcomes.values())

    def wrong(self) -> dict[str, dict[str, int]]:
        """Return what should not have been, by kind."""
        found = {
            kind: {outcome: number for outcome, number in counter.items() if outcome not in EXPECTED[kind]}
            for kind, counter in self.outcomes.items()
        }
        return {kind: outcomes for kind, outcomes in found.items() if outcomes}


class Callers:
    """What each kind of caller does; all return what came of it, mostly the status."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client
        self._random = Random(8)
        self._kept: dict[str, str] = {}  # id of a brief: its ETag

    async def repeated(self) -> str:
        return await self.asked(self._random.randrange(HOT))

    async def asked(self, number: int) -> str:
        answer = await self._post(number)
        if answer.status_code == 200:
            self._kept.setdefault(str(answer.json()["id"]), "")
            if len(self._kept) > HOT:
                self._kept.pop(next(iter(self._kept)))
        return _outcome(answer)

    async def new(self) -> str:
        return await self.asked(next(NEW))

    async def brief(self) -> str:
        brief_id = self._one_kept()
        answer = await self._client.get(f"/briefs/{brief_id}")
        self._kept[brief_id] = answer.headers.get("ETag", "")
        return _outcome(answer)

    async def conditional(self) -> str:
        brief_id = self._one_kept()
        headers = {"If-None-Match": self._kept.get(brief_id) or '"none"'}
        answer = await self._client.get(f"/briefs/{brief_id}", headers=headers)
        self._kept[brief_id] = answer.headers.get("ETag", "")
        return _outcome(answer)

    async def verified(self) -> str:
        number = self._random.randrange(HOT)
        text = article(number)
        sent = {"text": text, "summary": text.partition(". ")[0] + " [1]"}
        return _outcome(await self._client.post("/verify", json=sent))

    async def streamed(self) -> str:
        number = next(NEW) if self._random.random() < 0.5 else self._random.randrange(HOT)
        answer = await self._post(number, {"Accept": "text/event-stream"})
        return "200" if "\nevent: done\n" in answer.text else _outcome(answer)

    async def chat(self) -> str:
        messages = [{"role": "user", "content": article(self._random.randrange(HOT))}]
        sent = {"model": "core-insights-en", "messages": messages}
        return _outcome(await self._client.post("/v1/chat/completions", json=sent))

    async def job(self) -> str:
        numbers = (self._random.randrange(HOT), self._random.randrange(HOT), next(NEW))
        articles = [{"text": article(number), "language": "en"} for number in numbers]
        accepted = await self._client.post("/jobs", json={"articles": articles})
        if accepted.status_code != 202:
            return _outcome(accepted)
        ends = time.monotonic() + _JOB_ENDS_IN
        while time.monotonic() < ends:
            await asyncio.sleep(2)
            job = (await self._client.get(accepted.headers["Location"])).json()
            if job["status"] == "done":
                return f"{job['articles']['done']} done"
        return "did not end"

    async def leaving(self) -> str:
        headers = {"Accept": "text/event-stream"} if self._random.random() < 0.5 else {}
        try:
            await asyncio.wait_for(self._post(next(NEW), headers), self._random.uniform(0.01, 0.25))
        except TimeoutError:
            return "left"
        return "answered before"

    async def wrong(self) -> str:
        broken = body(0)[: self._random.randrange(1, 4_000)]
        return _outcome(await self._client.post("/summarize", content=broken, headers=_JSON))

    async def _post(self, number: int, headers: dict[str, str] | None = None) -> httpx2.Response:
        return await self._client.post("/summarize", content=body(number), headers=_JSON | (headers or {}))

    def _one_kept(self) -> str:
        return self._random.choice(list(self._kept)) if self._kept else "0" * 32


SHARES = {
    "repeated": 0.8, "new": 0.1, "brief": 0.025, "conditional": 0.02, "verified": 0.015, "streamed": 0.015,
    "chat": 0.01, "leaving": 0.008, "wrong": 0.004, "job": 0.003,
}  # fmt: skip
_OF_A_BRIEF = {"200", "404 brief-not-found"}  # it may have expired since
EXPECTED = {
    **{kind: {"200"} for kind in ("repeated", "new", "verified", "streamed", "chat")},
    "brief": _OF_A_BRIEF, "conditional": _OF_A_BRIEF | {"304"}, "leaving": {"left", "answered before"},
    "wrong": {"400 malformed-body"}, "job": {"3 done"},
}  # fmt: skip


async def drive(url: str, *, rate: float, seconds: float, tally: Tally) -> None:
    """Begin ``rate`` requests a second for so long, and return when the last is answered."""
    async with _client(url) as client, asyncio.TaskGroup() as group:
        callers, random, room = Callers(client), Random(80), asyncio.Semaphore(AT_ONCE)
        begun = time.monotonic()
        due = begun
        while due < begun + seconds:
            await asyncio.sleep(due - time.monotonic())
            [kind] = random.choices(list(SHARES), list(SHARES.values()))
            await room.acquire()
            one = group.create_task(_counted(kind, getattr(callers, kind), tally))
            one.add_done_callback(lambda _: room.release())
            due = max(due + 1 / rate, time.monotonic() - 1)  # what was missed longer than a second ago is not made up


async def fill(url: str) -> None:
    """Ask for what is going to be repeated, and more, twice as many at once as ever again.

    Each worker then has the threads, and each thread the connections and the memory, that this load can need.
    """
    async with _client(url) as client, asyncio.TaskGroup() as group:
        callers, room = Callers(client), asyncio.Semaphore(2 * AT_ONCE)

        async def one(number: int) -> None:
            async with room:
                await callers.asked(number)

        for number in (*range(HOT), *range(1_000, 1_000 + 2 * HOT)):
            group.create_task(one(number))


@asynccontextmanager
async def _client(url: str) -> AsyncIterator[httpx2.AsyncClient]:
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=5)
    async with httpx2.AsyncClient(base_url=url, timeout=90, limits=limits, trust_env=False) as client:
        yield client


async def _counted(kind: str, call: Callable[[], Awaitable[str]], tally: Tally) -> None:
    started = time.monotonic()
    try:
        outcome = await call()
    except (httpx2.HTTPError, json.JSONDecodeError, KeyError) as error:
        outcome = type(error).__name__
    tally.count(kind, outcome, time.monotonic() - started)


def _outcome(answer: httpx2.Response) -> str:
    """Return the status, with the code of a problem; of a stream, that of the problem at its end."""
    code = re.search(r'"code": ?"([a-z-]+)"', answer.text) if answer.is_error or "event: error" in answer.text else None
    return f"{answer.status_code} {code[1]}" if code else str(answer.status_code)
