"""What is left behind: kept briefs and logs."""

from bench.chaos.checking.verdict import Verdict, told_of
from bench.chaos.history import History


def kept(history: History) -> Verdict:
    """Every brief in the cache passes its checks, belongs to its article, and has nothing withheld."""
    verdict = Verdict("nothing cached fails its checks")
    for one in history.kept:
        foreign = sorted(set(one.texts) - told_of(one.article)) if one.article else ["no article"]
        wrong = [*one.failures, *foreign]
        verdict.look(holds=not wrong, otherwise=f"brief {one.brief}: {wrong[:2]}")
    if not history.kept:
        verdict.broken.append("nothing was kept at all")
    return verdict


def silent(history: History) -> Verdict:
    """No log and no problem holds a secret or words of an article."""
    verdict = Verdict("no secret and no article text in any log or problem")
    for one in history.logs:
        verdict.look(holds=not one.leaks, otherwise=f"{one.file}: {one.leaks[:2]}")
    for request in history.requests:
        if request.problem:
            leak = request.article and request.article in request.problem
            verdict.look(
                holds=not leak and "sk-chaos" not in request.problem, otherwise=f"a problem at {request.began} s"
            )
    verdict.note = f"{sum(one.lines for one in history.logs)} lines of {len(history.logs)} logs"
    return verdict
