"""What of an answer may be told while it is written: no thoughts, and nothing that may turn out to be one."""

from collections.abc import Callable, Iterable, Iterator
from enum import Enum, auto

from service.domain.errors import OutputError
from service.domain.summary import Insight
from service.engines.incoming import IncomingJson, IncomingLines
from service.engines.lines import Kind, lines_of
from service.engines.reasoning import begins_thought, ended_thought, is_marked, is_plain, unwrapped, visible
from service.engines.telling import Written

_MOST_INTRODUCTION = 1  # lines: "Here is the brief:"; what says more before the brief may be thinking aloud

_MOST_PIECES = 24  # of a line that tells whether it goes on with the one before: a bullet and a word, letter by letter


class _Stage(Enum):
    BEFORE = auto()  # the answer may begin with the next line
    THINKING = auto()  # thoughts, or what may be thoughts: only their end leads on
    LINES = auto()
    JSON = auto()
    SILENT = auto()  # only the whole answer can be understood


class Listener:
    """Yields the insights of an answer as its pieces come; ``read`` reads a raw insight.

    Of an answer that ``thinks_aloud``, nothing before the end of its thoughts. Models whose ``<think>`` stands in the
    prompt begin with thoughts that nothing marks: what begins with more than a line of introduction is taken for them.
    """

    def __init__(self, read: Callable[[str], Insight], *, thinks_aloud: bool) -> None:
        self._read_insight = read
        self._stage = _Stage.THINKING if thinks_aloud else _Stage.BEFORE
        self._lines = IncomingLines(read)
        self._json = IncomingJson()
        self._line: list[str] = []  # what is there of it
        self._introduction = 0  # lines
        self._thought = False  # whether thoughts have ended that were marked
        self._given = False
        self.answering = False
        """Whether the brief has begun, as far as can be told."""

    @property
    def briefs(self) -> int:
        """How many briefs in lines were begun."""
        return self._lines.briefs

    def silence(self) -> None:
        """Yield nothing more."""
        self._stage = _Stage.SILENT

    def read(self, piece: str) -> Iterable[Written]:
        """Take in the next piece of the answer and return the insights that have become complete."""
        if self._stage is _Stage.SILENT:
            return ()
        if self._stage is _Stage.JSON:
            return self._heard(self._json.read(piece))
        self._line.append(piece)
        if "\n" in piece:
            return self._heard(self._read_lines())
        if self._stage is _Stage.LINES and self._lines.waiting and len(self._line) <= _MOST_PIECES:
            return self._heard(self._lines.complete("".join(self._line)))
        return self._heard(self._begin_json()) if "{" in piece else ()

    def _heard(self, insights: Iterable[Written]) -> Iterator[Written]:
        try:
            for written in insights:
                self._given = True
                yield written
        except OutputError:  # the end of the answer raises it, or its thoughts explain it
            self.silence()

    def _read_lines(self) -> Iterator[Written]:
        *lines, rest = "".join(self._line).split("\n")
        for number, line in enumerate(lines):
            if self._begins_json(line):
                rest = "\n".join((*lines[number:], rest))
                break
            self._read_line(line)
        self._line = [rest]
        if self._stage is _Stage.LINES:
            yield from self._lines.complete(rest)
        yield from self._begin_json()

    def _read_line(self, raw: str) -> None:
        if "\x1b]" in raw:  # an escape that may end lines later
            self.silence()
        for line in visible(f"{raw}\n").split("\n")[:-1]:
            self._read_visible(line)

    def _read_visible(self, line: str) -> None:
        if not is_plain(line):
            line = self._read_marks(line)
        if self._stage is _Stage.BEFORE:
            self._read_introduction(line)
        if self._stage is _Stage.LINES:
            self._lines.read(line)

    def _read_marks(self, line: str) -> str:
        """Take note of the marks of thoughts and turns in a line; return what is left of it."""
        if self._stage is _Stage.SILENT or is_marked(line):
            self.silence()
            return ""
        if end := ended_thought(line):
            self._thought_ended()
        if begins_thought(line[end:]):
            self._stage = _Stage.SILENT if self._given else _Stage.THINKING
            self.answering = False
        return unwrapped(line[end:])

    def _thought_ended(self) -> None:
        self._stage = _Stage.SILENT if self._given else _Stage.BEFORE
        self._lines = IncomingLines(self._read_insight)
        self._introduction, self._thought, self.answering = 0, True, False

    def _read_introduction(self, line: str) -> None:
        kinds = {piece.kind for piece in lines_of(line)} - {Kind.BLANK}
        if Kind.CORE in kinds:
            self._stage, self.answering = _Stage.LINES, True
        elif kinds:
            self._introduction += 1
            if not self._thought and (self._introduction > _MOST_INTRODUCTION or not _introduces(line)):
                self._stage = _Stage.THINKING

    def _begins_json(self, line: str) -> bool:
        """Whether the line begins the JSON object that the answer is."""
        may_begin = self._stage is _Stage.BEFORE and self._introduction <= _MOST_INTRODUCTION
        return may_begin and line.lstrip(" \t\r\ufeff").startswith("{")

    def _begin_json(self) -> Iterator[Written]:
        text = "".join(self._line) if self._stage is _Stage.BEFORE else ""
        if self._begins_json(text):
            self._stage, self.answering = _Stage.JSON, True
            yield from self._json.read(text[text.index("{") :])


def _introduces(line: str) -> bool:
    return line.rstrip().endswith((":", "：")) and not line.lstrip("` ").startswith("analysis")
