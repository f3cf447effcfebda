"""What all callers share: the way to the service, what they ask for, and the record of what came of it."""

import asyncio
import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from random import Random

import httpx2

from bench.chaos.history import Recorder, Request
from bench.chaos.recording import told
from bench.load.articles import body
from bench.load.stories import Tongue

HOT = 80  # articles that are wanted again and again
PATIENCE = 120.0  # seconds that a caller waits: who is late, the checker finds
JSON = {"Content-Type": "application/json"}


def code_of(number: int) -> str:
    """Return the code that stands in the article: every fourth one is Chinese."""
    return f"BL{'ZH' if number % 4 == 0 else 'EN'}{number:07d}"


def tongue_of(code: str) -> Tongue:
    return "zh" if code[2:4] == "ZH" else "en"


def sent(code: str) -> bytes:
    """Return the body of a request for its brief."""
    return body(int(code[4:]), tongue_of(code))


class Office:
    """What all callers share: the way to the service, the numbers of new articles, and who they are."""

    def __init__(self, url: str, recorder: Recorder, seed: int, headers: Mapping[str, Mapping[str, str]]) -> None:
        # A connection for each request: who reuses one that the other side is about to close sees a failure of its own.
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=0)
        self.client = httpx2.AsyncClient(base_url=url, timeout=PATIENCE, limits=limits, trust_env=False)
        self.recorder = recorder
        self.random = Random(seed)
        self.headers = headers
        self.briefs: list[tuple[str, str, str]] = []  # ids of kept briefs, their article's code, and who asked
        self.jobs: dict[str, str] = {}  # accepted ones, with who sent them
        self.over = asyncio.Event()
        self._new = itertools.count(1_000)
        self._keys = itertools.count()

    def some(self, new: float = 0.15) -> str:
        """Return the code of an article: with that probability one that nobody asked for before."""
        return code_of(next(self._new) if self.random.random() < new else self.random.randrange(HOT))

    def new_key(self) -> str:
        return f"chaos-{next(self._keys)}"

    async def ask(self, request: Request, method: str, path: str, **options: object) -> tuple[Request, httpx2.Response]:
        """Send it and record what came of it; raise httpx2.HTTPError where nothing came, and record that."""
        headers = {**self.headers[request.caller], "Connection": "close", **dict(options.pop("headers", {}))}
        request = replace(request, began=self.recorder.now)
        try:
            answer = await self.client.request(method, path, headers=headers, **options)
            record = replace(request, **told(request, answer))
        except httpx2.HTTPError as error:
            self.recorder.add(replace(request, ended=self.recorder.now, error=type(error).__name__))
            raise
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            record = replace(
                request, status=answer.status_code, error=f"an answer of another form: {type(error).__name__}"
            )
        record = replace(record, ended=self.recorder.now)
        self.recorder.add(record)
        return record, answer

    def about(self, what: str, code: str = "") -> Request:
        """Return a request by any caller, still to be sent."""
        return Request(what, code, 0, 0, 0, caller=self.random.choice(sorted(self.headers)))
