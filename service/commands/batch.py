"""The command that briefs an archive."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from typing import BinaryIO

import click

from service.background.batches import (
    Answer,
    BatchError,
    Briefer,
    Children,
    Crew,
    InputLine,
    Output,
    Threads,
    Workers,
    input_lines,
)
from service.background.briefing import Briefing
from service.bootstrap import (
    build_article_reader,
    build_order_reader,
    build_summarizer,
    configure_logging,
    warm_up,
)
from service.commands.batch_progress import Progress
from service.commands.group import ReadSettings
from service.domain.errors import CoreInsightsError, SettingsError
from service.domain.orders import Freshness
from service.settings import Settings

_SOME_FAILED = 1
_NOT_DONE = 2  # as click's own usage errors
_INTERRUPTED = 130  # as a shell tells of Ctrl-C


class _Refused(click.ClickException):
    exit_code = _NOT_DONE


@click.command()
@click.argument("source", metavar="IN.jsonl", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", metavar="OUT.jsonl", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--retry-failed", "anew", flag_value="failed", help="Ask again for the lines that got an error.")
@click.option("--restart", "anew", flag_value="all", help="Forget what OUT.jsonl holds and begin anew.")
@click.option(
    "--processes",
    type=click.IntRange(1, 1_000),
    default=os.cpu_count() or 1,
    help="Processes that compute where there is no model; default: as many as there are cores.",
)
@click.pass_obj
def batch(read_settings: ReadSettings, /, source: Path, target: Path, anew: str | None, processes: int) -> None:
    """Brief an archive: each line of IN.jsonl is answered by one line of OUT.jsonl.

    A line in holds what POST /summarize takes, {"text" or "paragraphs", "title", "source", "published_at", "url",
    "language", "backend"}, and perhaps an "id"; other fields are ignored, null counts as missing. The line out is
    {"line", "digest", "id", "brief"} or {"line", "digest", "id", "error": {"code", "detail", "retryable"}}, in the
    order in which they are done. With QUEUE_URL the workers do it, else this command itself, WORKER_THREADS articles
    at a time, where the model takes so many calls (NAME_CONCURRENCY).

    Broken off, however it was, the same command goes on where it was; IN.jsonl may have got more lines meanwhile, but
    no other ones. Exits 0 where every line has a brief, 1 where some have errors, 2 where it could not go on, 130
    after Ctrl-C.
    """
    try:
        settings = read_settings()
        configure_logging(settings)
        _check(source, target)
        with source.open("rb") as lines, closing(Output.open(target, restart=anew == "all")) as output:
            if anew == "failed":
                output.drop_failed()
            sys.exit(_run(lines, output, partial(_crew, settings, processes)))
    except KeyboardInterrupt:
        os._exit(_INTERRUPTED)  # no thread or process that works on a line is waited for
    except SettingsError as error:
        raise _Refused("\n".join(error.mistakes)) from error
    except CoreInsightsError as error:  # of the queue
        raise _Refused(f"{error} ({error.code}): the same command goes on from here") from error
    except BatchError as error:
        raise _Refused(str(error)) from error
    except OSError as error:
        raise _Refused(f"{error.filename or target}: {error.strerror}") from error


def _check(source: Path, target: Path) -> None:
    if not source.is_file():
        raise BatchError("IN.jsonl must be a file: it is read again where a run was broken off")
    if target.exists() and source.samefile(target):
        raise BatchError("IN.jsonl and OUT.jsonl are the same file")


def _run(source: BinaryIO, output: Output, crew: Callable[[Event], Crew]) -> int:
    """Answer what is not answered yet and return the exit code."""
    size = os.fstat(source.fileno()).st_size - output.compare(input_lines(source))
    source.seek(0)
    left = (line for line in input_lines(source) if output.lacks(line))
    with _interruptible() as stop, Progress(output, size) as progress, closing(crew(stop).answers(left, stop)) as told:
        for answer in told:
            if answer:
                output.add(answer)
            progress.tell(answer)
    progress.sum_up(stopped=stop.is_set())
    if stop.is_set():
        return _INTERRUPTED
    return _SOME_FAILED if output.failed else 0


@contextmanager
def _interruptible() -> Iterator[Event]:
    """Yield what is set by Ctrl-C or TERM, for the lines under way to be the last; the second one leaves at once."""
    stop = Event()

    def interrupted(*_: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        os.write(2, b"\nfinishing the lines under way; Ctrl-C again leaves them\n")  # a handler must not touch buffers

    before = {number: signal.signal(number, interrupted) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _crew(settings: Settings, processes: int, stop: Event) -> Crew:
    """Return who answers: the workers, or as many threads as one of these has, or a thread for each process."""
    if settings.queue_url:
        from service.bootstrap.jobs import build_jobs  # noqa: PLC0415  Celery takes 0.4 s to import

        return Workers(build_jobs(settings))
    if settings.backends:
        warm_up(build_article_reader(settings), settings)  # or each thread would load the vocabulary by itself, 60 MB
        calls = max(config.concurrency for config in settings.backends)
        return Threads(_briefer(settings, stop).answer, min(calls, settings.worker_threads))
    return Threads(Children(partial(_answering, settings), processes).answer, processes)


def _answering(settings: Settings) -> Callable[[InputLine], Answer | None]:
    configure_logging(settings)
    return _briefer(settings, Event()).answer


def _briefer(settings: Settings, stop: Event) -> Briefer:
    # Without Redis nobody could read what is kept, and what is similar would depend on who was first.
    freshness = Freshness.ANY if settings.redis_url else Freshness.UNSTORED
    briefing = Briefing(build_summarizer(settings), build_order_reader(settings), stop.wait)
    return Briefer(briefing, freshness, stop)
