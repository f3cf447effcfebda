"""Whether a statement is negated, and which words it makes its statement with."""

import re
from dataclasses import dataclass

from service.domain.names.words import stem

_NEGATION = re.compile(
    r"\b(?:not|never|cannot|no\s+longer|neither|nor|none|nobody|nothing|without|den(?:y|ies|ied|ying)|fail(?:s|ed|ing)?\s+to"
    r"|refus(?:e|es|ed|ing)|unable|unlikely|lacks?|lacking|no)\b|n['’]t\b"
    r"|[未没無无](?!来|來|论|論|疑|线|線|人)|并非|並非|不再|不(?!仅|僅|但|断|斷|同|少|过|過|久|足|管|论|論|如|止|只|等|良|动产|得不)|否认|否認|拒绝|拒絕|从不|尚未",
    re.IGNORECASE,
)
_BEFORE = 8  # characters before the shared words in which a negation still belongs to them
_TURNED = re.compile(r"\b(?:until|unless|only|except|than|rather)\b|直到|除非|才|仅|只|除了", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]{4,}|\d+(?:[.,]\d+)*|[\u3400-\u9fff](?=([\u3400-\u9fff]))")


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence, and where its content words stand: long words, numbers, pairs of Chinese characters."""

    text: str
    words: dict[str, tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> "Stated":
        """Return the sentence with its content words as they are compared; linear in it."""
        words: dict[str, tuple[int, int]] = {}
        for match in _WORD.finditer(text):
            words.setdefault(f"{stem(match[0])}{match[1] or ''}", match.span())
        return cls(text, words)

    @property
    def turned(self) -> bool:
        """Whether words turn a negation round: "not until 1997" says that it is so since."""
        return bool(_TURNED.search(self.text))

    def share(self, other: "Stated") -> float:
        """Return the share of this sentence's content words that the other has, 0 to 1."""
        return len(self.words.keys() & other.words.keys()) / len(self.words) if self.words else 0.0

    def negation(self, other: "Stated") -> str:
        """Return the first word that negates this sentence where it says what the other says, "" where none does."""
        spans = [span for word, span in self.words.items() if word in other.words]
        start, end = min(start for start, _ in spans), max(end for _, end in spans)
        match = _NEGATION.search(self.text, max(0, start - _BEFORE), end)
        return match[0] if match else ""
