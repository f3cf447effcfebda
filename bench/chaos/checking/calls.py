"""How often the model endpoints were asked: once for each brief, save where a fault made more necessary."""

from itertools import pairwise

from bench.chaos.checking.verdict import Verdict, Windows
from bench.chaos.history import PRIVATE, Call, History, Request

MOST = 1.2
"""Times the briefs that were wanted: the aim of issue 8, retries that a fault explains aside."""
_FORGETFUL = 7.0


def calls(history: History) -> Verdict:
    """No more calls than 1.2 times the briefs that were wanted, those aside that a fault explains.

    A fault explains a call where the call before it for the same article was itself harmed, where between the two the
    cache, a process or the machine was, or where a caller had left.
    """
    verdict = Verdict("model calls ≤ 1.2 × distinct keys + retries that faults explain")
    wanted = _wanted(history)
    lost = Windows(history.faults, {"cache", "web", "worker", "queue", "machine"}, _FORGETFUL)
    left: dict[str, list[float]] = {}
    for one in history.requests:
        if one.error:
            left.setdefault(one.article, []).append(one.ended)
    excess = 0
    for article, asked in _by_article(history).items():
        leavings = left.get(article, [])
        explained = sum(_explained(before, call, lost, leavings) for before, call in pairwise(asked))
        excess += max(0, len(asked) - wanted.get(article, 0) - explained)
    total = sum(wanted.values())
    allowed = (MOST - 1) * total
    verdict.checked = len(history.calls)
    if excess > allowed:
        verdict.broken.append(
            f"{excess} calls beyond {total} wanted briefs that nothing explains; {allowed:.0f} may be"
        )
    verdict.note = f"{len(history.calls)} calls for {total} wanted briefs; {excess} that no fault explains"
    return verdict


def _wanted(history: History) -> dict[str, int]:
    """Return how many briefs each article was to have: one by each way of asking, one for each wish to have it anew."""
    ways: dict[str, set[str]] = {}
    for one in history.requests:
        if one.what == "job" and one.job:
            for article in one.articles:
                ways.setdefault(article, set()).add(f"plain {_whose(one)}")
        elif one.article and one.what in {"summarize", "stream", "leaving", "chat"}:
            way = f"anew {one.began}" if one.key == "no-cache" else "chat" if one.what == "chat" else "plain"
            ways.setdefault(one.article, set()).add(f"{way} {_whose(one)}")
    return {article: len(of_it) for article, of_it in ways.items()}


def _whose(one: Request) -> str:
    return one.caller if one.caller == PRIVATE else "everybody"


def _by_article(history: History) -> dict[str, list[Call]]:
    asked: dict[str, list[Call]] = {}
    for call in sorted(history.calls, key=lambda call: call.began):
        asked.setdefault(call.article, []).append(call)
    return asked


def _explained(before: Call, call: Call, lost: Windows, leavings: list[float]) -> bool:
    return (
        before.outcome != "brief"
        or lost.touch(before.began, call.began)
        or any(before.began <= at <= call.began for at in leavings)
    )
