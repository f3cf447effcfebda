"""The house style of names: one Chinese name, one English form."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from service.domain.han import simplified
from service.domain.lazily import lazy
from service.domain.names.gazetteer import Entry, Gazetteer, places

_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile("[\u3400-\u9fff]")
_KEY = 2


@dataclass(frozen=True, slots=True)
class Term:
    """A name in both scripts; ``chinese`` is in simplified characters and stands for the traditional form too.

    ``aliases`` are other known forms in either script, which are recognised and never recommended; one with a ``~``
    before it is too common a word to be looked for (苹果), and only supports the name where it is met.
    """

    chinese: str
    english: str
    aliases: tuple[str, ...] = ()

    def forms(self, *, chinese: bool) -> tuple[str, ...]:
        """Return the forms in that script, the recommended one first."""
        first = self.chinese if chinese else self.english
        return (first, *(alias for alias in self.aliases if bool(_HAN.search(alias)) is chinese))


@dataclass(frozen=True)
class Glossary:
    """The terms by their Chinese form, in simplified characters."""

    terms: Mapping[str, Term] = field(default_factory=dict)
    digest: str = field(init=False)
    """A hash of the terms, in their order: part of every cache key, so it is not made anew for each."""
    _sought: Mapping[str, tuple[tuple[str, int], ...]] = field(init=False, repr=False, compare=False)
    """All forms, with the place of their term, by their first word or first two Chinese characters."""

    def __post_init__(self) -> None:
        """Make the digest, and the forms that are looked for in every article to be briefed in the other script."""
        terms = "".join(
            f"{term.chinese}\0{term.english}\0" + "".join(f"|{alias}\0" for alias in term.aliases)
            for term in self.terms.values()
        )
        object.__setattr__(self, "digest", hashlib.sha256(terms.encode()).hexdigest()[:16])
        sought = defaultdict[str, list[tuple[str, int]]](list)
        for place, term in enumerate(self.terms.values()):
            for form in map(simplified, term.forms(chinese=True)):
                sought[form[:_KEY]].append((form, place))
            for words in map(_WORD.findall, term.forms(chinese=False)):
                sought["".join(words[:1])].append((f" {' '.join(words)} ", place))
        object.__setattr__(self, "_sought", {key: tuple(forms) for key, forms in sought.items()})

    @classmethod
    def of(cls, *terms: Term) -> "Glossary":
        """Return a glossary of the terms, the later one winning where two share a Chinese form."""
        return cls({simplified(term.chinese): term for term in terms})

    def english(self, chinese: str) -> str:
        """Return the English form of a Chinese name in either script, "" where the glossary has none."""
        term = self.terms.get(simplified(chinese))
        return term.english if term else ""

    def terms_in(self, text: str) -> Iterator[Term]:
        """Return the terms that occur in the text in any of their forms, in the glossary's order."""
        plain, words = simplified(text), _WORD.findall(text)
        spaced = f" {' '.join(words)} "
        begun = {plain[start : start + _KEY] for start in range(len(plain))}.union(plain, words)
        found = {
            place
            for key in self._sought.keys() & begun
            for form, place in self._sought[key]
            if form in (spaced if form[0] == " " else plain)
        }
        return (term for place, term in enumerate(self.terms.values()) if place in found)

    @lazy  # hashing all terms to find it takes 0.2 ms
    def gazetteer(self) -> Gazetteer:
        """The terms and the well-known places and institutions, to be found in text."""
        return _gazetteer(tuple(self.terms.values()))


@lru_cache(maxsize=8)
def _gazetteer(terms: tuple[Term, ...]) -> Gazetteer:
    known = (Entry.of(term.forms(chinese=True), term.forms(chinese=False), term.english) for term in terms)
    return Gazetteer.of((*known, *places()))
