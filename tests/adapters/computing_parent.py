"""A process that has another compute for it: ``computing_parent SCENARIO`` prints what came of it, as JSON."""

import json
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

from service.adapters import computing_process
from service.adapters.computing_process import ComputingProcess
from service.adapters.glossary_file import load_glossary
from service.domain.errors import ArticleTooShort, ProcessKilled
from service.domain.glossary import Glossary, Term
from service.domain.raising import raised_at
from service.ports.computing import ComputerLost, compute, compute_by, seconds_elsewhere

GLOSSARY = load_glossary()
LOST: list[str] = []


class Unsendable(Exception):
    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()


def busy(seconds: float) -> int:
    ends = time.thread_time() + seconds
    while time.thread_time() < ends:
        pass
    return os.getpid()


def raise_own(pointer: str) -> None:
    raise ArticleTooShort("too short", pointer=pointer)


def raise_unsendable() -> None:
    raise Unsendable


class OneWay(Exception):
    def __init__(self, first: str, second: str) -> None:
        super().__init__(first + second)


def raise_one_way() -> None:
    raise OneWay("a", "b")


def descriptors() -> list[str]:
    links = (Path(f"/proc/self/fd/{number}") for number in range(3, 1_000))
    return [str(link.readlink()) for link in links if link.is_symlink()]


def same(glossary: Glossary) -> bool:
    return glossary is GLOSSARY


def named(name: str, seconds: float) -> str:
    time.sleep(seconds)
    return name


def of(number: int) -> tuple[int, str]:
    time.sleep(0.001 * (number % 3))
    return number, "x" * (number % 7) * 50_000


def sound() -> object:
    """All there is to it while nothing fails."""
    here = os.getpid()
    ours = compute(busy, 0.05)
    spent = seconds_elsewhere()
    return {"elsewhere": ours != here, "one process": compute(busy, 0.0) == ours, "spent": spent}


def many_threads() -> object:
    """Each thread has its own answer, however many ask at once and however long the answers are."""
    got: dict[int, tuple[int, str]] = {}

    def ask(first: int) -> None:
        for number in range(first, first + 20):
            got[number] = compute(of, number)

    threads = [threading.Thread(target=ask, args=(20 * n,)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"right": all(got[n] == (n, "x" * (n % 7) * 50_000) for n in range(800)), "elsewhere": seconds_elsewhere()}


def errors() -> object:
    told = {}
    try:
        compute(raise_own, "/text")
    except ArticleTooShort as error:
        told["own"] = [str(error), error.pointer, Path(raised_at(error).rpartition(":")[0]).name]
    for raising in (raise_unsendable, raise_one_way):
        try:
            compute(raising)
        except RuntimeError as error:
            told[raising.__name__] = [str(error), Path(raised_at(error).rpartition(":")[0]).name]
    return told | {"goes on": compute(busy, 0.0) > 0}


def killed() -> object:
    """What is under way when it is killed is computed here; so is all that follows."""
    time.sleep(1.1)  # it is not stillborn
    under_way: list[int] = []
    threads = [threading.Thread(target=lambda: under_way.append(compute(busy, 0.2))) for _ in range(5)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    os.kill(PROCESS.pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    try:
        PROCESS.compute(busy, 0.0)
    except ComputerLost:
        LOST.append("raised")
    return {"here": {*under_way, compute(busy, 0.0)} == {os.getpid()}, "lost": LOST}


def endless() -> object:
    computing_process._LONGEST_SECONDS = 0.3
    try:
        compute(busy, 60.0)
    except ProcessKilled:
        return {"raised": True, "then": compute(busy, 0.0) == os.getpid()}
    return {}


def late() -> object:
    """What comes after it was given up is nobody's: the next in line has its own."""
    computing_process._LONGEST_SECONDS = 0.2
    kill = os.kill

    def late_kill(pid: int, number: int) -> None:
        time.sleep(0.3)  # the answer comes first
        kill(pid, number)

    os.kill = late_kill
    return asked({"first": 0.3, "second": 0.0, "third": 0.0})


def cut() -> object:
    """An answer that was not read whole is not read on by the next."""
    receive = PROCESS._pipe.recv_bytes

    def fail() -> bytes:
        PROCESS._pipe.recv_bytes = receive  # type: ignore[method-assign]
        os.read(PROCESS._pipe.fileno(), 2)
        raise MemoryError

    PROCESS._pipe.recv_bytes = fail  # type: ignore[method-assign,assignment]
    return asked({"first": 0.2, "second": 0.2, "third": 0.2})


def asked(seconds: dict[str, float]) -> dict[str, str]:
    """Return what each got who asked, one after the other; each is answered with its own name."""
    got: dict[str, str] = {}

    def ask(name: str) -> None:
        try:
            got[name] = compute(named, name, seconds[name])
        except (ProcessKilled, MemoryError) as error:
            got[name] = type(error).__name__

    threads = [threading.Thread(target=ask, args=(name,)) for name in seconds]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    for thread in threads:
        thread.join()
    return got


def stopped() -> object:
    """More than the pipe holds is sent to a process that does not read."""
    os.kill(PROCESS.pid, signal.SIGSTOP)
    return {"here": compute(len, "x" * 2_000_000) == 2_000_000, "then": compute(os.getpid) == os.getpid()}


def told_to_stop() -> object:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1):
        os.kill(PROCESS.pid, number)
    return {"goes on": compute(busy, 0.0) == PROCESS.pid}


def glossaries() -> object:
    again, other = Glossary.of(*GLOSSARY.terms.values()), Glossary.of(Term("星河智能", "Xinghe AI"))
    return {"ours": compute(same, GLOSSARY), "read again": compute(same, again), "other": compute(same, other)}


def files() -> object:
    return [link.partition(":")[0] for link in compute(descriptors)]


def orphan() -> object:
    """Tell which process computes, and be killed while it does."""
    threading.Thread(target=compute, args=(busy, 0.5), daemon=True).start()
    time.sleep(0.1)
    print(json.dumps(PROCESS.pid), flush=True)  # noqa: T201  what the test reads
    os.kill(os.getpid(), signal.SIGKILL)
    return None


if __name__ == "__main__":
    if sys.argv[1] == "stopped":
        computing_process._LONGEST_SECONDS = 1.0
    port = socket.create_server(("127.0.0.1", 0))
    signal.signal(signal.SIGUSR1, lambda *_: sys.exit(9))
    PROCESS = ComputingProcess((GLOSSARY,), lambda: LOST.append("told"), lambda: None)
    compute_by(PROCESS)
    print(json.dumps(globals()[sys.argv[1]]()), flush=True)  # noqa: T201  what the test reads
