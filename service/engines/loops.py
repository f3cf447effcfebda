"""Answers that never end: noticed while they are written, so that no token more is paid for."""

import re

from service.domain.errors import AnswerUnreadable

_MOST_BLANK_PIECES = 64  # faults.md row 11: "within 64 blank tokens or 3 equal lines"
_MOST_BLANKS = 256  # characters: 64 tokens; the indents of printed JSON are under 20
_BLANKS = re.compile(rf"\s{{{_MOST_BLANKS + 1}}}")
_MOST_EQUAL_LINES = 3
_FEWEST_LETTERS = 4  # of a line that is not trivial: "]," stands often in printed JSON
_LOOK_EACH = 256  # characters
_TAILS = (256, 1_200)  # characters; a run of a third of them is a loop: a word, or an insight, three times over
_PROBE = 16


class LoopGuard:
    """The reader of an answer that is looked at only when it is complete, or will never be."""

    committed = False

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget what was read."""
        self._blank_pieces = 0
        self._blanks = 0
        self._line: list[str] = []
        self._last_line = ""
        self._equal_lines = 0
        self._tail = ""
        self._since: list[str] = []
        self._unlooked = 0

    def read(self, piece: str) -> None:
        """Take in the next piece; raise AnswerUnreadable where white space, a line or a run of text has no end."""
        self._count_blanks(piece)
        self._count_lines(piece)
        self._since.append(piece)
        self._unlooked += len(piece)
        if self._unlooked >= _LOOK_EACH:
            self._look()

    def end(self, text: str) -> None:
        """Do nothing: an answer that has ended has an end."""

    def _count_blanks(self, piece: str) -> None:
        told = piece.strip()
        if told:
            self._blank_pieces = 0
            before = self._blanks + len(piece) - len(piece.lstrip())
            self._blanks = len(piece) - len(piece.rstrip())
        else:
            self._blank_pieces += bool(piece)
            before = self._blanks = self._blanks + len(piece)
        within = len(told) > _MOST_BLANKS and _BLANKS.search(told)
        if self._blank_pieces >= _MOST_BLANK_PIECES or before > _MOST_BLANKS or within:
            raise AnswerUnreadable("the model's answer is white space without an end")

    def _count_lines(self, piece: str) -> None:
        first, *others = piece.split("\n")
        self._line.append(first)
        for other in others:
            self._line_ended("".join(self._line).strip())
            self._line = [other]

    def _line_ended(self, line: str) -> None:
        if sum(map(str.isalnum, line)) < _FEWEST_LETTERS:
            return
        self._equal_lines = self._equal_lines + 1 if line == self._last_line else 1
        self._last_line = line
        if self._equal_lines >= _MOST_EQUAL_LINES:
            raise AnswerUnreadable("the model repeats a line")

    def _look(self) -> None:
        """Look at the end of what was read, and at each stretch of a long piece as if it had come alone."""
        read = self._tail + "".join(self._since)
        for end in range(len(self._tail) + _LOOK_EACH, len(read) + 1, _LOOK_EACH):
            if any(_is_loop(read[max(0, end - size) : end]) for size in _TAILS if size <= end):
                raise AnswerUnreadable("the model repeats itself without an end")
        self._tail = read[-_TAILS[-1] :]
        self._since, self._unlooked = [], 0


def _is_loop(tail: str) -> bool:
    """Whether a text is one run three times over, or more often."""
    period = tail.find(tail[:_PROBE], 1)
    while 0 < period <= len(tail) // _MOST_EQUAL_LINES:
        if tail[period:] == tail[:-period]:
            return True
        period = tail.find(tail[:_PROBE], period + 1)
    return False
