"""``core-insights batch``, as its user runs it: real processes, killed and started again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from redis import Redis

from service.__main__ import main
from service.background.batches import Output
from tests.domain.samples import CHINESE, ENGLISH
from tests.stub_endpoint import StubEndpoint, as_json, brief_or_notes_of

ROOT = Path(__file__).parents[1]
MANY = 90


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in ("LLM", "VERIFY", "REDIS_URL", "QUEUE_URL", "OPENAI_MODEL", "DEFAULT_LANGUAGE", "GLOSSARY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def source(tmp_path):
    return tmp_path / "in.jsonl"


@pytest.fixture
def target(tmp_path):
    return tmp_path / "out.jsonl"


def write(path, *rows):
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")


def answers(path):
    """The answers by the number of their line, each of which must be there once."""
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert max(Counter(answer["line"] for answer in found).values(), default=1) == 1
    return {answer["line"]: answer for answer in found}


def run(*arguments, code=0):
    """Run it here; with a model, for without one it starts processes, which takes seconds."""
    result = CliRunner().invoke(main, ["batch", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


def started(source, target, *options, **environ):
    settings = {"PATH": os.environ["PATH"], "LOG_LEVEL": "ERROR"} | environ
    command = [sys.executable, "-m", "service", "batch", *options, str(source), str(target)]
    return subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.PIPE, text=True)


def ended(process):
    _, told = process.communicate(timeout=60)
    return process.returncode, told


@pytest.fixture
def endpoint(monkeypatch):
    """A model endpoint, which the settings name."""
    with StubEndpoint() as endpoint:
        monkeypatch.setenv("LLM", "custom/stub")
        monkeypatch.setenv("LLM_BASE_URL", endpoint.base_url)
        yield endpoint


def test_every_line_is_answered_whatever_it_holds(source, target, endpoint):
    chinese = {"id": "zh", "paragraphs": list(CHINESE), "title": "星河", "language": "zh", "note": 1, "source": None}
    write(
        source,
        chinese,
        "",
        {"id": 2, "text": "\n\n".join(ENGLISH), "published_at": "2015-01-29 07:34"},
        "not json",
        {"id": "short", "text": "short"},
        {"id": "x", "text": "x", "language": "fr"},
        chinese | {"id": "no", "backend": "no/such"},
    )
    told = run(source, target, code=1)
    found = answers(target)
    assert sorted(found) == [1, 3, 4, 5, 6, 7]
    assert (found[1]["id"], found[1]["brief"]["language"], found[1]["brief"]["title"]) == ("zh", "zh-Hans", "星河")
    assert "AI" in found[3]["brief"]["label"] or "人工智能" in found[1]["brief"]["label"]
    errors = {number: answer["error"]["code"] for number, answer in found.items() if "error" in answer}
    assert errors == {4: "malformed-body", 5: "article-too-short", 6: "invalid-request", 7: "unknown-backend"}
    assert "6 lines answered, 4 of them with errors" in told
    assert "--retry-failed" in told


def test_killed_at_any_moment_it_goes_on(source, target):
    """Twice, by kill -9, without a model: each line is answered once."""
    write(source, *({"id": n, "text": f"Article {n}. " + "\n\n".join(ENGLISH)} for n in range(1, MANY + 1)))
    for part in (1, 2):
        process = started(source, target, "--processes", "1")
        while process.poll() is None and (not target.exists() or target.read_bytes().count(b"\n") < part * MANY / 3):
            time.sleep(0.01)
        process.kill()
        assert ended(process)[0] == -signal.SIGKILL
    code, told = ended(started(source, target, "--processes", "1"))
    found = answers(target)
    assert (code, sorted(found)) == (0, list(range(1, MANY + 1)))
    assert all(answer["id"] == number and answer["brief"]["core_insights"] for number, answer in found.items())
    assert f"{MANY} lines answered, 0 of them with errors" in told


def test_interrupted_it_finishes_what_is_under_way(source, target):
    write(source, *({"id": n, "text": f"Article {n}. " + "\n\n".join(ENGLISH)} for n in range(1, 200)))
    with StubEndpoint() as endpoint:
        settings = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url, "LLM_CONCURRENCY": "2"}
        process = started(source, target, **settings)
        while not target.exists() or not target.read_bytes():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        code, told = ended(process)
        calls = endpoint.calls
    assert (code, len(answers(target))) == (130, calls)
    assert calls < 199
    assert "the same command goes on from here" in told


def test_outage_of_the_endpoint_is_sat_out(source, target, endpoint):
    """Lines that a later try can answer get no error while there is hope."""
    write(source, {"text": "\n\n".join(ENGLISH)})
    left = [4]

    def script(body):
        left[0] -= 1
        return as_json({"error": "busy"}, 503) if left[0] >= 0 else brief_or_notes_of(body)

    endpoint.script = script
    run(source, target)
    assert "brief" in answers(target)[1]
    assert endpoint.calls == 5


def test_failed_lines_are_asked_again_on_demand(source, target, endpoint):
    """A wrong key fails every line; once it is mended, what failed is answered in the place of the errors."""
    write(source, *({"id": n, "text": f"{n}. " + "\n\n".join(ENGLISH)} for n in range(3)), "not json")
    endpoint.replies(as_json({"error": "no such key"}, 401))
    run(source, target, code=1)
    assert {answer["error"]["code"] for answer in answers(target).values()} == {"backend-refused", "malformed-body"}
    endpoint.script = brief_or_notes_of
    asked = endpoint.calls
    run(source, target, code=1)
    assert endpoint.calls == asked
    run("--retry-failed", source, target, code=1)
    found = answers(target)
    assert ["brief" in found[number] for number in sorted(found)] == [True, True, True, False]


def test_line_added_is_answered_and_line_changed_is_refused(source, target, endpoint):
    rows = [{"id": n, "text": f"{n}. " + "\n\n".join(ENGLISH)} for n in range(4)]
    write(source, *rows[:2])
    run(source, target)
    write(source, *rows)
    run(source, target)
    assert sorted(answers(target)) == [1, 2, 3, 4]
    written = target.read_bytes()
    write(source, rows[0], rows[2], rows[1], rows[3])
    assert "line 2 was changed" in run(source, target, code=2)
    assert target.read_bytes() == written
    run("--restart", source, target)
    assert [answers(target)[number]["id"] for number in (1, 2, 3, 4)] == [0, 2, 1, 3]


def test_second_run_of_the_same_output_is_refused(source, target, endpoint):
    write(source, {"text": "\n\n".join(ENGLISH)})
    with closing(Output.open(target)):
        assert "another run writes" in run(source, target, code=2)
    run(source, target)


def test_workers_answer_where_there_is_a_queue(source, target, redis_url, monkeypatch):
    """A real worker behind a real Redis, in which nothing is left of the archive in the end."""
    write(
        source, *({"id": n, "text": f"Article {n}. " + "\n\n".join(ENGLISH)} for n in range(1, 21)), {"text": "short"}
    )
    monkeypatch.setenv("QUEUE_URL", redis_url)
    settings = {"PATH": os.environ["PATH"], "LOG_LEVEL": "ERROR", "QUEUE_URL": redis_url, "WORKER_THREADS": "4"}
    worker = subprocess.Popen([sys.executable, "-m", "service.worker"], cwd=ROOT, env=settings)
    try:
        run(source, target, code=1)
    finally:
        worker.kill()
        worker.wait()
    found = answers(target)
    assert sorted(found) == list(range(1, 22))
    assert all(found[n]["id"] == n and found[n]["brief"]["label"] for n in range(1, 21))
    assert found[21]["error"]["detail"].startswith("line 21: ")
    assert keys_of_jobs(redis_url) == []


def keys_of_jobs(redis_url):
    with Redis.from_url(redis_url) as redis:
        return redis.keys("core-insights:jobs:*{*")


def test_what_is_no_batch_is_told(source, target, tmp_path, monkeypatch):
    assert "Usage:" in run(source, target, code=2)
    write(source, {"text": "x"})
    assert "same file" in run(source, source, code=2)
    assert "No such file" in run(source, tmp_path / "none" / "out", code=2)
    target.write_text("my novel", encoding="utf-8")
    assert "is no answer of a batch" in run("--restart", source, target, code=2)
    os.mkfifo(tmp_path / "pipe")
    assert "must be a file" in run(tmp_path / "pipe", target, code=2)
    monkeypatch.setenv("LLM", "gpt")
    assert "LLM" in run(source, target, code=2)
    assert (target.read_text(encoding="utf-8"), len(source.read_bytes())) == ("my novel", 13)
