"""What an article mentions, arranged so that any form of a name is found in it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from operator import add
from string import digits

from service.domain.han import simplified
from service.domain.lazily import lazy
from service.domain.names.gazetteer import Entry
from service.domain.names.tables import TRANSCRIBED
from service.domain.names.words import plain, stem, words_in

_NAME_RUN = re.compile(r"[A-Z][\w&]*(?:[ -](?:(?:of|and|for|the|on|de|in) ){0,2}[A-Z][\w&]*){1,7}")
_HAN = re.compile("[\u3400-\u9fff]")
_NOT_LETTERS = re.compile("[^a-z]+")
_MOST_ALIKE = 24  # letters: each is left out once, so that a word of 200,000 would fill the memory
_LEAST_ALIKE = 5  # letters of words that may be misspellings of each other
_LEAST_PINYIN = 4  # letters: fewer stand in any Chinese text


@dataclass(frozen=True)
class Mentions:
    """The words of an article in Latin script, its Chinese characters, and how these are pronounced."""

    latin: str
    han: str
    romanize: Callable[[str], str] = field(default=str)

    @classmethod
    def of(cls, text: str, romanize: Callable[[str], str]) -> "Mentions":
        """Return what the text mentions; linear in the text."""
        han = "".join(simplified(text).split()) if _HAN.search(text) else ""
        return cls(plain(text), han, romanize)

    @lazy
    def words(self) -> list[str]:
        """The words of Latin script, in their order."""
        return words_in(self.latin)

    @lazy
    def stems(self) -> frozenset[str]:
        """The words as they are compared; iPhone16 holds iPhone too."""
        bare = (word.rstrip(digits) for word in self._cased if word[-1].isdigit() and not word.isdigit())
        return frozenset(map(stem, chain(self._cased, bare)))

    def holds(self, entry: Entry) -> bool:
        """Whether any form of a known name stands in the article."""
        return any(form in self.han for form in entry.chinese) or any(map(self._holds_form, entry.english))

    def holds_han(self, entry: Entry) -> bool:
        """Whether a Chinese form of a known name stands in the article."""
        return any(form in self.han for form in entry.chinese)

    def holds_words(self, parts: Sequence[str]) -> bool:
        """Whether the parts of a written word stand in the article, each by itself or joined to its neighbour."""
        if len(parts) == 1 and stem(parts[0]) in self.stems:
            return True
        if "".join(parts).lower() in self._grams:
            return True
        if len(parts) == 1:
            return parts[0].isupper() and parts[0] in self._acronyms
        return all((one + two).lower() in self._grams or self._both_stand(one, two) for one, two in pairwise(parts))

    def holds_whole(self, words: Sequence[str]) -> bool:
        """Whether the article has a name of several words as its acronym, or written as one word."""
        if len(words) == 1:
            return False
        return "".join(words).lower() in self._grams or "".join(word[0] for word in words).upper() in self._cased

    def holds_similar(self, word: str) -> bool:
        """Whether a word of the article differs from this one by a letter: a slip, or another spelling."""
        if not _LEAST_ALIKE <= len(word) <= _MOST_ALIKE or not word.isalpha():
            return False
        return not self._shortened.isdisjoint(_shortened(word.lower()))

    @property
    def pronounced(self) -> bool:
        """Whether it is known how the article's Chinese characters are pronounced."""
        return bool(self._pinyin)

    @lazy
    def transcribed(self) -> bool:
        """Whether the article may write foreign names by their sound, so that nobody knows which it has."""
        return bool(TRANSCRIBED.search(self.han))

    def sounds(self, letters: str) -> bool:
        """Whether Chinese characters of the article are pronounced so, in pinyin."""
        return len(letters) >= _LEAST_PINYIN and letters.lower() in self._pinyin

    def _holds_form(self, form: tuple[str, ...]) -> bool:
        if len(form) == 1 and form[0].isupper():
            return form[0] in self._cased
        if not all(stem(word) in self.stems for word in form):
            return False
        written = " ".join(form).lower()
        return len(form) == 1 or f" {written} " in self._joined or f" {written}s " in self._joined

    def _both_stand(self, one: str, two: str) -> bool:
        return one.isalpha() and two.isalpha() and stem(one) in self.stems and stem(two) in self.stems

    @lazy
    def _cased(self) -> frozenset[str]:
        return frozenset(self.words)

    @lazy
    def _joined(self) -> str:
        return f" {' '.join(self.words).lower()} "

    @lazy
    def _grams(self) -> frozenset[str]:
        """Each word, and two and three of them written as one: "GPT 4 o", "SARS-CoV-2"."""
        words = [word.lower() for word in self.words]
        pairs = list(map(add, words, words[1:]))
        return frozenset(chain(words, pairs, map(add, pairs, words[2:])))

    @lazy
    def _acronyms(self) -> frozenset[str]:
        """The acronyms of the names of several words."""
        found: set[str] = set()
        for run in set(_NAME_RUN.findall(self.latin)):
            words = words_in(run)
            for some in (words, [word for word in words if word[0].isupper()]):
                letters = "".join(word[0] for word in some).upper()
                found.update(letters[i:j] for i in range(len(letters)) for j in range(i + 2, len(letters) + 1))
        return frozenset(found)

    @lazy
    def _shortened(self) -> frozenset[str]:
        names = {word.lower() for word in self._cased if word[0].isupper() and word.isalpha()}
        alike = (name for name in names if _LEAST_ALIKE - 1 <= len(name) <= _MOST_ALIKE + 1)
        return frozenset(chain.from_iterable(map(_shortened, alike)))

    @lazy
    def _pinyin(self) -> str:
        return _NOT_LETTERS.sub("", self.romanize(self.han).lower())


def _shortened(word: str) -> set[str]:
    """Return the word, and the word without each of its letters: two words a letter apart share one of them."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
