"""Whether this instance is about to stop."""

import mmap


class Drain:
    """A flag that the processes of a server share: its master raises it, the workers forked from it see that."""

    def __init__(self) -> None:
        self._flag = mmap.mmap(-1, 1)  # memory that is shared over forks

    @property
    def begun(self) -> bool:
        """Whether whoever sends requests here should send them elsewhere."""
        return self._flag[0] != 0

    def begin(self) -> None:
        """Tell all processes."""
        self._flag[0] = 1

    def forget(self) -> None:
        """Be as if nothing had been said."""
        self._flag[0] = 0


DRAIN = Drain()
"""That of this process, and of those forked from it."""
