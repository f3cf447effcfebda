"""Jobs: what was accepted ends, once, and can be read."""

from bench.chaos.checking.verdict import Verdict, told_of
from bench.chaos.history import History, Job, Result


def jobs(history: History) -> Verdict:
    """Every accepted job is done in the end, with one result for each of its articles, and reads the same twice.

    A result without a brief must say why: a model's failure that lasted as long as the job was tried.
    """
    verdict = Verdict("an accepted job ends, and is readable with the result of each article")
    read = {job.id: job for job in history.jobs}
    accepted = {one.job: one.articles for one in history.requests if one.what == "job" and one.job}
    for job_id, articles in accepted.items():
        job = read.get(job_id)
        wrong = "never read" if job is None else _wrong(job, articles)
        verdict.look(holds=not wrong, otherwise=f"job {job_id}: {wrong}")
    results = [result for job in history.jobs for result in job.results]
    failed = sum(bool(result.code) for result in results)
    verdict.note = f"{len(results)} results, {failed} of them failures that say why"
    return verdict


def _wrong(job: Job, articles: list[str]) -> str:
    if job.status != "done":
        return f"is {job.status} in the end"
    if not job.again:
        return "reads differently the second time"
    if sorted(result.position for result in job.results) != list(range(len(articles))):
        return f"has results {[result.position for result in job.results]} for {len(articles)} articles"
    return "; ".join(wrong for result in job.results if (wrong := _wrong_of(result, articles[result.position])))


def _wrong_of(result: Result, article: str) -> str:
    if result.article != article:
        return f"has the result of {result.article} in the place of {article}"
    if result.code == "internal-error":
        return f"has an internal error for {article}"
    if not result.code and not (result.texts and set(result.texts) <= told_of(article)):
        return f"tells of another article than {article}"
    return ""


def idempotent(history: History) -> Verdict:
    """All requests under one key have one job, whatever became of the answers."""
    verdict = Verdict("one Idempotency-Key, one job")
    first: dict[str, str] = {}
    for one in history.requests:
        if one.what == "job" and one.job:
            known = first.setdefault(one.key, one.job)
            verdict.look(holds=known == one.job, otherwise=f"{one.key}: jobs {known} and {one.job}")
    replayed = sum(1 for one in history.requests if one.what == "job") - len(first)
    verdict.note = f"{replayed} requests sent again"
    return verdict
