"""What processes count is told as one sum, in Prometheus' text format, whatever becomes of the processes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from service.adapters.prometheus import BUCKETS, PrometheusRecorder
from service.ports import recording
from service.ports.metrics import BUILD_INFO, CALLS_IN_FLIGHT, JOBS_ACCEPTED, REQUEST_SECONDS, REQUESTS
from service.ports.recording import Reading
from tests.metrics import values

ROOT = Path(__file__).parents[2]


@pytest.fixture
def recorder():
    recorder = PrometheusRecorder(lambda: [Reading(BUILD_INFO, 1, ("0.1", "3.11"))])
    recording.install(recorder)
    yield recorder
    recording.install(None)


def test_counts_are_told(recorder):
    recording.count(REQUESTS, "/summarize", "POST", "200")
    recording.count(REQUESTS, "/summarize", "POST", "200", by=2)
    recording.count(JOBS_ACCEPTED)
    told = values(recording.text())
    assert told["requests_total", "POST", "/summarize", "200"] == 3
    assert told["jobs_accepted_total",] == 1


def test_level_is_up_during_the_block(recorder):
    def failing():
        with recording.during(CALLS_IN_FLIGHT, "fake/model"):
            assert values(recording.text())["model_calls_in_flight", "fake/model"] == 1
            raise KeyError

    with pytest.raises(KeyError):
        failing()
    assert values(recording.text())["model_calls_in_flight", "fake/model"] == 0


def test_durations_are_told_by_bucket(recorder):
    """The same as prometheus-client's own way of taking one after the other."""
    seconds = [0, 0.001, 0.0011, 0.3, 500, *BUCKETS]
    recording.observe(REQUEST_SECONDS, "/many", seconds=seconds)
    for one in seconds:
        recorder._child(REQUEST_SECONDS, ("/single",)).observe(one)
    told = values(recording.text())
    many, single = ({name: value for name, value in told.items() if route in name} for route in ("/many", "/single"))
    assert list(many.values()) == list(single.values())
    assert told["request_duration_seconds_count", "/many"] == len(seconds)
    assert len(many) == len(BUCKETS) + 3


def test_what_is_asked_is_told_at_each_scrape(recorder):
    assert values(recording.text())["build_info", "3.11", "0.1"] == 1


def test_without_a_recorder_nothing_is_counted():
    recording.count(JOBS_ACCEPTED)
    recording.observe(REQUEST_SECONDS, "/", seconds=[1])
    assert recording.text() == b""


COUNTING = """
import sys
from service.adapters.prometheus import PrometheusRecorder
from service.ports import recording
from service.ports.metrics import BREAKERS_OPEN, JOBS_ACCEPTED, REQUEST_SECONDS
recording.install(PrometheusRecorder())
recording.count(JOBS_ACCEPTED, by=5)
recording.count(BREAKERS_OPEN, "redis")
recording.observe(REQUEST_SECONDS, "/", seconds=[0.2] * 5)
print("counted", flush=True)
sys.stdin.read()
"""
TELLING = """
import sys
from service.adapters.prometheus import PrometheusRecorder
sys.stdout.buffer.write(PrometheusRecorder().text())
"""
BURYING = "import sys; from service.adapters.metric_files import bury; [bury(int(pid)) for pid in sys.argv[1:]]"


class Processes:
    """Python programs that share a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.environ = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}

    def counting(self):
        process = subprocess.Popen(
            [sys.executable, "-c", COUNTING], cwd=ROOT, env=self.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdout.readline() == b"counted\n"
        return process

    def told(self):
        return values(self.run(TELLING))

    def run(self, program, *arguments):
        command = [sys.executable, "-c", program, *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, env=self.environ, check=True, capture_output=True).stdout


def test_counts_survive_those_who_counted_and_levels_do_not(tmp_path):
    """And what a killed process counted stands in one file with that of all others, however many die."""
    processes = Processes(tmp_path)
    counting = [processes.counting() for _ in range(2)]
    try:
        assert processes.told()["breakers_open", "redis"] == 2
        (tmp_path / "counter_999999.db").touch()  # killed before its file had a beginning
        for process in counting:
            process.send_signal(signal.SIGKILL)
            process.wait()
        processes.run(BURYING, *(process.pid for process in counting), 999_999)
        told = processes.told()
    finally:
        for process in counting:
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()
    assert told["jobs_accepted_total",] == 10
    assert told["request_duration_seconds_count", "/"] == 10
    assert told["request_duration_seconds_sum", "/"] == pytest.approx(2)
    assert ("breakers_open", "redis") not in told
    assert {file.name for file in tmp_path.glob("*.db") if file.name.endswith("_0.db")} == {
        "counter_0.db",
        "histogram_0.db",
    }
    assert not [file for file in tmp_path.iterdir() if str(counting[0].pid) in file.name]


WITHOUT_ROOM = """
import os, resource
from service.adapters.metric_files import bury
from service.adapters.prometheus import recorder
from service.ports import recording
from service.ports.metrics import JOBS_ACCEPTED
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
recording.install(recorder())
recording.count(JOBS_ACCEPTED, by=5)
assert b"jobs_accepted_total 5.0" in recording.text()
os.environ["PROMETHEUS_MULTIPROC_DIR"] = os.environ["KEPT"]
bury(1)
"""


def test_full_disk_leaves_a_process_to_count_alone(tmp_path):
    (tmp_path / "counter_1.db").write_bytes(b"\0" * 64)
    environ = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "KEPT": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_ROOM], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.count("metrics-not-shared") == 1
