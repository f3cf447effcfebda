"""Harm the service in a different way every five seconds, under load, and check what its callers saw.

    make chaos MINUTES=60        python -m bench.chaos --minutes 60 --seed 8 --report bench/CHAOS.md

Real gunicorn with two processes, two job workers, a Redis for the cache and one for jobs, each behind a TCP proxy, two
model endpoints, and nginx in front where it is installed. Then everything is healed, the jobs may end, and the history
is checked: exits 1 where anything is broken. The same seed draws the same faults at the same times. ``--check FILE``
checks a history again.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.chaos.checking import check
from bench.chaos.history import History, Recorder
from bench.chaos.report import lines, page
from bench.chaos.run import Load, Run
from bench.chaos.system import System


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--callers", type=int, default=27, help="at a time, a third of whom send jobs (27)")
    parser.add_argument("--report", type=Path, help="write the report there, as Markdown")
    parser.add_argument("--folder", type=Path, help="keep the history and the logs there")
    parser.add_argument("--check", type=Path, help="run nothing: check this history")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chaos-")))
        history = History.read(options.check) if options.check else _run(options, folder)
        verdicts = check(history)
    print("\n".join(lines(history, verdicts)))
    if options.report:
        options.report.write_text(page(history, verdicts, options), encoding="utf-8")
    sys.exit(any(verdict.broken for verdict in verdicts))


def _run(options: argparse.Namespace, folder: Path) -> History:
    logs = folder / "logs"
    logs.mkdir(parents=True)
    recorder = Recorder(folder / "history.jsonl")
    with ExitStack() as stack:
        system = System(stack, recorder, logs, options.seed)
        load = Load(options.seed, 60 * options.minutes, options.callers * 2 // 3, options.callers // 3)
        run = Run(system, recorder, load)
        asyncio.run(run.go())
        run.look_at_what_is_kept()
    run.look_at_logs()
    recorder.close()
    return History.read(folder / "history.jsonl")


if __name__ == "__main__":
    main()
