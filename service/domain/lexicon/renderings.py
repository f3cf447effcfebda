"""What the words of a text mean in English, and how much of a statement in the other language has these meanings."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from service.domain.han import simplified
from service.domain.lexicon.roots import root, roots

_RUN = re.compile("[\u3400-\u9fff][\u3400-\u9fff]*")
_A_WORD = 2  # characters of Chinese say about as much as a word of English
_TELLING = 3 * _A_WORD  # what has less content is mostly idiom ("no worries"), which is rendered by quite other words
_EMPTY = frozenset(
    "的了是在和与也都就而及着或一个我你他她它们这那不有把被让对从到为以会能要可之其将于吗呢吧啊还又很更最"
)
_OF_NEWS = {
    "预计": "expect", "预期": "estimate", "最早": "earliest", "最快": "soonest earliest", "收支平衡": "break even",
    "盈亏平衡": "break even", "首席": "executive", "营收": "revenue", "净利": "net profit", "同比": "year annual",
    "环比": "quarter month previous", "融资": "raise fund round", "上市": "list public debut",
    "估值": "value valuation", "量产": "mass production", "亏损": "lose loss", "人工智能": "AI artificial intelligence",
}  # fmt: skip
"""What the table lacks of the words that business news says daily."""


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a statement: its size, and the meanings and the places in it of each of its known words."""

    size: int
    words: tuple[tuple[frozenset[str], tuple[int, ...]], ...]

    @classmethod
    def of(cls, statement: str) -> "Content":
        """Return the content of a statement in either language, or in both; linear in it."""
        plain = simplified(statement)
        latin = [
            (frozenset({word}), tuple(range(-_A_WORD * number, -_A_WORD * number + _A_WORD)))
            for number, word in enumerate(roots(statement), start=1)
        ]
        filled = {place for run in _RUN.finditer(plain) for place in range(*run.span())}
        filled = {place for place in filled if plain[place] not in _EMPTY}
        han = [
            (_english(word), tuple(place for place in range(start, start + len(word)) if place in filled))
            for start, word in _words(statement)
        ]
        return cls(_A_WORD * len(latin) + len(filled), (*latin, *han))

    @property
    def meanings(self) -> frozenset[str]:
        """All that its known words mean."""
        return frozenset().union(*(meant for meant, _ in self.words))

    def share(self, held: frozenset[str]) -> float:
        """Return how much of the content is among the meanings of a text, from 0 to 1; 1 of less than three words."""
        places = {place for meant, places in self.words if not meant.isdisjoint(held) for place in places}
        return len(places) / self.size if self.size >= _TELLING else 1.0


def meanings(text: str) -> frozenset[str]:
    """Return the roots of what a text says: of its English words, and of the English for its Chinese words.

    Linear in the text.
    """
    return roots(text).union(*map(_english, {word for _, word in _words(text)}))


def _words(text: str) -> Iterator[tuple[int, str]]:
    """Yield all known words and where they begin, a single character only where it is in no longer word."""
    for run in _RUN.finditer(text):
        known, beginning = _table(), _by_beginning()  # read in 16 ms, by the first text that is not all English
        plain, covered = simplified(run[0]), 0
        for start, character in enumerate(plain):
            for word in beginning.get(plain[start : start + 2], ()):
                if plain.startswith(word, start):
                    yield run.start() + start, word
                    covered = max(covered, start + len(word))
            if start >= covered and character in known and character not in _EMPTY:
                yield run.start() + start, character


@lru_cache(maxsize=16_384)
def _english(word: str) -> frozenset[str]:
    return frozenset(map(root, _table()[word].split()))


@cache
def _table() -> dict[str, str]:
    content = resources.files("service.domain.lexicon").joinpath("words.tsv").read_text(encoding="utf-8")
    table = dict(line.split("\t") for line in content.splitlines() if not line.startswith("#"))
    return table | {word: f"{table.get(word, '')} {meant}" for word, meant in _OF_NEWS.items()}


@cache
def _by_beginning() -> dict[str, tuple[str, ...]]:
    """Return the words of two characters and more by their first two: at most places of a text none begins."""
    found = defaultdict[str, list[str]](list)
    for word in _table():
        if len(word) > 1:
            found[word[:2]].append(word)
    return {beginning: tuple(words) for beginning, words in found.items()}
