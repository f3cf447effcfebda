"""Lines answered in processes of their own: what is pure computing takes as many cores as there are."""

import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue

import structlog

from service.background.batches.answers import Answer, InputLine, failed
from service.domain.errors import ProcessKilled

_log = structlog.get_logger(__name__)
_TRIES = 2  # of a line whose process was killed: it may have been its neighbours' memory, or itself
_spawning = get_context("spawn")  # a fork of a process with threads may hang

Answering = Callable[[InputLine], Answer | None]
Build = Callable[[], Answering]
"""Returns what answers lines; it is called in the new process, and so must be a function of a module."""


class Children:
    """A number of processes; ``answer`` is called by as many threads.

    None outlives this process, however it ends: each reads from a pipe that ends with it. Ctrl-C is this process's
    own affair.
    """

    def __init__(self, build: Build, count: int) -> None:
        self._idle: SimpleQueue[_Child] = SimpleQueue()
        for _ in range(count):
            self._idle.put(_Child(build))

    def answer(self, line: InputLine) -> Answer | None:
        """Return the answer to the line, an error where its process was killed over it twice."""
        child = self._idle.get()
        try:
            return child.answer(line)
        finally:
            self._idle.put(child)


class _Child:
    def __init__(self, build: Build) -> None:
        self._build = build
        self._pipe = _started(build)

    def answer(self, line: InputLine) -> Answer | None:
        for _ in range(_TRIES):
            try:
                self._pipe.send(line)
                answer: Answer | None = self._pipe.recv()
            except (EOFError, OSError):
                _log.warning("process-killed", line=line.number)
                self._pipe.close()
                self._pipe = _started(self._build)
            else:
                return answer
        return failed(line, ProcessKilled("the process that worked on it was killed"))


def _started(build: Build) -> "Connection[InputLine, Answer | None]":
    ours, theirs = _spawning.Pipe()
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # the new process inherits it
    try:
        _spawning.Process(target=_serve, args=(theirs, build), daemon=True, name="batch").start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    theirs.close()
    return ours


def _serve(pipe: "Connection[Answer | None, InputLine]", build: Build) -> None:
    answer = build()
    try:
        while True:
            pipe.send(answer(pipe.recv()))
    except (EOFError, OSError):
        return  # the parent is gone
