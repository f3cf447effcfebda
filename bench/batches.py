"""Brief an archive with `core-insights batch` and the extractive engine, killed and gone on with three times.

Usage: python -m bench.batches [LINES], by default 100,000 generated articles of about 1.4 kB, every other one Chinese;
it takes about 700 MB in the folder for temporary files. Each time only the command itself is killed (kill -9 at a
random moment, as an operator's out-of-memory killer would), and what it started must end by itself. Prints, for each
run, seconds and lines a second, the peak memory of the command and of the processes that compute, and the same of the
last run by its quarters; then reads the output: each line answered once, whole, by the brief of its own article. Exits
1 where not, where a process was left, or where memory has grown: the last quarter's peak over the first one's by more
than GROWTH.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.load.articles import body

LINES = 100_000
KILLS = 3
KILLED_WITHIN = 0.6  # of all lines, so that the last run is long enough to be measured
PARAGRAPHS = 3  # of the ten that a generated article has
GROWTH = 1.1
ENDS_WITHIN = 10.0  # seconds, for what a killed command leaves behind
ROOT = Path(__file__).parents[1]


@dataclass
class Sample:
    answered: int
    command: int  # bytes of resident memory
    others: int


@dataclass
class Run:
    """One start of the command until its end, with what was seen of it on the way."""

    began_at: int  # lines answered before
    samples: list[Sample] = field(default_factory=list)
    first_answer: float = 0.0  # seconds
    seconds: float = 0.0
    answered: int = 0
    code: int = 0
    left: int = 0  # processes that did not end with it


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    with tempfile.TemporaryDirectory(prefix="batch-") as folder:
        source, target = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        _generate(source, lines)
        print(f"{lines:,} lines, {source.stat().st_size / lines:,.0f} bytes each; {os.cpu_count()} cores", flush=True)
        moments = sorted(random.sample(range(lines // 50, int(lines * KILLED_WITHIN)), KILLS))
        runs = []
        for moment in (*moments, None):
            runs.append(_run(source, target, moment))
            _tell(runs[-1], killed=moment is not None)
        quarters = _quarters(runs[-1])
        wrong = list(_wrong(target, lines))
        size = target.stat().st_size
    seconds = sum(run.seconds for run in runs)
    print(f"in all {seconds:,.0f} s, {lines / seconds:,.1f} lines/s; {size / 1e6:,.0f} MB out")
    print("peak MB by quarter of the last run: " + ", ".join(f"{peak / 1e6:,.0f}" for peak in quarters))
    print("wrong lines: " + (", ".join(wrong[:10]) or "none; each answered once, by its own brief"))
    grown = quarters[-1] > quarters[0] * GROWTH
    sys.exit(bool(wrong or grown or any(run.left for run in runs) or runs[-1].code))


def _generate(source: Path, lines: int) -> None:
    with source.open("w", encoding="utf-8") as file:
        for number in range(1, lines + 1):
            fields = json.loads(body(number, "en" if number % 2 else "zh"))
            text = "\n\n".join(fields["text"].split("\n\n")[:PARAGRAPHS])
            file.write(json.dumps(fields | {"id": f"article-{number}", "text": text}, ensure_ascii=False) + "\n")


def _run(source: Path, target: Path, killed_at: int | None) -> Run:
    """Start the command, kill it once so many lines are answered (None: never), and return what was seen."""
    run = Run(began_at=_answered(target))
    environ = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    command = [sys.executable, "-m", "service", "batch", str(source), str(target)]
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL)
    size, answered, family = 0, 0, {process.pid}
    while process.poll() is None:
        answered += _more(target, size)
        size = target.stat().st_size if target.exists() else 0
        family = _family(process.pid)
        run.samples.append(Sample(answered, _memory(process.pid), sum(_memory(pid) for pid in family - {process.pid})))
        if answered > run.began_at and not run.first_answer:
            run.first_answer = time.monotonic() - started
        if killed_at is not None and answered >= max(killed_at, run.began_at + 1):
            time.sleep(random.uniform(0, 0.5))
            family = _family(process.pid)
            process.send_signal(signal.SIGKILL)
        time.sleep(0.25)
    run.code, run.seconds, run.answered = process.returncode, time.monotonic() - started, _answered(target)
    run.left = _left(family)
    return run


def _tell(run: Run, *, killed: bool) -> None:
    done = run.answered - run.began_at
    print(
        f"{'killed' if killed else 'ended '} at {run.answered:9,} lines: {run.seconds:7,.1f} s, first answer after "
        f"{run.first_answer:4.1f} s, {done / run.seconds:6,.1f} lines/s; peak MB: command "
        f"{max(one.command for one in run.samples) / 1e6:,.0f}, others "
        f"{max(one.others for one in run.samples) / 1e6:,.0f}; processes left: {run.left}",
        flush=True,
    )


def _quarters(run: Run) -> list[int]:
    """Return the peak of all memory in each quarter of the lines of a run."""
    peaks = [0] * 4
    for one in run.samples:
        place = (one.answered - run.began_at) * 4 // max(1, run.answered - run.began_at)
        peaks[min(3, max(0, place))] = max(peaks[min(3, max(0, place))], one.command + one.others)
    return peaks


def _wrong(target: Path, lines: int) -> Iterator[str]:
    seen = bytearray(lines + 1)
    with target.open("rb") as file:
        for line in file:
            try:
                answer = json.loads(line)
                number = answer["line"]
                whole = (
                    line.endswith(b"}\n") and answer["id"] == f"article-{number}" and answer["brief"]["core_insights"]
                )
            except (ValueError, KeyError):
                yield f"unreadable: {line[:60]!r}"
                continue
            if not whole or seen[number]:
                yield f"line {number}"
            seen[number] = 1
    yield from (f"line {number} missing" for number in range(1, lines + 1) if not seen[number])


def _answered(target: Path) -> int:
    return _more(target, 0)


def _more(target: Path, size: int) -> int:
    """Return how many lines end behind the first ``size`` bytes."""
    if not target.exists():
        return 0
    with target.open("rb") as file:
        file.seek(size)
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def _family(pid: int) -> set[int]:
    """Return the process and all that descend from it."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def _memory(pid: int) -> int:
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _left(family: set[int]) -> int:
    """Return how many of the processes are still there when they had time to end."""
    ends = time.monotonic() + ENDS_WITHIN
    while (left := [pid for pid in family if _runs(pid)]) and time.monotonic() < ends:
        time.sleep(0.05)
    return len(left)


def _runs(pid: int) -> bool:
    with suppress(OSError):
        return (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]) != "Z"
    return False


if __name__ == "__main__":
    main()
