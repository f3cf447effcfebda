"""Driving load from a process of its own: the driver, or ``wrk`` where the machine has it."""

import json
import math
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).parents[2]
WRK = shutil.which("wrk")


class Driven(TypedDict):
    """What came of a run; ``ms`` has p50, p90, p99 and max."""

    requests_per_second: float
    answered: int
    total: int
    errors: int
    problems: dict[str, int]
    ms: dict[str, float]


def driven(url: str, core: int | None = None, **options: object) -> Driven:
    """Run the driver with these options, e.g. ``warm_up=2`` for ``--warm-up 2``."""
    words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    return _run(["-m", "bench.load.driver", "--url", url, *words], sys.executable, core)


def repeated(url: str, body: bytes, *, connections: int, seconds: float, core: int) -> Driven:
    """Post the same body again and again: with wrk, else with the driver."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        if not WRK:
            return driven(url, core, connections=connections, seconds=seconds, warm_up=0.5, file=file.name)
        script = str(Path(__file__).with_name("post.lua"))
        words = ["-t1", f"-c{connections}", f"-d{math.ceil(seconds)}s", "-s", script, url, "--", file.name]
        return _run(words, WRK, core)


def _run(words: list[str], program: str, core: int | None) -> Driven:
    pinned = ["taskset", "-c", str(core)] if core is not None else []
    done = subprocess.run([*pinned, program, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.returncode, done.stderr, done.stdout[-300:])
    told: Driven = json.loads(done.stdout.strip().splitlines()[-1])
    return told
