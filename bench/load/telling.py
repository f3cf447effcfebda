"""Progress, on standard error."""

import sys
import time

_BEGAN = time.monotonic()


def tell(message: str) -> None:
    """Print a line with the seconds since the beginning."""
    print(f"{time.monotonic() - _BEGAN:5.0f} s  {message}", file=sys.stderr, flush=True)
