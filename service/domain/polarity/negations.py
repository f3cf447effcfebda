"""Whether a statement is negated, and which words it makes its statement with."""

import re
from dataclasses import dataclass

from service.domain.initials import by_initial
from service.domain.names.words import stem
from service.domain.sharing import pairs_of

_ENGLISH = by_initial(
    r"not|never|cannot|no\s+longer|neither|nor|none|nobody|nothing|without|den(?:y|ies|ied|ying)|fail(?:s|ed|ing)?\s+to"
    r"|refus(?:e|es|ed|ing)|unable|unlikely|lacks?|lacking|no"
)
_NEGATION = re.compile(
    # A look at one character, with which each of them begins.
    rf"(?=[cCdDfFlLnNrRuUwW未没無无并並不否拒从尚])(?:\b{_ENGLISH}\b|[nN]['’][tT]\b"
    r"|[未没無无](?!来|來|论|論|疑|线|線|人)|并非|並非|不再|不(?!仅|僅|但|断|斷|同|少|过|過|久|足|管|论|論|如|止|只|等|良|动产|得不)|否认|否認|拒绝|拒絕|从不|尚未)"
)
_BEFORE = 8  # characters before the shared words in which a negation still belongs to them
_TURNED = re.compile(r"\b(?:until|unless|only|except|than|rather)\b|直到|除非|才|仅|只|除了", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]{4,}|\d+(?:[.,]\d+)*")
_PLACED = re.compile(rf"{_WORD.pattern}|[\u3400-\u9fff](?=([\u3400-\u9fff]))")


def negates(text: str) -> bool:
    """Whether a text has a word that negates: of one that has none, ``Stated.negation`` never finds any."""
    return _NEGATION.search(text) is not None


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence and its content words: long words, numbers, pairs of Chinese characters."""

    text: str
    words: frozenset[str]

    @classmethod
    def of(cls, text: str, pairs: frozenset[str] | None = None) -> "Stated":
        """Return the sentence with its content words as they are compared; linear in it."""
        return cls(text, (pairs_of(text) if pairs is None else pairs).union(map(stem, _WORD.findall(text))))

    @property
    def turned(self) -> bool:
        """Whether words turn a negation round: "not until 1997" says that it is so since."""
        return bool(_TURNED.search(self.text))

    def negation(self, other: "Stated") -> str:
        """Return the first word that negates this sentence where it says what the other says, "" where none does."""
        shared = set(self.words & other.words)
        start, end = len(self.text), 0
        for placed in _PLACED.finditer(self.text):
            word = f"{stem(placed[0])}{placed[1] or ''}"
            if word in shared:
                shared.remove(word)  # where it stands first
                start, end = min(start, placed.start()), placed.end()
        match = _NEGATION.search(self.text, max(0, start - _BEFORE), end)
        return match[0] if match else ""
