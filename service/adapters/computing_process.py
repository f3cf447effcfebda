"""A process that computes for this one, so that who computes never has what everybody else here waits for."""

import contextlib
import copyreg
import os
import pickle
import signal
import socket
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import NoReturn, TypeVar, TypeVarTuple

import structlog

from service.domain.errors import ProcessKilled
from service.domain.glossary import Glossary
from service.domain.raising import keep_place
from service.ports.computing import ComputerLost

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")
_NICER = 5  # who computes lets those through who accept, refuse, or answer what is kept
_LONGEST_SECONDS = 60.0  # thirty times what the costliest article takes that is let in, on a slow machine
_STILLBORN_SECONDS = 1.0
_STANDARD_FILES = 3
_log = structlog.get_logger(__name__)


class ComputingProcess:
    """A fork of this process that computes one thing after the other; it ends with this one, however that ends.

    To be started while this process has no threads that matter to it. ``glossaries`` are those that both have in
    memory from before: a quarter of a megabyte that need not be sent. ``warm_up`` is called there first; ``lost`` once,
    by the thread that finds the process gone. Raise OSError where no process can be had.
    """

    def __init__(self, glossaries: Sequence[Glossary], lost: Callable[[], None], warm_up: Callable[[], object]) -> None:
        self._lost = lost
        self._asking = Lock()
        self._last = Lock()  # free once the latest of those who asked has its answer
        self._unread = self._gone = False
        self._began = time.monotonic()
        _SHARED[:] = glossaries
        self._pipe, theirs = Pipe()
        _bound(self._pipe.fileno())
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            self.pid = os.fork()
            if not self.pid:
                _serve(theirs, warm_up)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        theirs.close()

    def compute(self, function: Callable[[*_Ts], _T], *args: *_Ts) -> tuple[_T, float]:
        """Return what the function makes of the arguments, and the seconds of CPU that it took.

        Raise what the function raises, ProcessKilled where it takes a minute, or ComputerLost.
        """
        asked = _pickled((function, args))
        try:
            answer = self._answer(asked)
        except ProcessKilled:
            self._tell()
            raise
        except (EOFError, OSError) as error:
            self._tell()
            raise ComputerLost from error
        result: _T
        raised, result, seconds = pickle.loads(answer)  # noqa: S301  from our own fork
        if raised is not None:
            raise raised
        return result, seconds

    def _answer(self, asked: bytes) -> bytes:
        """Return the answer: they come in the order of what was asked, so the next is read once this one is."""
        mine = Lock()
        mine.acquire()
        with self._asking:
            with self._whole_or_killed():
                self._pipe.send_bytes(asked)
            before, self._last = self._last, mine
        try:
            with before:
                return self._next()
        finally:
            mine.release()

    def _next(self) -> bytes:
        """Return the next answer; nobody reads on behind one that was not read whole, for it would not be its own."""
        if self._unread:
            raise EOFError
        self._unread = True
        with self._whole_or_killed():
            if not self._pipe.poll(_LONGEST_SECONDS):
                raise ProcessKilled("it took too long to compute")
            answer = self._pipe.recv_bytes()
        self._unread = False
        return answer

    @contextlib.contextmanager
    def _whole_or_killed(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            os.kill(self.pid, signal.SIGKILL)  # nobody waits for it, so its number is nobody else's
            raise

    def _tell(self) -> None:
        """Tell once; the pipe stays open, or whoever still waits at it might read what is somebody else's."""
        with self._asking:
            gone, self._gone = self._gone, True
        if not gone:
            _log.warning("computing-process-lost", process=self.pid)
            if time.monotonic() - self._began > _STILLBORN_SECONDS:  # else the next one would not live either
                self._lost()


def _bound(pipe: int) -> None:
    """Have no write and no read take for ever, should the other side be stopped in the middle of it."""
    end = socket.socket(fileno=pipe)
    for option in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
        end.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", int(_LONGEST_SECONDS), 0))
    end.detach()


_SHARED: list[Glossary] = []  # what both processes have in memory, in the same order


def _shared(place: int) -> Glossary:
    return _SHARED[place]


def _reduced(glossary: Glossary) -> str | tuple[object, ...]:
    for place, one in enumerate(_SHARED):
        if one.digest == glossary.digest:
            return _shared, (place,)
    return glossary.__reduce_ex__(pickle.HIGHEST_PROTOCOL)


copyreg.pickle(Glossary, _reduced)  # type: ignore[arg-type]  # typeshed wants the tuple's form


def _pickled(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _serve(pipe: "Connection[bytes, bytes]", warm_up: Callable[[], object]) -> NoReturn:
    """Be the process that computes, until nobody holds the other end of the pipe."""
    try:
        _leave_to_the_parent(pipe.fileno())
        with contextlib.suppress(Exception):  # without it the first who asks waits a little longer
            warm_up()
        while True:
            asked = pipe.recv_bytes()
            signal.alarm(2 * int(_LONGEST_SECONDS))  # its end, where nobody is left to end it
            pipe.send_bytes(_answered(asked))
            signal.alarm(0)
    except (EOFError, OSError):
        os._exit(0)
    finally:
        os._exit(1)  # whatever happens, this is never the process that it was made of


def _leave_to_the_parent(pipe: int) -> None:
    """Have no connection, no port and no signal of the parent's: those who stop it want it to answer first."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)) or number in {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}:
            signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    for file in _open_files():
        if file >= _STANDARD_FILES and file != pipe:
            with contextlib.suppress(OSError):  # that of the list
                os.close(file)
    with contextlib.suppress(OSError, AttributeError):  # a sandbox forbids it, or another system has no such thing
        os.nice(_NICER)
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))  # asked, it takes the core from nobody who asks


def _open_files() -> Sequence[int]:
    """Return them; ``closerange`` may try a billion, on old kernels."""
    try:
        return [int(link.name) for link in Path("/dev/fd").iterdir()]
    except OSError:
        return range(65_536)  # as many as deploy/gunicorn.conf.py asks for


def _answered(asked: bytes) -> bytes:
    began = time.thread_time()
    raised: BaseException | None = None
    result: object = None
    try:
        function, args = pickle.loads(asked)  # noqa: S301  from the process that we are a fork of
        result = function(*args)
    except BaseException as error:  # noqa: BLE001  it is the parent's to tell
        keep_place(error)
        raised = error
    seconds = time.thread_time() - began
    try:
        answer = _pickled((raised, result, seconds))
        if raised is not None:
            pickle.loads(answer)  # noqa: S301  some can only be sent
    except Exception:  # noqa: BLE001  an error of somebody's
        cannot = RuntimeError(f"{type(result if raised is None else raised).__name__} cannot be sent")
        vars(cannot).update({} if raised is None else keep_place(raised))
        return _pickled((cannot, None, seconds))
    return answer
