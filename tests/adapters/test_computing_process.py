"""A process that computes for another one: the same answers and errors, and nothing is lost with it."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.end_to_end.stream_caller import wait_until


def told(scenario: str) -> object:
    """Return what came of the scenario, in a process that may fork: this one has threads of other tests."""
    command = [sys.executable, "-m", "tests.adapters.computing_parent", scenario]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=60, check=False)
    return json.loads(done.stdout.splitlines()[-1])  # after the log


def test_another_process_computes_and_its_seconds_are_known() -> None:
    answer = told("sound")
    assert isinstance(answer, dict)
    assert answer["elsewhere"]
    assert answer["one process"]
    assert 0.05 <= answer["spent"] < 5


def test_each_thread_has_its_own_answer() -> None:
    assert told("many_threads") == {"right": True, "elsewhere": 0.0}  # of the thread that waited for the others


def test_errors_are_raised_as_they_are_with_their_place() -> None:
    place = "computing_parent.py"
    assert told("errors") == {
        "own": ["too short", "/text", place],
        "raise_unsendable": ["Unsendable cannot be sent", place],
        "raise_one_way": ["OneWay cannot be sent", place],
        "goes on": True,
    }


def test_what_a_killed_process_did_is_computed_here_and_told_once() -> None:
    assert told("killed") == {"here": True, "lost": ["told", "raised"]}


def test_what_has_no_end_is_ended() -> None:
    assert told("endless") == {"raised": True, "then": True}


def test_what_was_given_up_is_nobody_elses() -> None:
    assert told("late") == {"first": "ProcessKilled", "second": "second", "third": "third"}


def test_what_was_not_read_whole_is_nobody_elses() -> None:
    assert told("cut") == {"first": "MemoryError", "second": "second", "third": "third"}


def test_who_does_not_read_is_not_waited_for() -> None:
    assert told("stopped") == {"here": True, "then": True}


def test_it_ends_with_its_parent_and_not_before() -> None:
    assert told("told_to_stop") == {"goes on": True}


def test_glossary_that_both_have_is_not_sent() -> None:
    assert told("glossaries") == {"ours": True, "read again": True, "other": False}


def test_it_keeps_none_of_the_files_and_ports_of_its_parent() -> None:
    assert told("files") == ["socket"]


def test_it_does_not_outlive_a_killed_parent() -> None:
    pid = told("orphan")

    def gone() -> bool:
        with suppress(OSError):
            return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return True

    wait_until(gone, 20)
