"""Which sentence of an article supports a statement."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice

from service.domain.lazily import lazy
from service.domain.polarity.negations import Stated, negates
from service.domain.sentences import sentences
from service.domain.sharing import pairs_of
from service.domain.speech.reporting import reporting_words
from service.domain.summary import Span

_KEY = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z][A-Za-z0-9]{3,}")
_LEAST_SHARED = 2  # words or numbers: one is shared by chance
_CLEAR = 1.5  # times what the second best shares
_MOST_SENTENCES = 2_000  # of one paragraph that are read: a text with more of them is no news, and must cost no more
_MOST_READ = 2_000  # characters of a sentence, for the same reason


@dataclass(frozen=True)
class Sentence:
    """A sentence of a paragraph, its span there, and its text as far as it is read."""

    paragraph: int
    span: Span
    text: str

    @lazy
    def keys(self) -> frozenset[str]:
        """The words and numbers by which it is compared."""
        return keys_of(self.text, self._pairs)

    @lazy
    def stated(self) -> Stated:
        """What it states, its negation apart."""
        return Stated.of(self.text, self._pairs)

    @lazy
    def negates(self) -> bool:
        """Whether it has a word that negates."""
        return negates(self.text)

    @lazy
    def reporting(self) -> str:
        """The words by which it reports what somebody says, "" where it states a fact."""
        return reporting_words(self.text)

    @lazy
    def _pairs(self) -> frozenset[str]:
        return pairs_of(self.text)


def read_sentences(number: int, text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a paragraph; linear in the text."""
    spans = islice(sentences(text), _MOST_SENTENCES)
    return tuple(Sentence(number, span, text[span.start : min(span.end, span.start + _MOST_READ)]) for span in spans)


def keys_of(text: str, pairs: frozenset[str] | None = None) -> frozenset[str]:
    """Return the numbers, the longer words and the pairs of Chinese characters of a text."""
    words = [word.lower().replace(",", "") for word in _KEY.findall(text)]
    return (pairs_of(text) if pairs is None else pairs).union(words)


def clearest(shared: Mapping[int, int]) -> int | None:
    """Return which text clearly shares most words with a statement, None where none does, from how many each shares."""
    first, second = (*nlargest(2, shared.values()), 0, 0)[:2]
    if first < max(_LEAST_SHARED, second * _CLEAR):
        return None
    return next(place for place, count in shared.items() if count == first)
