"""Files with one JSON object a line, read a line at a time, so that they may have any length."""

from collections.abc import Iterator
from typing import BinaryIO

LONGEST_LINE = 4 * 1024 * 1024  # bytes: 200,000 characters of article and as many of summary, escaped, fit


def lines_of(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, with their numbers; one that is too long comes cut, and so is no JSON."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and (rest := file.readline(LONGEST_LINE)):
            pass
        if line.strip():
            yield number, line
