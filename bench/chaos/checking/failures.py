"""Failures: each is a problem document, has a fault to explain it, comes in time, and none outlasts the faults."""

from bench.chaos.checking.verdict import Verdict, Windows
from bench.chaos.history import History, Request

_OF_MODELS = {
    "backend-unavailable", "backend-overloaded", "backend-refused", "deadline-exceeded", "answer-incomplete",
    "answer-unreadable", "answer-in-wrong-language", "nothing-verified", "content-filtered", "context-too-long",
}  # fmt: skip
_OVERLOADED = {"overloaded", "rate-limited", "too-many-at-once", "jobs-busy"}
_FAMILIES = {
    **{code: {"endpoint", "web"} for code in _OF_MODELS},
    **{code: {"callers", "endpoint", "web", "queue", "machine"} for code in _OVERLOADED},
    "briefs-out-of-reach": {"cache", "machine"},
    "brief-not-found": {"cache", "machine"},
    "jobs-out-of-reach": {"queue", "machine"},
    "job-not-found": set[str](),
    "idempotency-key-in-use": {"queue", "web", "machine"},
    "abandoned": {"web"},
    "bad-gateway": {"web"},  # nginx says so where a process died, and it could not ask another
}
"""What must have been harmed for a request to fail with that code; a request that is right fails with no other."""
_REST = 10.0
"""Seconds that a fault is felt past its end: a circuit rests for 6, a request that it met lasts up to 10."""
_KEPT_AWAY = 30.0
"""Seconds for which an endpoint may be left alone that asked for that (429 with Retry-After)."""
_RESTS = {"idempotency-key-in-use": 65.0}
"""Where the process that had the first request died the key is free after a minute (docs/jobs.md)."""
LATEST = 12.0
"""Seconds: a request may take 10, and one more to be told so; the rest is the machine's."""
_STALLED = 5.0
"""Seconds for which the callers stood still: nginx gives up who sends nothing for 10 (deploy/nginx.conf)."""
_RIGHT = {"summarize", "brief", "stream", "chat", "verify", "job", "poll"}


def problems(history: History) -> Verdict:
    """Every failure is a problem document (or OpenAI's error), and a connection is lost only with its process."""
    verdict = Verdict("every failure is a problem document; connections are lost only where a web process was killed")
    killed = Windows([one for one in history.faults if one.name == "a process killed"], {"web"}, 1.0)
    stalled = Windows([one for one in history.faults if one.ended - one.began > _STALLED], {"machine"}, 1.0)
    lost = 0
    for one in history.requests:
        if one.error and one.error != "left":
            lost += 1
            holds = killed.touch(one.began, one.ended) or stalled.touch(one.began, one.ended)
            verdict.look(holds=holds, otherwise=f"{_named(one)}: {one.error}")
        elif one.status >= 400:
            ours = one.what == "chat" and one.code != "bad-gateway"  # that is nginx's, which knows no other form
            kind = "application/json" if ours else "application/problem+json"
            verdict.look(holds=one.kind == kind and bool(one.code), otherwise=f"{_named(one)}: {one.status} {one.kind}")
    verdict.note = f"{lost} connections lost with their process"
    return verdict


def explained(history: History) -> Verdict:
    """What was right to ask fails only where a fault of the right family explains the code, and never with a 500."""
    verdict = Verdict("a failure has a fault that explains it, and none is internal")
    rests = {code: _RESTS.get(code, _KEPT_AWAY if code in _OF_MODELS else _REST) for code in _FAMILIES}
    windows = {code: Windows(history.faults, families, rests[code]) for code, families in _FAMILIES.items()}
    for one in history.requests:
        code = one.code.replace("_", "-")
        if one.what in _RIGHT and code:
            holds = code in windows and windows[code].touch(one.began, one.ended)
            holds = holds or (code in {"brief-not-found"} and _once_harmed(history, one))
            verdict.look(holds=holds, otherwise=f"{_named(one)}: {one.status} {one.code}")
    return verdict


def in_time(history: History) -> Verdict:
    """Nobody waits longer than a request may take, save for a process that was stopped or a machine that was late."""
    verdict = Verdict(f"every answer comes within {LATEST:.0f} s")
    stopped = Windows(history.faults, {"web", "machine"}, 2.0)
    for one in history.requests:
        holds = one.ended - one.began <= LATEST or stopped.touch(one.began, one.ended)
        verdict.look(holds=holds, otherwise=f"{_named(one)}: {one.ended - one.began:.1f} s")
    return verdict


def recovered(history: History) -> Verdict:
    """Once all is healed everything is answered well."""
    verdict = Verdict("after the last fault everything is answered well")
    calm = min((one.began for one in history.faults if one.family == "calm"), default=0.0)
    for one in history.requests:
        if one.began >= calm and one.what == "summarize":
            verdict.look(holds=one.status == 200, otherwise=f"{_named(one)}: {one.status} {one.code or one.error}")
    return verdict


def _once_harmed(history: History, one: Request) -> bool:
    """Return whether the cache was harmed since, or while, somebody was last given the brief: then it is gone for good.

    While a process leaves the cache alone, as it does for a while after a fault, it gives briefs that nobody keeps.
    """
    given = [
        other.ended
        for other in history.requests
        if other.brief == one.brief and other.content and other.ended < one.began
    ]
    lost = Windows(history.faults, {"cache", "machine"}, _REST)
    return lost.touch(max(given, default=0.0), one.ended)


def _named(one: Request) -> str:
    return f"{one.what} {one.article} at {one.began:.1f} s"
