"""The course of a run: load, faults on time, healing, the end of the jobs, and a look at what is left."""

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

import httpx2

from bench.chaos.callers import archivist, drip, editor, flood, summarize
from bench.chaos.catalogue import Heal, catalogue
from bench.chaos.history import Fault, Job, Recorder, Result
from bench.chaos.kept import kept_briefs, logs
from bench.chaos.office import HOT, Office, code_of
from bench.chaos.recording import texts_of
from bench.chaos.schedule import Kind, Planned, plan
from bench.chaos.system import MODEL_KEYS, System

JOBS_END_IN = 150.0  # seconds after all is healed: a job is tried for minutes where a model does not answer
_CALM = 12.0  # seconds after which everything must work again: a circuit rests for 6
_STALL = 0.1  # seconds late that tell of a machine that is busy otherwise
_SLOW = 0.04  # seconds of a connection and an answer, of which the service gives Redis 0.06 for the answer alone
_TRIES = 20
_ENDED = {"done", "canceled", "404"}
_FLOOD = Kind("a flood", "callers", "callers", sudden=True)
_DRIP = Kind("slow callers", "callers", "callers")


@dataclass(frozen=True)
class Load:
    """How long, how many callers at a time, and what the faults are drawn from."""

    seed: int
    seconds: float
    editors: int
    archivists: int


class Run:
    """One run on a system that has started."""

    def __init__(self, system: System, recorder: Recorder, load: Load) -> None:
        self._system = system
        self._recorder = recorder
        self._load = load
        self._makers = catalogue()
        self._office: Office
        self._busy: set[str] = set()

    async def go(self) -> None:
        """Run it all; what was harmed is healed whatever happens."""
        self._office = Office(self._system.url, self._recorder, self._load.seed, self._system.keys.headers)
        watching = [asyncio.create_task(self._watch())]
        watching += [asyncio.create_task(self._ping(port)) for port in self._system.redis_ports]
        callers = [asyncio.create_task(editor(self._office)) for _ in range(self._load.editors)]
        callers += [asyncio.create_task(archivist(self._office)) for _ in range(self._load.archivists)]
        try:
            await self._harm()
        finally:
            self._office.over.set()
            await asyncio.gather(*callers)
        for one in watching:
            one.cancel()
        await self._recover()
        await self._read_jobs()
        await self._office.client.aclose()

    def look_at_what_is_kept(self) -> None:
        """Record every brief in the cache."""
        for one in kept_briefs(self._system.cache):
            self._recorder.add(one)

    def look_at_logs(self) -> None:
        """Record what the logs hold; to be called when all processes have ended."""
        for one in logs(self._system.logs, (*MODEL_KEYS, *self._system.keys.texts.values())):
            self._recorder.add(one)

    async def _harm(self) -> None:
        began = self._recorder.now
        kinds = [*self._makers, _FLOOD, _DRIP]
        async with asyncio.TaskGroup() as group:
            for number, one in enumerate(plan(kinds, seed=self._load.seed, seconds=self._load.seconds)):
                await asyncio.sleep(began + one.at - self._recorder.now)
                group.create_task(self._one(one, number))
                print(f"{one.at:6.0f} s  {one.kind.target}: {one.kind.name}, {one.lasts} s", file=sys.stderr)
            await asyncio.sleep(began + self._load.seconds - self._recorder.now)

    async def _one(self, planned: Planned, number: int) -> None:
        kind, began = planned.kind, self._recorder.now
        if self._busy & set(kind.parts):  # the one before took longer to come back than was planned
            return
        self._busy |= set(kind.parts)
        if kind.family == "callers":
            await (flood(self._office) if kind.sudden else drip(self._system.url, planned.lasts))
        else:
            random = Random(f"{self._load.seed} {number}")
            heal: Heal = await asyncio.to_thread(self._makers[kind], self._system, random)
            await asyncio.sleep(planned.lasts)
            await asyncio.to_thread(_healed, heal)
        self._busy -= set(kind.parts)
        self._recorder.add(Fault(kind.name, kind.family, kind.target, began, self._recorder.now))

    async def _watch(self) -> None:
        """Record when the machine is late: that is nobody's fault, but Redis looks slow."""
        while True:
            due = time.monotonic() + 0.05
            await asyncio.sleep(0.05)
            late = time.monotonic() - due
            if late > _STALL:
                now = self._recorder.now
                self._recorder.add(Fault("late", "machine", "machine", round(now - late, 3), now))

    async def _ping(self, port: int) -> None:
        """Record when a Redis looks slow from here, whether that was meant or the machine is busy otherwise."""
        while True:
            began, sent = self._recorder.now, time.monotonic()
            with contextlib.suppress(OSError):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"PING\r\n")
                await reader.read(16)
                writer.close()
            if time.monotonic() - sent > _SLOW:
                self._recorder.add(Fault("late", "machine", "machine", began, self._recorder.now))
            await asyncio.sleep(0.1)

    async def _recover(self) -> None:
        """Ask for what everybody wants, once everything has had the time to recover."""
        await asyncio.sleep(_CALM)
        self._recorder.add(Fault("all healed", "calm", "", self._recorder.now, self._recorder.now))
        for number in range(HOT):
            with contextlib.suppress(httpx2.HTTPError):  # it is recorded
                await summarize(self._office, code_of(number))

    async def _read_jobs(self) -> None:
        ends = time.monotonic() + JOBS_END_IN
        for job_id, caller in self._office.jobs.items():
            headers = self._office.headers[caller]
            while (status := await self._status(job_id, headers)) not in _ENDED and time.monotonic() < ends:
                await asyncio.sleep(1)
            once, again = [await self._results(job_id, headers) for _ in range(2)]
            results = [_result(json.loads(line)) for line in once.splitlines()] if status == "done" else []
            self._recorder.add(Job(job_id, status, self._recorder.now, once == again, results))

    async def _status(self, job_id: str, headers: Mapping[str, str]) -> str:
        try:
            answer = await self._office.client.get(f"/jobs/{job_id}", headers=headers)
        except httpx2.HTTPError as error:
            return type(error).__name__
        return str(answer.json()["status"]) if answer.is_success else str(answer.status_code)

    async def _results(self, job_id: str, headers: Mapping[str, str]) -> str:
        headers = {**headers, "Accept": "application/x-ndjson"}
        try:
            return (await self._office.client.get(f"/jobs/{job_id}/results", headers=headers)).text
        except httpx2.HTTPError as error:
            return type(error).__name__


def _healed(heal: Heal) -> None:
    """Heal it, and try again where the machine is too busy for that: what stays harmed says nothing of the service."""
    for _ in range(_TRIES):
        try:
            return heal()
        except OSError:
            time.sleep(1)
    return heal()


def _result(one: dict) -> Result:
    brief, error = one.get("brief"), one.get("error") or {}
    return Result(one["position"], one.get("id", ""), error.get("code", ""), texts_of(brief) if brief else [])
