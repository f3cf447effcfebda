"""Jobs end to end: gunicorn, a worker and a Redis for their queue, each in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
import time

import pytest
import requests

from tests.docs.guides import blocks
from tests.end_to_end.server import served, working
from tests.event_stream import read_events
from tests.redis_server import RedisServer

ARTICLE = {"text": "Northwind Labs said on Tuesday that its open model had been downloaded 350 million times."}


@pytest.fixture(scope="module")
def queue():
    server = RedisServer()
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def unattended(queue, tmp_path_factory):
    """The address of a service without a model, whose jobs nobody works on yet."""
    with served(tmp_path_factory.mktemp("web") / "log", QUEUE_URL=queue.url, REDIS_URL=queue.url) as address:
        yield address


@pytest.fixture(scope="module")
def address(queue, unattended, tmp_path_factory):
    """The same with a worker, from the first test on that asks for it."""
    with working(tmp_path_factory.mktemp("worker") / "log", QUEUE_URL=queue.url, REDIS_URL=queue.url):
        yield unattended


def follow(address, job_id, last="0"):
    headers = {"Accept": "text/event-stream", "Last-Event-ID": last}
    with requests.get(f"{address}/jobs/{job_id}", headers=headers, timeout=30, stream=True) as stream:
        assert stream.status_code == 200
        stream.encoding = "utf-8"
        yield from read_events(stream.iter_lines(decode_unicode=True))


def test_job_larger_than_other_bodies_is_read_from_the_socket(unattended):
    """With a length and in chunks, on one connection, which goes on to be of use or is closed as it should be."""
    large = {"articles": [{"text": "新" * 100_000, "id": str(number)} for number in range(12)]}
    body = json.dumps(large, ensure_ascii=False).encode()
    pieces = [body[at : at + 100_000] for at in range(0, len(body), 100_000)]
    with requests.Session() as session:
        for sent in (body, iter(pieces), body):
            answer = session.post(
                f"{unattended}/jobs", data=sent, headers={"Content-Type": "application/json"}, timeout=20
            )
            assert answer.status_code == 202, answer.text
            assert answer.json()["articles"]["total"] == 12
            session.delete(f"{unattended}/jobs/{answer.json()['id']}", timeout=10)


def test_refusal_of_a_long_stream_reaches_its_sender(unattended):
    """What is wrong stands in the first line, and megabytes come behind it: the answer is not lost in a reset."""
    line = json.dumps({"text": "新" * 50_000}).encode() + b"\n"
    lines = [b'{"text": 7}\n', *[line] * 40]
    with requests.Session() as session:
        for _ in range(2):
            answer = session.post(f"{unattended}/jobs", data=iter(lines), headers={"Content-Type": "application/x-ndjson"}, timeout=20)  # fmt: skip
            assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "line 1/text")


@pytest.mark.fault(19, "who leaves while sending a job leaves none")
def test_sender_who_leaves_in_the_middle_leaves_no_job(unattended, queue):
    before = names_in(queue)
    line = json.dumps(ARTICLE).encode() + b"\n"

    def broken():
        yield from [line] * 200
        raise ZeroDivisionError

    for headers in ({}, {"Content-Length": str(len(line) * 400)}):
        with pytest.raises(ZeroDivisionError):
            requests.post(f"{unattended}/jobs", data=broken(), headers={"Content-Type": "application/x-ndjson"} | headers, timeout=10)  # fmt: skip
    ends = time.monotonic() + 10
    while names_in(queue) != before and time.monotonic() < ends:
        time.sleep(0.05)
    assert names_in(queue) == before


def names_in(queue):
    return queue.command("DBSIZE")


def test_canceled_job_ends_for_its_followers(unattended):
    job = requests.post(f"{unattended}/jobs", json={"articles": [ARTICLE] * 3}, timeout=10).json()
    events = follow(unattended, job["id"])
    assert next(events).name == "progress"
    assert requests.delete(f"{unattended}/jobs/{job['id']}", timeout=10).json()["status"] == "canceled"
    (ended,) = list(events)[-1:]
    assert (ended.name, ended.json["status"]) == ("ended", "canceled")


def test_job_is_done_and_told(address):
    articles = [ARTICLE | {"id": f"n{number}", "title": f"{number}"} for number in range(40)] + [{"text": "short"}]
    job = requests.post(f"{address}/jobs", json={"articles": articles}, timeout=10).json()
    events = list(follow(address, job["id"]))
    assert events[-1].name == "ended"
    assert events[-1].json["articles"] == {"total": 41, "queued": 0, "done": 40, "failed": 1}
    results = [event.json for event in events if event.name == "result"]
    assert sorted(one["position"] for one in results) == list(range(41))
    served_now = requests.post(f"{address}/summarize", json=ARTICLE | {"title": "7"}, timeout=10)
    assert served_now.headers["Cache-Status"].endswith("hit")
    assert next(one["brief"] for one in results if one.get("id") == "n7") == served_now.json()
    later = [event.json for event in follow(address, job["id"], "39") if event.name == "result"]
    assert later == results[39:]
    lines = requests.get(f"{address}/jobs/{job['id']}/results?format=ndjson", timeout=10).content.splitlines()
    assert [json.loads(line) for line in lines] == results


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl: the guide is not tried")
def test_curl_guide_does_what_it_says(address, tmp_path):
    script = "\necho =====\n".join(blocks("jobs", "bash", address))
    told = run(["bash", "-eu"], tmp_path, script).split("=====\n")
    accepted, stream, _, reused, _, canceled = told
    job = json.loads(accepted)
    assert job["articles"]["total"] == 3
    assert "\nevent: ended\n" in stream
    results = {one["id"]: one for one in map(json.loads, (tmp_path / "results.jsonl").read_text().splitlines())}
    assert {name: one["status"] for name, one in results.items()} == {"a-1": "done", "a-2": "done", "a-3": "failed"}
    assert results["a-3"]["error"]["code"] == "article-too-short"
    assert len(json.loads((tmp_path / "page.json").read_text())["results"]) == 2
    assert (tmp_path / "again.json").read_text() == (tmp_path / "job.json").read_text()
    assert reused == "422\n"
    assert json.loads((tmp_path / "single.json").read_text())["articles"]["total"] == 1
    assert json.loads(canceled)["status"] == "done"


def test_python_guide_does_what_it_says(address, tmp_path):
    code, _ = blocks("jobs", "python", address)
    told = run([sys.executable, "-"], tmp_path, code).splitlines()
    assert len(told) == 25
    assert all(line.startswith("archive-") and "million times" in line for line in told)


def run(command, folder, text):
    environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "NO_PROXY": "*"}
    ran = subprocess.run(command, cwd=folder, env=environ, input=text, capture_output=True, text=True, timeout=100, check=False)  # fmt: skip
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return ran.stdout
