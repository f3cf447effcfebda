"""What statements share: the words and numbers in which sentences are compared."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from itertools import chain
from operator import add

_HAN_RUN = re.compile("[\u3400-\u9fff]{2,}")


def pairs_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring Chinese characters of a text, which are its words, roughly."""
    runs = _HAN_RUN.findall(text)
    return frozenset(chain.from_iterable(map(add, run, run[1:]) for run in runs))


class Postings:
    """Where each word stands in a list of texts, so that a statement is not compared with every one of them."""

    def __init__(self, texts: Iterable[Collection[str]]) -> None:
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(texts):
            for word in words:
                self._places[word].append(place)

    def shared(self, words: Iterable[str]) -> Counter[int]:
        """Return how many of the words each text has, by its place in the list, those that have any."""
        places = self._places
        return Counter(chain.from_iterable(places[word] for word in words if word in places))
