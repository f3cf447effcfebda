"""The words of a text run together, so that quoted words are found whatever stands between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.folding import fold
from service.domain.lazily import lazy
from service.domain.speech.quoted import read_quoted

_WORD = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*|[^\W_a-z0-9]")
_LONGEST_NAME = 4  # words: in a name, number and case may differ


@dataclass(frozen=True)
class Wording:
    """The words of a text, and those of its quotations without what stands between them ("...," she said, "...").

    ``folded`` is the text as ``fold`` makes it.
    """

    text: str
    folded: str

    @lazy
    def all(self) -> str:
        """All words, a Chinese character being one, with a space on either side."""
        return f" {' '.join(_WORD.findall(self.folded))} "

    @lazy
    def quoted(self) -> str:
        """The words of the quotations, in the same way; "" where there is but one, which stands in ``all``."""
        quoted = [quoted.text for quoted in read_quoted(self.text)]
        return f" {words(' '.join(quoted))} " if len(quoted) > 1 else ""

    def holds(self, parts: Sequence[str]) -> bool:
        """Whether the parts stand in the text or in its quotations, in their order."""
        return _in_order(self.all, parts) or _in_order(self.quoted, parts) or self._holds_name(parts)

    def _holds_name(self, parts: Sequence[str]) -> bool:
        """Whether a single short part stands in the text, in the singular or the plural."""
        if len(parts) > 1 or parts[0].count(" ") >= _LONGEST_NAME or not parts[0][-1].isascii():
            return False
        singular = parts[0].removesuffix("s")
        return f" {singular} " in self.all or f" {singular}s " in self.all


def words(text: str) -> str:
    """Return the folded words of a text with single spaces between them; linear in it."""
    return " ".join(_WORD.findall(fold(text).text))


def _in_order(text: str, parts: Sequence[str]) -> bool:
    position = 0
    for part in parts:
        position = text.find(f" {part} ", position)
        if position < 0:
            return False
        position += len(part) + 1
    return True
