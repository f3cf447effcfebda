"""What the words of a text mean in English, and how much of a statement in the other language has these meanings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from service.domain.han import SIMPLIFIED
from service.domain.lexicon.roots import root, roots

_RUN = re.compile("[\u3400-\u9fff]+")
_LONGEST = 4  # characters of a word in the table
_A_WORD = 2  # characters of Chinese say about as much as a word of English
_TELLING = 3 * _A_WORD  # what has less content is mostly idiom ("no worries"), which is rendered by quite other words
_EMPTY = frozenset(
    "的了是在和与也都就而及着或一个我你他她它们这那不有把被让对从到为以会能要可之其将于吗呢吧啊还又很更最"
)


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a statement: its size, and the meanings and the places in it of each of its known words."""

    size: int
    words: tuple[tuple[frozenset[str], tuple[int, ...]], ...]

    @classmethod
    def of(cls, statement: str) -> "Content":
        """Return the content of a statement in either language, or in both; linear in it."""
        simplified = statement.translate(SIMPLIFIED)
        latin = [
            (frozenset({word}), tuple(range(-_A_WORD * number, -_A_WORD * number + _A_WORD)))
            for number, word in enumerate(roots(statement), start=1)
        ]
        filled = {place for run in _RUN.finditer(simplified) for place in range(*run.span())}
        filled = {place for place in filled if simplified[place] not in _EMPTY}
        han = [
            (_english(word), tuple(place for place in range(start, start + len(word)) if place in filled))
            for start, word in _words(simplified)
        ]
        return cls(_A_WORD * len(latin) + len(filled), (*latin, *han))

    def share(self, held: frozenset[str]) -> float:
        """Return how much of the content is among the meanings of a text, from 0 to 1; 1 of less than three words."""
        places = {place for meant, places in self.words if not meant.isdisjoint(held) for place in places}
        return len(places) / self.size if self.size >= _TELLING else 1.0


def meanings(text: str) -> frozenset[str]:
    """Return the roots of what a text says: of its English words, and of the English for its Chinese words.

    Linear in the text.
    """
    return roots(text).union(*(_english(word) for _, word in _words(text.translate(SIMPLIFIED))))


def _words(simplified: str) -> Iterator[tuple[int, str]]:
    """Yield all known words and where they begin, a single character only where it is in no longer word."""
    known = _table()
    for run in _RUN.finditer(simplified):
        text, covered = run[0], set[int]()
        for length in range(_LONGEST, 0, -1):
            for start in range(len(text) - length + 1):
                word = text[start : start + length]
                if word in known and (length > 1 or (start not in covered and word not in _EMPTY)):
                    yield run.start() + start, word
                    covered.update(range(start, start + length))


@lru_cache(maxsize=16_384)
def _english(word: str) -> frozenset[str]:
    return frozenset(map(root, _table()[word].split()))


@cache
def _table() -> dict[str, str]:
    content = resources.files("service.domain.lexicon").joinpath("words.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in content.splitlines() if not line.startswith("#"))
