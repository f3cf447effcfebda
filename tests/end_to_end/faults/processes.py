"""The processes of a service, as the kernel shows them."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tests.children import children_of


def processes_of(address: str) -> Iterator[int]:
    """Yield the ids of the processes that serve there, the parent of them first."""
    setting = f"PORT={address.rpartition(':')[2]}"
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda folder: int(folder.name)):
        with suppress(OSError):
            if setting in (folder / "environ").read_text().split("\0"):
                yield int(folder.name)


def workers_of(address: str) -> tuple[int, ...]:
    """Return the ids of those that answer."""
    return children_of(next(processes_of(address)))


def computing_for(worker: int) -> int:
    """Return the id of the process that computes for a worker, 0 where there is none."""
    return next(iter(children_of(worker)), 0)


def worker_connected_to(address: str, port: int) -> int:
    """Return one that is connected to that port, as a client."""
    return next(process for process in workers_of(address) if connections(process, port))


def connections(process: int, port: int) -> int:
    """Return how many connections to that port a process has, as a client."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {f"socket:[{row[9]}]" for row in rows if row[2].endswith(f":{port:04X}") and row[3] == "01"}
    found = 0
    for link in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):
            found += str(link.readlink()) in sockets
    return found


def counts(process: int) -> tuple[int, int]:
    """Return how many threads and descriptors it has."""
    folder = Path(f"/proc/{process}")
    return len(list((folder / "task").iterdir())), len(list((folder / "fd").iterdir()))
