"""Usage over HTTP: one's own, or with the scope of operations everybody's."""

from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from service.__main__ import main
from service.adapters.limits.memory_usage import MemoryUsage
from service.adapters.redis_cache import RedisCache
from service.domain.callers import Caller, Scope
from service.domain.errors import UsageOutOfReach
from service.domain.usage import Tally
from service.summarizer import Accounts
from service.web import Entrance, create_app
from tests.keys import Ring, bearer
from tests.services import summarizer_of

READER = Caller(id="reader", scopes=frozenset({Scope.BRIEFS}))
METER = Caller(id="meter", scopes=frozenset({Scope.OPERATIONS}))
TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(1)


class Away(MemoryUsage):
    def between(self, first, last, caller):
        raise UsageOutOfReach


@pytest.fixture
def usage():
    days = [YESTERDAY]
    usage = MemoryUsage(lambda: days[0])
    usage.count("reader", "model-1", Tally(requests=2, hits=1, calls=1, input_tokens=100, output_tokens=20))
    days[0] = TODAY
    usage.count("reader", "model-1", Tally(requests=1, hits=1))
    usage.count("other", "", Tally(requests=1))
    return usage


def client_of(usage, engine, articles):
    summarizer = summarizer_of({"fake/model": engine}, accounts=Accounts(usage))
    return create_app(summarizer, articles, Entrance(Ring(reader=READER, meter=METER))).test_client()


@pytest.fixture
def client(usage, engine, articles):
    return client_of(usage, engine, articles)


def rows(client, who, query=""):
    answer = client.get(f"/usage{query}", headers=bearer(who))
    assert answer.status_code == 200
    return [(one["day"], one["key"], one["requests"]) for one in answer.json["usage"]]


def test_a_key_sees_its_own_usage(client):
    assert rows(client, "reader") == [(str(YESTERDAY), "reader", 2), (str(TODAY), "reader", 1)]
    answer = client.get(f"/usage?from={YESTERDAY}&to={YESTERDAY}", headers=bearer("reader"))
    assert answer.json == {
        "from": str(YESTERDAY),
        "to": str(YESTERDAY),
        "usage": [
            {"day": str(YESTERDAY), "key": "reader", "model": "model-1", "requests": 2, "hits": 1, "calls": 1,
             "input_tokens": 100, "output_tokens": 20}
        ],
    }  # fmt: skip
    assert answer.headers["Cache-Control"] == "no-store"


def test_operations_see_everybodys(client):
    assert {key for _, key, _ in rows(client, "meter")} == {"reader", "other"}
    assert rows(client, "meter", f"?from={TODAY}") == [(str(TODAY), "other", 1), (str(TODAY), "reader", 1)]


@pytest.mark.parametrize(
    "query",
    ["?from=x", "?to=2026-02-30", "?from=2026-11-02&to=2026-11-01", "?from=2026-01-01&to=2026-11-01", "?caller=other",
     "?from=1764288000", "?from=2026-11-01T00:00:00", "?from=0001-01-01", "?from=2026-11-01&from=2026-11-02"],
)  # fmt: skip
def test_days_that_are_none_are_refused(client, query):
    answer = client.get(f"/usage{query}", headers=bearer("meter"))
    assert (answer.status_code, answer.json["code"]) == (422, "invalid-request")


def test_usage_out_of_reach_is_said(engine, articles):
    answer = client_of(Away(), engine, articles).get("/usage", headers=bearer("meter"))
    assert (answer.status_code, answer.json["code"], answer.json["retryable"]) == (503, "usage-out-of-reach", True)


def run(*words, **environ):
    return CliRunner().invoke(main, ["usage", *words], env={"REDIS_URL": "", "API_KEYS_FILE": ""} | environ)


def test_command_prints_a_table(redis_url):
    written = RedisCache(redis_url, 60).usage()
    written.count("abcd2345", "qwen3:8b", Tally(requests=12, hits=3, calls=9, input_tokens=9_000, output_tokens=1_500))
    written.count("", "", Tally(requests=1))
    assert written.flush()
    told = run(REDIS_URL=redis_url)
    assert told.output.splitlines() == [
        "day         key       model     requests  hits  calls  input tokens  output tokens",
        f"{TODAY}                             1     0      0             0              0",
        f"{TODAY}  abcd2345  qwen3:8b        12     3      9          9000           1500",
    ]
    one = run("--key", "abcd2345", "--json", REDIS_URL=redis_url)
    assert '"requests":12' in one.output
    assert '"key":""' not in one.output
    assert run("--to", str(date(2026, 1, 1)), REDIS_URL=redis_url).output.count("\n") == 1


def test_command_says_what_it_cannot_tell(redis_url):
    assert "REDIS_URL" in run().output
    wrong = run("--from", "yesterday", REDIS_URL=redis_url)
    assert (wrong.exit_code, "2026-11-01" in wrong.output) == (1, True)
