"""Whether one article is a rewrite of another: the runs of words that both have."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from heapq import nsmallest
from struct import unpack

from service.domain.folding import fold
from service.domain.paragraph import Paragraph

SKETCH_SIZE = 40
"""Features kept of each article: of a 30 % rewrite about 12 are shared, of other articles one at most (measured)."""

LEAST_SHARED = 3
"""Features of a sketch that make another article worth a look."""

MOST_CANDIDATES = 64
"""Articles that an index finds at most."""

_REWRITE = 0.35
"""The least similarity of a rewrite. Measured by bench/near_duplicates.py over the articles and pairs of shared/data:
rewrites with 30 % edited have 0.45 and more, the nearest articles that are none (columns of one series) 0.24."""

_DIGEST = 8  # bytes of a feature
_RUN = 3  # words or Chinese characters: of two, unrelated articles of one field share too many
_MOST_WORDS = 6_000  # longer texts share runs by chance: two of 50,000 Chinese characters half of theirs
_LONGEST_WORD = 8  # characters with the space, on average, of what is looked at to find so many words
_NUMBERS = 12  # fewer prove nothing; market reports have 30 and more
_SAME_NUMBERS = 1 / 3  # of two reports of one form on two days fewer are the same (measured: 0.3 at most)

_NUMBER = "[0-9]+(?:[.,][0-9]+)*+"
_WORD = re.compile(  # the first two are what most words are, and are found faster
    rf"[A-Za-z_][A-Za-z0-9_]*+[^\W\u2e80-\U0010ffff]*+|[\u4e00-\u9fa5]"
    rf"|{_NUMBER}|[^\W\u2e80-\U0010ffff]++|(?=\w)[\u2e80-\U0010ffff]"
)


@dataclass(frozen=True, slots=True)
class Features:
    """How an article says it: a 64-bit feature for each run of three words or characters, in order, and its numbers.

    Features are the same in every process and version: indexes keep them.
    """

    words: int
    runs: tuple[int, ...]
    numbers: Mapping[str, int]

    @property
    def sketch(self) -> tuple[int, ...]:
        """The features that stand for all of them, ascending: the smallest, which are a fair sample (bottom-k)."""
        return tuple(nsmallest(SKETCH_SIZE, frozenset(self.runs)))


def features_of(paragraphs: Iterable[Paragraph]) -> Features:
    """Return the features of an article's story, boilerplate left out; of a long one those of its beginning.

    Script, width, case and punctuation make no difference, nor where paragraphs end. Linear, and bounded.
    """
    story = "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.boilerplate)
    words = _WORD.findall(fold(story[: _MOST_WORDS * _LONGEST_WORD]).text)[:_MOST_WORDS]
    runs = zip(*(words[start:] for start in range(_RUN)), strict=False)
    numbers = Counter(word.replace(",", "") for word in words if "0" <= word[0] <= "9")
    digests = [blake2b(run.encode(), digest_size=_DIGEST).digest() for run in map(" ".join, runs)]
    return Features(len(words), unpack(f">{len(digests)}Q", b"".join(digests)), numbers)


def similarity(one: Features, other: Features) -> float:
    """Return the share of the two texts that stands in runs which both have, 0 to 1."""
    shared = frozenset(one.runs).intersection(other.runs)
    words = one.words + other.words
    return (_covered(one.runs, shared) + _covered(other.runs, shared)) / words if shared else 0.0


def rewritten(one: Features, other: Features) -> float:
    """Return the similarity of two texts where one is a rewrite of the other, else 0.

    Reports of one form, as of the markets on two days, are none: they have many numbers and few of them in common.
    """
    share = similarity(one, other)
    return share if share >= _REWRITE and not _of_one_form(one.numbers, other.numbers) else 0.0


def ranked(shared: Mapping[str, int]) -> tuple[str, ...]:
    """Return who shares enough features to be worth a look, those that share most first, else in the order given."""
    likely = (one for one, features in shared.items() if features >= LEAST_SHARED)
    return tuple(sorted(likely, key=lambda one: -shared[one])[:MOST_CANDIDATES])


def _covered(runs: tuple[int, ...], shared: frozenset[int]) -> int:
    """Return how many words stand in the shared runs."""
    covered = end = 0
    for place, run in enumerate(runs):
        if run in shared:
            covered += place + _RUN - max(place, end)
            end = place + _RUN
    return covered


def _of_one_form(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    fewer = min(sum(one.values()), sum(other.values()))
    same = sum(min(count, other.get(number, 0)) for number, count in one.items())
    return fewer >= _NUMBERS and same < fewer * _SAME_NUMBERS
