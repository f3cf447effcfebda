"""The load: callers who ask, think, and ask again; some follow jobs, some leave, some send what is no request."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace

import httpx2

from bench.chaos.history import PRIVATE, Request
from bench.chaos.office import HOT, JSON, Office, code_of, sent, tongue_of
from bench.load.articles import article


async def summarize(office: Office, code: str = "") -> None:
    code = code or office.some()
    record, _ = await office.ask(
        office.about("summarize", code), "POST", "/summarize", content=sent(code), headers=JSON
    )
    if record.brief and not record.withheld:
        office.briefs = [*office.briefs[-200:], (record.brief, code, record.caller)]


async def anew(office: Office) -> None:
    code = office.some(0)
    headers = JSON | {"Cache-Control": "no-cache"}
    await office.ask(
        replace(office.about("summarize", code), key="no-cache"),
        "POST",
        "/summarize",
        content=sent(code),
        headers=headers,
    )


async def stream(office: Office) -> None:
    code = office.some(0.3)
    headers = JSON | {"Accept": "text/event-stream"}
    await office.ask(office.about("stream", code), "POST", "/summarize", content=sent(code), headers=headers)


async def chat(office: Office) -> None:
    code = office.some(0.1)
    messages = [{"role": "user", "content": article(int(code[4:]), tongue_of(code))}]
    model = {"zh": "core-insights-zh", "en": "core-insights-en"}[tongue_of(code)]
    await office.ask(
        office.about("chat", code), "POST", "/v1/chat/completions", json={"model": model, "messages": messages}
    )


async def brief(office: Office) -> None:
    if office.briefs:
        brief_id, code, caller = office.random.choice(office.briefs)
        request = replace(office.about("brief", code), brief=brief_id, caller=caller)
        await office.ask(request, "GET", f"/briefs/{brief_id}")


async def pry(office: Office) -> None:
    """Ask for what is another's: a private brief, a job."""
    if office.random.random() < 0.5:
        found = [brief_id for brief_id, _, caller in office.briefs if caller == PRIVATE]
        path, owner = f"/briefs/{office.random.choice(found or ['0' * 32])}", PRIVATE
    else:
        job_id, owner = office.random.choice(list(office.jobs.items()) or [("0", "anna")])
        path = f"/jobs/{job_id}{office.random.choice(['', '/results'])}"
    stranger = office.random.choice([name for name in sorted(office.headers) if name != owner])
    await office.ask(replace(office.about("prying"), caller=stranger, key=path), "GET", path)


async def verify(office: Office) -> None:
    text = article(office.random.randrange(HOT))
    summary = text.partition(". ")[0] + " [1]"
    await office.ask(office.about("verify"), "POST", "/verify", json={"text": text, "summary": summary})


async def leave(office: Office) -> None:
    code = office.some(0.5)
    headers = JSON | ({"Accept": "text/event-stream"} if office.random.random() < 0.5 else {})
    asking = office.ask(office.about("leaving", code), "POST", "/summarize", content=sent(code), headers=headers)
    request = replace(office.about("leaving", code), began=office.recorder.now)
    try:
        await asyncio.wait_for(asking, office.random.uniform(0.02, 0.8))
    except TimeoutError:
        office.recorder.add(replace(request, ended=office.recorder.now, error="left"))


async def nonsense(office: Office) -> None:
    whole = sent(office.some(0))
    broken = office.random.choice(
        [whole[:-200], b"[" * 50_000, b"\xff\xfe{}", b'{"text": NaN}', b'{"text": "' + b"a" * 1_100_000]
    )
    await office.ask(office.about("nonsense"), "POST", "/summarize", content=broken, headers=JSON)


async def job(office: Office) -> None:
    """Have some articles briefed in the background, asking again under the same key until it is accepted."""
    codes = list(dict.fromkeys(office.some(0.3) for _ in range(office.random.randint(1, 3))))
    articles = [json.loads(sent(code)) | {"id": code} for code in codes]
    request = replace(office.about("job"), key=office.new_key(), articles=codes)
    headers = {"Idempotency-Key": request.key}
    accepted = ""
    while not accepted and not office.over.is_set():
        try:
            record, _ = await office.ask(request, "POST", "/jobs", json={"articles": articles}, headers=headers)
            accepted = record.job
        except httpx2.HTTPError:
            pass
        await asyncio.sleep(0 if accepted else office.random.uniform(0.5, 2))
    if accepted:
        office.jobs[accepted] = request.caller
        if office.random.random() < 0.1:
            await office.ask(request, "POST", "/jobs", json={"articles": articles}, headers=headers)
        await _follow(office, request, accepted)


async def _follow(office: Office, request: Request, job_id: str) -> None:
    """Look at the job now and then, for half a minute at most: all are read when all is over."""
    for _ in range(15):
        if office.over.is_set():
            return
        await asyncio.sleep(office.random.uniform(1, 3))
        try:
            poll = replace(request, what="poll", key="", articles=[])
            _, answer = await office.ask(poll, "GET", f"/jobs/{job_id}")
            if answer.is_success and answer.json()["status"] in {"done", "canceled"}:
                return
        except httpx2.HTTPError:
            pass


Doing = Callable[[Office], Awaitable[None]]
_MIX: dict[Doing, int] = {
    summarize: 60,
    brief: 12,
    stream: 8,
    chat: 6,
    verify: 5,
    anew: 1,
    leave: 5,
    nonsense: 3,
    pry: 3,
}


async def editor(office: Office) -> None:
    """Ask and think, until it is over."""
    while not office.over.is_set():
        [one] = office.random.choices(list(_MIX), list(_MIX.values()))
        await _tried(one, office)
        await asyncio.sleep(office.random.uniform(0.4, 1.6))


async def archivist(office: Office) -> None:
    """Send job after job, until it is over."""
    while not office.over.is_set():
        await _tried(job, office)
        await asyncio.sleep(office.random.uniform(0.5, 2))


async def flood(office: Office) -> None:
    """Ask for kept and for new articles, far more at once than ever."""
    hits = [_tried(summarize, office, code_of(office.random.randrange(HOT))) for _ in range(60)]
    misses = [_tried(summarize, office, office.some(1)) for _ in range(15)]
    await asyncio.gather(*hits, *misses)


async def drip(url: str, seconds: float) -> None:
    """Send twenty requests so slowly that none of them is ever whole."""
    host, port = url.removeprefix("http://").split(":")

    async def one() -> None:
        try:
            _, writer = await asyncio.open_connection(host, int(port))
            writer.write(
                b"POST /summarize HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n"
            )
            for _ in range(int(seconds * 2)):
                writer.write(b"{")
                await writer.drain()
                await asyncio.sleep(0.5)
            writer.close()
        except OSError:
            pass

    await asyncio.gather(*(one() for _ in range(20)))


async def _tried(doing: Callable[..., Awaitable[None]], office: Office, *arguments: str) -> None:
    with contextlib.suppress(httpx2.HTTPError):  # it is recorded
        await doing(office, *arguments)
