"""The checker of `make chaos`: it finds each broken promise in a history, and none in one that is as it should be."""

from dataclasses import replace
from itertools import pairwise

import pytest

from bench.chaos.checking import INVARIANTS, check
from bench.chaos.checking.verdict import told_of
from bench.chaos.history import PRIVATE, Call, Fault, History, Job, Kept, Log, Recorder, Request, Result
from bench.chaos.schedule import BOTH, Kind, plan

A, B = "BLEN0000001", "BLZH0000002"


def asked(article=A, at=1.0, **fields) -> Request:
    """A request that was answered well; `fields` say what was otherwise."""
    told = {
        "status": 200,
        "brief": f"id of {article}",
        "digest": f"body of {article}",
        "content": f"content of {article}",
    }
    texts = sorted(told_of(article)) if not {"status", "error"} & set(fields) else []
    return Request(
        **{"what": "summarize", "article": article, "began": at, "ended": at + 1, "texts": texts} | told | fields
    )


def failed(code="backend-unavailable", at=20.0, **fields) -> Request:
    kind = {"kind": "application/problem+json", "problem": "{}", "content": "", "brief": ""}
    return asked(at=at, **kind | {"status": 503, "code": code} | fields)


def sent(key="key", job="job 1", at=2.0, **fields) -> Request:
    """A job with two articles that was accepted."""
    return Request(**{"what": "job", "article": "", "began": at, "ended": at + 0.1, "status": 202, "key": key, "job": job,
                      "articles": [A, B]} | fields)  # fmt: skip


def result(position, article, **fields) -> Result:
    return Result(**{"position": position, "article": article, "code": "", "texts": sorted(told_of(article))} | fields)


def fault(family, at, name="refuses", lasts=1.0) -> Fault:
    return Fault(name, family, family, at, at + lasts)


RESULTS = [result(0, A), result(1, B)]
ENDED = Job("job 1", "done", 90, again=True, results=RESULTS)
GOOD = History(
    faults=[fault("endpoint", 19), fault("cache", 39), fault("web", 59, "a process killed", 0.0), fault("calm", 70, lasts=0)],
    calls=[Call("first", A, 1, 1, "brief"), Call("first", B, 1, 1, "brief")],
    requests=[
        asked(), asked(at=5), asked(B, at=6), failed(), sent(), sent(at=8), asked(at=40, digest="made anew"),
        asked(at=60, status=0, error="ReadError", content="", brief=""), asked(at=71, digest="made anew"),
        asked(at=72, what="prying", key="/jobs/1", status=404, content="", kind="application/problem+json", code="job-not-found"),
    ],
    jobs=[ENDED],
    kept=[Kept(f"id of {A}", A, sorted(told_of(A)), [])],
    logs=[Log("web.log", 100, [])],
)  # fmt: skip


def with_requests(*requests) -> History:
    return replace(GOOD, requests=[*GOOD.requests, *requests])


def with_job(**fields) -> History:
    return replace(GOOD, jobs=[replace(ENDED, **fields)])


