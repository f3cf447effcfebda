"""Answers that never end: noticed while they are written, so that no token more is paid for."""

from service.domain.errors import AnswerUnreadable

_MOST_BLANK_PIECES = 64  # faults.md row 11: "within 64 blank tokens or 3 equal lines"
_MOST_BLANKS = 256  # characters: 64 tokens; the indents of printed JSON are under 20
_MOST_EQUAL_LINES = 3
_FEWEST_LETTERS = 4  # of a line that is not trivial: "]," stands often in printed JSON
_LOOK_EACH = 256  # characters
_TAILS = (256, 1_200)  # characters; a run of a third of them is a loop: a word, or an insight, three times over
_PROBE = 16  # characters that a run is looked for by


class LoopGuard:
    """The reader of an answer that is looked at only when it is complete, or will never be."""

    committed = False

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget what was read."""
        self._blank_pieces = self._blanks = 0
        self._line: list[str] = []  # what is there of it
        self._last_line = ""
        self._equal_lines = 0
        self._tail = ""
        self._since: list[str] = []
        self._unlooked = 0

    def read(self, piece: str) -> None:
        """Take in the next piece; raise AnswerUnreadable where white space, a line or a run of text has no end."""
        self._since.append(piece)
        self._line.append(piece)
        self._unlooked += len(piece)
        if piece.isspace():
            self._count_blanks(len(piece))
        else:
            self._blank_pieces = self._blanks = 0
        if "\n" in piece:
            self._count_lines()
        if self._unlooked >= _LOOK_EACH:
            self._look()

    def end(self, text: str) -> None:
        """Do nothing: an answer that has ended has an end."""

    def _count_blanks(self, characters: int) -> None:
        self._blank_pieces += 1
        self._blanks += characters
        if self._blank_pieces >= _MOST_BLANK_PIECES or self._blanks > _MOST_BLANKS:
            raise AnswerUnreadable("the model's answer is white space without an end")

    def _count_lines(self) -> None:
        *ended, rest = "".join(self._line).split("\n")
        for line in ended:
            self._line_ended(line.strip())
        self._line = [rest]

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
            if any(_is_loop(read[end - size : end]) for size in _TAILS if size <= end):
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
