"""Backends that play a script, and a reader that takes or refuses what they say."""

from dataclasses import dataclass, field

from service.domain.brief import Usage
from service.domain.errors import AnswerUnreadable
from service.ports import Completion, CompletionRequest, Deadline

Line = str | Exception


class Scripted:
    """Says its lines in turn, the last for ever; errors are raised; remembers each request."""

    window = 8_000

    def __init__(self, name: str, *lines: Line) -> None:
        self.name = name
        self.lines = list(lines)
        self.requests: list[CompletionRequest] = []

    @property
    def calls(self) -> int:
        return len(self.requests)

    @property
    def patience(self) -> list[float]:
        return [request.patience for request in self.requests]

    def complete(self, request: CompletionRequest) -> Completion:
        self.requests.append(request)
        line = self.lines.pop(0) if len(self.lines) > 1 else self.lines[0]
        if isinstance(line, Exception):
            raise line
        request.reader.read(line)
        return Completion(text=line, backend=self.name, model="m", usage=Usage(1, 100, 10))


@dataclass
class Reader:
    """Refuses texts that begin with "bad"; is committed after the first piece where it is told to be."""

    commits: bool = False
    committed: bool = False
    begun: int = 0
    pieces: list[str] = field(default_factory=list)

    def begin(self) -> None:
        self.begun += 1

    def read(self, piece: str) -> None:
        self.pieces.append(piece)
        self.committed = self.committed or self.commits

    def end(self, text: str) -> None:
        if text.startswith("bad"):
            raise AnswerUnreadable


def question(seconds: float = 60.0, reader: Reader | None = None) -> CompletionRequest:
    return CompletionRequest("rules", "article", Deadline.after(seconds), reader or Reader())
