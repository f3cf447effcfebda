"""Well-known names in both scripts, found in text by any of their forms."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from service.domain.han import simplified
from service.domain.names.words import plain, stem, words_in

_HINT = "~"  # before a Chinese form that supports a name and is never looked for
_SHORT_CAPITALS = 3  # letters: longer ones are also written small (Nato, Unesco)
_KEY = 2  # characters of a Chinese form by which it is looked up


@dataclass(frozen=True, slots=True)
class Entry:
    """One name: its forms in Chinese (simplified) and in English, the words of each as they are compared.

    ``sought`` are the Chinese forms that are looked for; ``house`` is the English form that is recommended, "" where
    none is.
    """

    chinese: tuple[str, ...]
    english: tuple[tuple[str, ...], ...]
    sought: tuple[str, ...]
    house: str = ""

    @classmethod
    def of(cls, chinese: Sequence[str], english: Sequence[str], house: str = "") -> "Entry":
        """Return the entry of a name; a Chinese form that is short or has a ``~`` before it is never looked for."""
        forms = tuple(map(simplified, chinese))
        spelled = [words for form in english if (words := tuple(words_in(plain(form))))]
        spelled += [words[1:] for words in spelled if words[0] == "The" and len(words) > 1 and chinese]
        sought = tuple(form for form in forms if len(form) >= _KEY and form[0] != _HINT)
        return cls(tuple(form.removeprefix(_HINT) for form in forms), tuple(spelled), sought, house)


@dataclass(frozen=True, slots=True)
class Hit:
    """A known name that stands in a text: from word or character ``start`` to ``end``, and what it may mean."""

    start: int
    end: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names by the first word of their English forms, and by the first two characters of their Chinese ones."""

    english: Mapping[str, tuple[tuple[tuple[str, ...], Entry], ...]] = field(default_factory=dict)
    chinese: Mapping[str, tuple[tuple[str, Entry], ...]] = field(default_factory=dict)
    small: frozenset[str] = frozenset()  # the first words that are written small

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Gazetteer":
        """Return the gazetteer of the names."""
        english: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        chinese: dict[str, list[tuple[str, Entry]]] = {}
        for entry in entries:
            for words in (form for form in entry.english if len("".join(form)) > 1):
                english.setdefault(stem(words[0]), []).append((words, entry))
            for form in entry.sought:
                chinese.setdefault(form[:_KEY], []).append((form, entry))
        return cls(
            {key: tuple(sorted(forms, key=_longest, reverse=True)) for key, forms in english.items()},
            {key: tuple(sorted(forms, key=_longest, reverse=True)) for key, forms in chinese.items()},
            frozenset(form[0] for forms in english.values() for form, _ in forms if form[0].islower()),
        )

    def at(self, words: Sequence[str], start: int) -> Hit | None:
        """Return the longest name whose English form begins at that word."""
        word = words[start]
        if word.islower() and word not in self.small:
            return None
        forms = self.english.get(stem(word), ())
        fitting = [(form, entry) for form, entry in forms if _same(form, words[start : start + len(form)])]
        if not fitting:
            return None
        length = len(fitting[0][0])
        return Hit(start, start + length, tuple(entry for form, entry in fitting if len(form) == length))

    def in_chinese(self, text: str) -> Iterator[Hit]:
        """Yield the names whose Chinese forms stand in simplified text, the longest first, none inside another."""
        position = 0
        for start in range(len(text) - 1):
            forms = self.chinese.get(text[start : start + _KEY])
            if forms and start >= position:
                fitting = [(form, entry) for form, entry in forms if text.startswith(form, start)]
                if fitting:
                    position = start + len(fitting[0][0])
                    same = tuple(entry for form, entry in fitting if len(form) == len(fitting[0][0]))
                    yield Hit(start, position, same)


def _longest(form: tuple[Sequence[str], Entry]) -> int:
    return len(form[0])


def _same(form: Sequence[str], words: Sequence[str]) -> bool:
    """Whether words are the form; short capitals (US, WHO) must be capitals, a capital one."""
    return len(form) == len(words) and all(map(_same_word, form, words))


def _same_word(part: str, word: str) -> bool:
    if part.isupper() and len(part) <= _SHORT_CAPITALS:
        return word == part
    return stem(word) == stem(part) and (part.islower() or not word.islower())


@cache
def places() -> tuple[Entry, ...]:
    """Return the countries, regions, cities and institutions that news speak of, and names without Chinese forms."""
    return tuple(Entry.of(chinese, english) for chinese, english in (*_shipped("places.csv"), *_shipped("latin.csv")))


def _shipped(file: str) -> Iterator[tuple[list[str], list[str]]]:
    content = resources.files("service.domain.names").joinpath(file).read_text(encoding="utf-8")
    for row in csv.DictReader(line for line in content.splitlines() if not line.startswith("#")):
        yield [form for form in row["chinese"].split("|") if form], row["english"].split("|")