BROKEN = {
    "another article's brief": ("belongs", with_requests(asked(at=7, texts=sorted(told_of(B))))),
    "a number that nobody wrote": ("belongs", with_requests(asked(at=7, texts=["Pellcrest raised $9 million"]))),
    "one id for two articles": ("one article of one owner", with_requests(asked(B, at=7, brief=f"id of {A}"))),
    "a private brief that another is given": ("one owner", with_requests(asked(at=7, caller=PRIVATE))),
    "another's job": ("as if there were none", with_requests(asked(at=7, what="prying", key="/jobs/1", content="", brief=""))),
    "another body without a fault": ("same body", with_requests(asked(at=7, digest="another"))),
    "another content in spite of a fault": ("same body", with_requests(asked(at=40, content="another"))),
    "a job that did not end": ("accepted job", with_job(status="running", results=[])),
    "a job that is gone": ("accepted job", with_job(status="404", results=[])),
    "a job that nobody read": ("accepted job", replace(GOOD, jobs=[])),
    "a result that is lost": ("accepted job", with_job(results=RESULTS[:1])),
    "a result stored twice": ("accepted job", with_job(results=[*RESULTS, RESULTS[0]])),
    "results in each other's place": ("accepted job", with_job(results=[result(0, B), result(1, A)])),
    "a result of another article": ("accepted job", with_job(results=[RESULTS[0], result(1, B, texts=sorted(told_of(A)))])),
    "a result without a word": ("accepted job", with_job(results=[RESULTS[0], result(1, B, texts=[])])),
    "a job that reads in two ways": ("accepted job", with_job(again=False)),
    "two jobs under a key": ("Idempotency-Key", with_requests(sent(job="job 2", at=9))),
    "a kept brief that fails": ("nothing cached", replace(GOOD, kept=[replace(GOOD.kept[0], failures=["/groups/0: wrong-scale"])])),
    "a kept brief of another": ("nothing cached", replace(GOOD, kept=[replace(GOOD.kept[0], article=B)])),
    "nothing kept": ("nothing cached", replace(GOOD, kept=[])),
    "a model asked again and again": ("model calls", replace(GOOD, calls=[Call("first", A, at, at, "brief") for at in (1, 2, 3)])),
    "a secret in a log": ("no secret", replace(GOOD, logs=[Log("web.log", 1, ["the secret sk-cha…"])])),
    "an article in a problem": ("no secret", with_requests(failed(problem=f"cannot brief {A}"))),
    "a page instead of a problem": ("problem document", with_requests(failed(kind="text/html"))),
    "a problem without a code": ("problem document", with_requests(failed(code=""))),
    "a lost connection": ("problem document", with_requests(asked(at=30, status=0, error="ReadError"))),
    "a stream without an end": ("problem document", with_requests(asked(at=30, what="stream", error="a stream without an end"))),
    "an internal error": ("none is internal", with_requests(failed("internal-error", status=500))),
    "a failure without a fault": ("none is internal", with_requests(failed(at=5, ended=6))),
    "a failure by another fault": ("none is internal", with_requests(failed("jobs-out-of-reach", what="job"))),
    "a brief that went away": ("none is internal", with_requests(failed("brief-not-found", at=12, what="brief", brief=f"id of {A}"))),
    "an answer that was late": ("comes within", with_requests(asked(at=8, ended=30))),
    "a service that did not recover": ("after the last fault", with_requests(failed(at=75))),
}  # fmt: skip


def test_machine_that_stood_still_explains_a_lost_connection():
    """The caller sent nothing for so long that nginx gave it up."""
    lost = asked(at=30, status=0, error="ReadError", content="", brief="")
    late = replace(with_requests(lost), faults=[*GOOD.faults, fault("machine", 29, "late", lasts=12)])
    assert [one.broken for one in check(late) if one.broken] == []


def test_good_history_holds():
    """Failures and new bodies that faults explain break nothing, and each invariant was looked at."""
    assert [(one.promise, one.broken) for one in check(GOOD) if one.broken] == []
    assert [one.promise for one in check(GOOD) if not one.checked] == []


@pytest.mark.parametrize("case", BROKEN)
def test_each_breach_is_found(case):
    words, history = BROKEN[case]
    broken = [verdict.promise for verdict in check(history) if verdict.broken]
    assert any(words in promise for promise in broken), broken


def test_every_invariant_has_a_breach_that_breaks_it():
    promises = [verdict.promise for verdict in check(GOOD)]
    assert len(promises) == len(INVARIANTS)
    assert [one for one in promises if not any(words in one for words, _ in BROKEN.values())] == []


def test_history_is_read_as_it_was_written(tmp_path):
    recorder = Recorder(tmp_path / "history.jsonl")
    for records in (GOOD.faults, GOOD.calls, GOOD.requests, GOOD.jobs, GOOD.kept, GOOD.logs):
        for record in records:
            recorder.add(record)
    recorder.close()
    assert History.read(tmp_path / "history.jsonl") == GOOD


def test_same_seed_draws_same_faults_and_never_two_on_one_part():
    kinds = [
        Kind("x", "cache", "cache"),
        Kind("y", "cache", "cache"),
        Kind("z", "endpoint", "first"),
        Kind("b", "endpoint", BOTH),
    ]
    planned = plan(kinds, seed=5, seconds=600)
    assert planned == plan(kinds, seed=5, seconds=600)
    assert planned != plan(kinds, seed=6, seconds=600)
    assert {one.kind for one in planned} == set(kinds)
    for part in ("cache", "first", "second"):
        on_it = [one for one in planned if part in one.kind.parts]
        assert all(one.at + one.lasts < after.at for one, after in pairwise(on_it))
