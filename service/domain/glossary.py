"""The house style of names: one Chinese name, one English form."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from service.domain.han import SIMPLIFIED


@dataclass(frozen=True, slots=True)
class Term:
    """A name in both scripts; ``chinese`` is in simplified characters and stands for the traditional form too."""

    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms by their Chinese form, in simplified characters."""

    terms: Mapping[str, Term] = field(default_factory=dict)

    @classmethod
    def of(cls, *terms: Term) -> "Glossary":
        """Return a glossary of the terms, the later one winning where two share a Chinese form."""
        return cls({_simplified(term.chinese): term for term in terms})

    @property
    def digest(self) -> str:
        """A hash of the terms, in their order: part of every cache key."""
        terms = "".join(f"{term.chinese}\0{term.english}\0" for term in self.terms.values())
        return hashlib.sha256(terms.encode()).hexdigest()[:16]

    def english(self, chinese: str) -> str:
        """Return the English form of a Chinese name in either script, "" where the glossary has none."""
        term = self.terms.get(_simplified(chinese))
        return term.english if term else ""

    def terms_in(self, text: str) -> Iterator[Term]:
        """Yield the terms that occur in the text in either language, in the glossary's order."""
        simplified = _simplified(text)
        for chinese, term in self.terms.items():
            if chinese in simplified or term.english in text:
                yield term


def _simplified(text: str) -> str:
    return text.translate(SIMPLIFIED)
