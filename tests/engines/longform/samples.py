"""Long articles made up for the tests, and a model that takes notes on them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from service.adapters.failover_backend import FailoverBackend
from service.domain.article import Article
from service.domain.brief import Usage
from service.domain.language import Language
from service.domain.paragraph import Paragraph
from service.ports import Backend, Completion, CompletionRequest
from tests.stub_endpoint import asks_for_notes, brief_or_notes_of


class FourLettersAToken:
    """Counts tokens by the letter, so that tests can say how long things are."""

    def count(self, text: str) -> int:
        return -(-len(text) // 4)


def article(paragraphs: int, *, sentences: int = 2, language: Language = Language.ENGLISH) -> Article:
    """Return an article whose every sentence is told from all others by a name: its paragraph's number in letters."""
    texts = (
        " ".join(f"Company {name(n)} has opened plant {name(s)} near the river." for s in range(1, sentences + 1))
        for n in range(1, paragraphs + 1)
    )
    return Article(
        title="Plants open",
        language=language,
        paragraphs=tuple(Paragraph(n, text, 0, len(text)) for n, text in enumerate(texts, start=1)),
    )


def name(number: int) -> str:
    return "".join("Abcdefghij"[int(digit)] for digit in f"{number:04}").capitalize()


Script = Callable[[CompletionRequest], str | Exception]


@dataclass
class Model:
    """A backend that answers notes and briefs as the stub endpoint does, unless its script says otherwise."""

    window: int | None = None
    script: Script = lambda request: answer(request)  # noqa: PLW0108, RUF100
    name: str = "script/model"
    requests: list[CompletionRequest] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def complete(self, request: CompletionRequest) -> Completion:
        with self._lock:
            self.requests.append(request)
        text = self.script(request)
        if isinstance(text, Exception):
            raise text
        request.reader.read(text)
        return Completion(text=text, backend=self.name, model="model-2", usage=Usage(1, 100, 10))

    @property
    def notes(self) -> list[CompletionRequest]:
        return [request for request in self.requests if takes_notes(request)]

    @property
    def briefs(self) -> list[CompletionRequest]:
        return [request for request in self.requests if not takes_notes(request)]

    def failing_over(self) -> Backend:
        return FailoverBackend((self,))


def body(request: CompletionRequest) -> dict[str, object]:
    return {"messages": [{"content": request.system}, {"content": request.user}]}


def answer(request: CompletionRequest) -> str:
    return str(brief_or_notes_of(body(request)).message["content"])


def takes_notes(request: CompletionRequest) -> bool:
    return asks_for_notes(body(request))


def numbers_shown(request: CompletionRequest) -> list[int]:
    return [int(number) for number in re.findall(r"^\[(\d+)\] ", request.user, re.MULTILINE)]
