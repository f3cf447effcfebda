"""What callers were told: their own article's brief, and always the same one."""

from bench.chaos.checking.verdict import Verdict, Windows, told_of
from bench.chaos.history import PRIVATE, History, Request

_FORGETFUL = 7.0
"""Seconds past a fault of the cache for which a process may do without: it looks again after 5 (redis_cache.py)."""


def belonging(history: History) -> Verdict:
    """Every insight that anybody was told is one of the article that was sent, number for number."""
    verdict = Verdict("an answer belongs to its request's article")
    for one in history.requests:
        if one.texts:
            foreign = set(one.texts) - told_of(one.article)
            verdict.look(holds=not foreign, otherwise=f"{_named(one)} tells of another: {sorted(foreign)[:2]}")
    verdict.note = f"{sum(len(one.texts) for one in history.requests)} insights"
    return verdict


def identity(history: History) -> Verdict:
    """An id has one article, and of a private caller it is of no use to any other."""
    verdict = Verdict("a brief's id stands for one article of one owner")
    known: dict[str, tuple[str, str]] = {}
    for one in _briefs(history):
        own = (one.article, one.caller if one.caller == PRIVATE else "")
        first = known.setdefault(one.brief, own)
        verdict.look(holds=first == own, otherwise=f"{_named(one)}: {one.brief} was {first}")
    return verdict


FAILED = {502, 503}  # whether a fault explains it is looked at apart


def foreign(history: History) -> Verdict:
    """Who asks for another's job or private brief is told that there is none."""
    verdict = Verdict("what is another's is a 404, as if there were none")
    for one in history.requests:
        if one.what == "prying" and not one.error:
            verdict.look(holds=one.status in {404, *FAILED}, otherwise=f"{one.key} at {one.began:.1f} s: {one.status}")
    return verdict


def bodies(history: History) -> Verdict:
    """The same id has the same body as long as its brief is kept.

    A brief made anew may differ in when it was made, by whom and at what cost, never in what it says: the endpoints
    write always the same. And it is made anew only where the cache was harmed or a process ended since, or a caller
    asked for that. An answer with something withheld is not kept, so it is left out.
    """
    verdict = Verdict("the same id has the same body while it is kept, and the same content always")
    lost = Windows(history.faults, {"cache", "web", "worker", "machine"}, _FORGETFUL)
    anew: dict[str, list[Request]] = {}
    for one in history.requests:
        if one.key == "no-cache":
            anew.setdefault(one.article, []).append(one)
    latest: dict[str, Request] = {}
    changed = 0
    for one in sorted((one for one in _briefs(history) if not one.withheld), key=lambda one: one.ended):
        before = latest.get(one.brief)
        latest[one.brief] = one
        if before is None:
            continue
        excused = lost.touch(before.began, one.ended) or any(
            wish.began <= one.ended and wish.ended >= before.began for wish in anew.get(one.article, ())
        )
        changed += before.digest != one.digest
        verdict.look(holds=before.digest == one.digest or excused, otherwise=f"{_named(one)}: another body")
        verdict.look(holds=before.content == one.content, otherwise=f"{_named(one)}: another content")
    verdict.note = f"{changed} times made anew after a fault"
    return verdict


def _briefs(history: History) -> list[Request]:
    return [one for one in history.requests if one.what in {"summarize", "brief", "stream"} and one.content]


def _named(one: Request) -> str:
    return f"{one.what} of {one.article} at {one.began:.1f} s"
