"""The folder in which gunicorn's workers keep what they counted: made by deploy/gunicorn.conf.py, before the fork."""

import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import mark_process_dead

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names it, for prometheus-client, too."""

_HERITAGE = 0
"""In the place of a process's id in a file's name: what those that ended left."""

_unburied: set[int] = set()


@contextmanager
def steady(folder: Path) -> Iterator[None]:
    """Have no file taken over during the block."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def bury(pid: int) -> None:
    """Take over what a process counted that has ended, and forget its levels; for gunicorn's main process.

    Else each worker that dies would leave two files that every scrape reads, and memory where they are in it. Where a
    scrape reads them just now, or there is no room to write, the next death takes them over.
    """
    if FOLDER not in os.environ:  # each counts alone
        return
    folder = Path(os.environ[FOLDER])
    mark_process_dead(pid, str(folder))
    _unburied.add(pid)
    with suppress(OSError), (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for dead in tuple(_unburied):
            _inherit(folder, dead)
            _unburied.discard(dead)


def _inherit(folder: Path, pid: int) -> None:
    for kind in ("counter", "histogram"):
        left = folder / f"{kind}_{pid}.db"
        if not left.exists():
            continue
        heritage = MmapedDict(str(folder / f"{kind}_{_HERITAGE}.db"))
        with suppress(struct.error):  # killed before its file had a beginning
            for key, value, _, _ in MmapedDict.read_all_values_from_file(str(left)):
                heritage.write_value(key, heritage.read_value(key)[0] + value, 0.0)
        heritage.close()
        left.unlink()
