"""Row 28: who shows no good key gets nothing, and what is another's is as unknown as what never was."""

import base64
import re
import time

import httpx2
import pytest

from service.adapters.key_file import change_keys
from service.schema.keys import KeysJson
from tests.end_to_end.server import served
from tests.fakes import ARTICLE
from tests.keys import NOW, bearer, made, write

FOLLOWS_IN = 3.0  # seconds: the file is looked at once a second, on a machine that does much else


@pytest.fixture(scope="module")
def room(tmp_path_factory, redis_server):
    """A service with keys and a queue, its log, and the keys: Ann's private one, Ben's, one to be revoked, two bad ones."""
    folder = tmp_path_factory.mktemp("keys")
    holders = {
        "ann": made(private=True),
        "ben": made(),
        "eve": made(),
        "old": made(expires_at=NOW.replace(year=2020)),
        "out": made(revoked_at=NOW),
    }
    path = write(folder / "keys.json", *(entry for _, entry in holders.values()))
    settings = {"API_KEYS_FILE": str(path), "REDIS_URL": redis_server.url, "QUEUE_URL": redis_server.url}
    with served(folder / "log", **settings) as address, httpx2.Client(base_url=address, trust_env=False) as client:
        yield client, {name: key for name, (key, _) in holders.items()}, path, folder / "log"


def ask(client, key, **options):
    body = ARTICLE | {"language": "source"}
    return client.post("/summarize", json=body, headers=bearer(key) if key else {}, timeout=30, **options)


@pytest.mark.fault(28, "no, bad, expired or revoked key: 401; a revoked one within seconds")
def test_only_good_keys_are_answered(room):
    client, keys, path, _ = room
    assert [ask(client, keys[name]).status_code for name in ("ann", "ben", "eve")] == [200] * 3
    for bad in ("", "ci_nothing", made()[0], keys["old"], keys["out"]):
        answer = ask(client, bad)
        assert answer.status_code == 401
        assert answer.headers["Content-Type"] == "application/problem+json"
    gone = {"revoked_at": NOW}
    entries = lambda file: (key.model_copy(update=gone) if key.id in keys["eve"] else key for key in file.keys)  # noqa: E731
    change_keys(path, lambda file: KeysJson(keys=tuple(entries(file))))
    ends = time.monotonic() + FOLLOWS_IN
    while ask(client, keys["eve"]).status_code == 200:
        assert time.monotonic() < ends
        time.sleep(0.1)
    assert ask(client, keys["ben"]).status_code == 200


@pytest.mark.fault(28, "key in the query: refused, and in no log")
def test_a_key_in_the_query_is_refused_and_not_logged(room):
    client, keys, _, log = room
    for query in ({"api_key": keys["ben"]}, {"x": keys["ben"]}, {"access_token": "canary-token"}):
        answer = client.get("/healthz", params=query)
        assert (answer.status_code, answer.json()["code"]) == (400, "key-in-query")
    password = base64.b64encode(f"ann:{keys['ann']}".encode()).decode()
    assert client.get("/", headers={"Authorization": f"Basic {password}"}).status_code == 200
    time.sleep(0.2)  # lines of what was answered before are written together
    written = log.read_text()
    assert "key-in-query" in written
    for secret in (*(key.split("_")[2] for key in keys.values()), password, "canary-token"):
        assert secret not in written


@pytest.mark.fault(28, "another caller's job or private brief: 404 as if unknown")
def test_what_is_anothers_is_unknown(room):
    client, keys, _, _ = room
    brief = ask(client, keys["ann"]).headers["Content-Location"]
    sent = client.post("/jobs", json={"articles": [ARTICLE]}, headers=bearer(keys["ann"]))
    job = sent.headers["Location"]
    for mine, unknown in (
        (brief, "/briefs/" + "0" * 32),
        (job, "/jobs/" + "0" * 32),
        (f"{job}/results", "/jobs/0/results"),
    ):
        assert client.get(mine, headers=bearer(keys["ann"])).status_code == 200
        for method in ("GET", "DELETE"):
            answers = [client.request(method, at, headers=bearer(keys["ben"])) for at in (mine, unknown)]
            told = [re.sub(r'"request_id":"\w+"', "", answer.text) for answer in answers]
            assert told[0] == told[1]
            assert (
                answers[0].status_code
                == answers[1].status_code
                == (405 if method == "DELETE" and "results" in mine else 404)
            )
    assert client.get(brief, headers=bearer(keys["ann"])).status_code == 200
