"""How long ``core-insights serve`` takes from its start until /readyz says 200, and the CPU of all its processes.

    python -m bench.start               least of 5, with and without a model configured

Two workers and a Redis run on this machine. A loop of ten million additions is timed beside each start, for a machine
that its host slows: it takes 0.28 s where nothing does.
"""

import argparse
import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.redis_server import RedisServer, free_port

MODEL = {"LLM": "custom/stub", "LLM_BASE_URL": "http://127.0.0.1:9/v1", "LLM_API_KEY": "unused"}
FREE = 0.28  # seconds of the loop on the machine of the figures while it is free
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    redis = RedisServer()
    redis.start()
    try:
        for name, settings in (("no model", {}), ("a model", MODEL)):
            starts = [(*started({"REDIS_URL": redis.url} | settings), loop()) for _ in range(runs)]
            seconds, cpu, slow = (min(column) for column in zip(*starts, strict=True))
            print(
                f"{name}: ready after {seconds:.2f} s with {cpu:.2f} s of CPU (least of {runs}; the loop took"
                f" {slow:.2f} s, at {FREE} s that would be {seconds * FREE / slow:.2f} s)"
            )
    finally:
        redis.close()


def started(settings: dict[str, str]) -> tuple[float, float]:
    """Return the seconds until a new service was ready, and the seconds of CPU that it used."""
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("core-insights")), "serve"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd()), "PORT": str(port)} | settings,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not ready(port):
            if process.poll() is not None:
                sys.exit(f"it ended with {process.returncode}")
            time.sleep(0.01)
        return time.perf_counter() - began, cpu_of(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def ready(port: int) -> bool:
    """Whether the service answers, and says that it is ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def cpu_of(session: int) -> float:
    """Return the seconds of CPU that a session's processes have used."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if int(fields[3]) == session:
            ticks += sum(map(int, fields[11:15]))  # its own, and of those that it waited for
    return ticks / TICKS


def loop() -> float:
    """Return the seconds of CPU that ten million additions take just now."""
    began, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - began


if __name__ == "__main__":
    main()
