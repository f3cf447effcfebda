"""The processes that a process has started, as the kernel shows them."""

from contextlib import suppress
from pathlib import Path


def children_of(process: int) -> tuple[int, ...]:
    """Return the ids of what its first thread has started, () where it has ended."""
    with suppress(OSError):
        return tuple(int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split())
    return ()
