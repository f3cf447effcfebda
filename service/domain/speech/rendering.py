"""Which quotation of the source a quotation in the other language renders, if any."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from service.domain.han import is_chinese
from service.domain.lexicon.renderings import Content, meanings

Placed = tuple[int, str]
"""Words that are quoted, behind the number of their paragraph."""

_HAN = re.compile("[\u3400-\u9fff]")
_HAN_A_LETTER = 0.3  # Chinese characters for a letter of English, on average
_LIKE = 3.5  # times as long: of 84 quotations that people translated, 1 was more, save for those that hold the original
_SPEECH = 4  # words, or two characters each: shorter ones may stand for a term that the source does not mark
_LEAST_SHARED = (
    0.25  # of the content: of 288 paragraphs that people translated 2 share less, of others' quotations 98 %
)


@dataclass(frozen=True, slots=True)
class Source:
    """What is quoted in the source, and what its words mean."""

    said: Placed
    meanings: frozenset[str]


def sources_in(sources: Sequence[Placed]) -> tuple[Source, ...]:
    """Return each quotation, and those of a paragraph as one: what is said before and after "she said"."""
    said = list(sources)
    for number, placed in groupby(sources, itemgetter(0)):
        parts = [text for _, text in placed]
        said += [(number, " ".join(parts))] if len(parts) > 1 else []
    return tuple(Source(one, meanings(one[1])) for one in said)


def is_speech(quoted: str) -> bool:
    """Whether quoted words are so many that they are what somebody says, rather than a term."""
    return len(quoted.split()) + len(_HAN.findall(quoted)) // 2 >= _SPEECH


def likeliest(quoted: str, sources: Sequence[Placed]) -> Placed:
    """Return the quotation of the source whose length is most like that of a translation, 0 and "" without any."""
    return min(sources, key=lambda said: _unlike(quoted, said[1]), default=(0, ""))


def rendered(quoted: str, sources: Iterable[Source]) -> Placed | None:
    """Return what of the source, of a like length, the quoted words render best, None where they render none of it.

    What cannot be told, for want of words with a content, renders what is of a like length.
    """
    content = Content.of(quoted)
    shares = [
        (content.share(source.meanings), source.said)
        for source in sources
        if source.said[1] in quoted or _unlike(quoted, source.said[1]) <= _LIKE
    ]
    share, best = max(shares, key=itemgetter(0), default=(0.0, (0, "")))
    return best if share >= _LEAST_SHARED else None


def _unlike(one: str, other: str) -> float:
    """Return how far the lengths of two quotations are from those of translations of each other, as a ratio."""
    lengths = sorted(len(text) * (1 if is_chinese(text) else _HAN_A_LETTER) for text in (one, other))
    return lengths[1] / lengths[0]
