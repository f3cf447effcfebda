"""Row 29, its second half: more new articles than there is room for, by what all callers see of it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed

import httpx2
import pytest

from tests.domain.samples import ENGLISH
from tests.end_to_end.server import instance

FLOOD = 40


def article(number):
    return {"paragraphs": [*ENGLISH, f"This is article {number} of many."]}


def ask(address, number):
    return httpx2.post(f"{address}/summarize", json=article(number), timeout=60, trust_env=False)


@pytest.mark.fault(
    29, "hits are served while the model's queue is full; who finds no room is told 503 with Retry-After"
)
def test_kept_briefs_are_served_while_the_models_queue_is_full(endpoint, tmp_path):
    settings = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url, "LLM_CONCURRENCY": "1"}
    with instance(tmp_path / "log", **settings) as one, ThreadPoolExecutor(FLOOD) as pool:
        made = ask(one.address, 0)
        endpoint.goes_on.clear()
        flood = [pool.submit(ask, one.address, number) for number in range(1, FLOOD)]
        refused = next(answer for answer in as_completed(flood) if answer.result().status_code == 503).result()
        hits = [ask(one.address, 0) for _ in range(3)]
        kept = httpx2.get(f"{one.address}{made.headers['Content-Location']}", trust_env=False)
        endpoint.goes_on.set()
        answers = [answer.result() for answer in flood]
    assert refused.json()["retryable"]
    assert [hit.status_code for hit in (made, *hits, kept)] == [200] * 5
    told = Counter(answer.status_code for answer in answers)
    assert set(told) == {200, 503}, told
    for answer in answers:
        if answer.status_code == 503:
            assert answer.json()["code"] in {"backend-overloaded", "overloaded"}
            assert 1 <= int(answer.headers["Retry-After"]) <= 60
