"""What the figures were measured on, as far as code can tell."""

import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.load.driving import WRK
from tests.redis_server import program


def machine() -> dict[str, str]:
    """Return the machine and its programs, by name."""
    memory = int(re.findall(r"MemTotal: +(\d+)", Path("/proc/meminfo").read_text())[0])
    return {
        "cores": str(len(os.sched_getaffinity(0))),
        "CPU": re.findall(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())[0],
        "memory": f"{memory / 1024**2:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "gunicorn": version("gunicorn"),
        "Redis": re.findall(r"v=([\d.]+)", _output([program(), "--version"]))[0] + f" ({Path(program()).name})",
        "driver of hits": "wrk" if WRK else "bench.load.driver",
    }


def run() -> dict[str, str]:
    """Return when a scenario begins, with which code, and what else the machine does (load average of a minute)."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": _output(["git", "describe", "--always", "--dirty", "--exclude", "*"]),
        "load average": f"{os.getloadavg()[0]:.1f}",
    }


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
