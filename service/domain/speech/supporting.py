"""Which sentence of an article supports a statement."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from service.domain.sentences import sentences
from service.domain.summary import Span

_KEY = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z][A-Za-z0-9]{3,}|[\u3400-\u9fff](?=([\u3400-\u9fff]))")
_LEAST_SHARED = 2  # words or numbers: one is shared by chance
_CLEAR = 1.5  # times what the second best shares


@dataclass(frozen=True)
class Sentence:
    """A sentence of a paragraph, and its span there."""

    paragraph: int
    span: Span
    text: str

    @cached_property
    def keys(self) -> frozenset[str]:
        """The words and numbers by which it is compared."""
        return keys_of(self.text)


def read_sentences(number: int, text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a paragraph; linear in the text."""
    return tuple(Sentence(number, span, text[span.start : span.end]) for span in sentences(text))


def keys_of(text: str) -> frozenset[str]:
    """Return the numbers, the longer words and the pairs of Chinese characters of a text."""
    return frozenset(f"{match[0]}{match[1] or ''}".lower().replace(",", "") for match in _KEY.finditer(text))


def best(statement: str, candidates: Iterable[Sentence]) -> Sentence | None:
    """Return the sentence that clearly shares most words and numbers with the statement, None where none does."""
    keys = keys_of(statement)
    ranked: Sequence[tuple[int, Sentence]] = sorted(
        ((len(keys & sentence.keys), sentence) for sentence in candidates), key=lambda pair: -pair[0]
    )
    if not ranked or ranked[0][0] < _LEAST_SHARED:
        return None
    return None if len(ranked) > 1 and ranked[0][0] < ranked[1][0] * _CLEAR else ranked[0][1]
