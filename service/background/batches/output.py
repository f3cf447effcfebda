"""The file that a batch writes to: locked, and read when a run goes on, so that each line is answered once."""

import fcntl
import os
import shutil
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from service.background.batches.answers import Answer, InputLine, may_begin, written

_LONGEST = 256 * 1024 * 1024  # bytes of an answer; more is no line of ours


class BatchError(Exception):
    """A batch cannot begin or go on; the message says why, without text of an article."""


@dataclass(slots=True)
class Output:
    """What was answered so far, and the open file; four bytes of memory for each line of the input.

    Another process that opens it meanwhile gets BatchError. ``codes`` counts the answers by the code of their error.
    """

    path: Path
    file: BinaryIO
    codes: Counter[str] = field(default_factory=Counter)
    _digests: "array[int]" = field(default_factory=lambda: array("I"))

    @classmethod
    def open(cls, path: Path, *, restart: bool = False) -> "Output":
        """Return the output with all its whole lines; one that was broken off is cut off, with ``restart`` all.

        Raise BatchError where it holds anything else, which is left as it is.
        """
        path = path.resolve()
        output = cls(path, _locked(path))
        try:
            ends = output._read_back(most=1 if restart else 0)
        except BatchError:
            output.close()
            raise
        if restart:
            output, ends = cls(path, output.file), 0
        output.file.truncate(ends)
        output.file.seek(ends)
        return output

    @property
    def answered(self) -> int:
        """How many lines are answered."""
        return self.codes.total()

    @property
    def failed(self) -> int:
        """How many of them with an error."""
        return self.answered - self.codes[""]

    def lacks(self, line: InputLine) -> bool:
        """Whether the line is still to be answered."""
        return self._digest_of(line.number) == 0

    def compare(self, lines: Iterator[InputLine]) -> int:
        """Return the bytes of the answered lines; raise BatchError where one is not among these as it was."""
        left, size = self.answered, 0
        while left and (line := next(lines, None)):
            if not self.lacks(line):
                left, size = left - 1, size + len(line.content)
                if self._digest_of(line.number) != line.digest:
                    raise BatchError(f"line {line.number} was changed since {self.path} answered it{_ANEW}")
        if left:
            raise BatchError(f"{self.path} answers {left} lines that are no longer there{_ANEW}")
        return size

    def add(self, answer: Answer) -> None:
        """Write the answer, whole; raise OSError."""
        self.file.write(answer.text)
        self.file.flush()
        self.codes[answer.code] += 1

    def drop_failed(self) -> None:
        """Take out the lines with errors, so that they are answered again: in one step, through a file beside it."""
        if not self.failed:
            return
        beside = self.path.with_name(f".{self.path.name}.new")
        file = _locked(beside)
        file.truncate(0)
        shutil.copymode(self.path, beside)
        self.file.seek(0)
        file.writelines(line for line in self.file if (answer := written(line)) and not answer.code)
        file.flush()
        os.fsync(file.fileno())
        beside.replace(self.path)
        self.file.close()
        self.file, self.codes, self._digests = file, Counter(), array("I")
        self._read_back()

    def close(self) -> None:
        """Close it, and let others write to it."""
        self.file.close()

    def _read_back(self, most: int = 0) -> int:
        """Take note of all answers, or of the first ``most``, and return where the last whole line ends."""
        self.file.seek(0)
        ends = count = 0
        while (not most or count < most) and (line := self.file.readline(_LONGEST)):
            count += 1
            answer = written(line)
            if answer is None and not line.endswith(b"\n") and may_begin(line):
                break
            if answer is None:
                raise BatchError(f"line {count} of {self.path} is no answer of a batch: nothing was written to it")
            if self._digest_of(answer.number):
                raise BatchError(f"{self.path} answers line {answer.number} twice{_ANEW}")
            self._note(answer.number, answer.digest)
            self.codes[answer.code] += 1
            ends += len(line)
        return ends

    def _digest_of(self, number: int) -> int:
        return self._digests[number] if number < len(self._digests) else 0

    def _note(self, number: int, digest: int) -> None:
        self._digests.extend(0 for _ in range(number + 1 - len(self._digests)))
        self._digests[number] = digest


_ANEW = ": mend it, or begin anew with --restart"


def _locked(path: Path) -> BinaryIO:
    """Return the file, made where there is none, once this process alone holds it; raise BatchError."""
    while True:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise BatchError(f"another run writes to {path}") from None
        if os.path.samestat(os.fstat(file.fileno()), path.stat()):
            return file
        file.close()  # another run has put a new file in its place meanwhile
