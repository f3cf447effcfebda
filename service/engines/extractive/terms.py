"""What a sentence is about: its terms, weighed by how much they tell it from the others."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

Vector = dict[str, float]

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9.+#-]*[A-Za-z0-9+#]|[A-Za-z]|\d[\d.,]*")
_HAN_RUN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
_SUFFIXES = ("ies", "ing", "ed", "es", "s")
_SHORTEST_STEM = 4

# Words and characters that stand in every text and tell nothing of it.
STOP_WORDS = frozenset(
    """
    a about above across after again against all already also although always am among an and any are around as at
    be became because been before being below between both but by can could did do does doing down during each even
    every few first for from further get gets getting go going got had has have having he her here hers him his how
    however i if in into is it its itself just know last like made make makes making many may me might more most
    much must my never new no nor not now of off often on once one only or other our out over own people per plus
    said same say says see she should since so some still such take than that the their them then there these they
    thing things think this those though three through time to too two under until up upon us use used using very
    want was way we well were what when whenever where whether which while who whom why will with within without
    would year years yet you your
    """.split()
)
STOP_CHARACTERS = frozenset(
    "的了和是在有我他她它这那个们不也就都而及与或被把从到对为以于之其此并但等着过地得很还又将已中上下里后前时年月日一二三"
)


def terms_of(text: str) -> Counter[str]:
    """Return the terms of a text: stems of Latin words, and pairs of Chinese characters."""
    found: Counter[str] = Counter()
    for match in _WORD.finditer(text):
        word = match[0].lower().rstrip(".")
        if word not in STOP_WORDS:
            found[_stem(word)] += 1
    for match in _HAN_RUN.finditer(text):
        run = match[0]
        for pair in map("".join, pairwise(run)):
            if pair[0] not in STOP_CHARACTERS and pair[1] not in STOP_CHARACTERS:
                found[pair] += 1
    return found


def vectors_of(texts: Sequence[str]) -> list[Vector]:
    """Return a unit vector for each text, terms weighed by their rarity among the texts (TF-IDF)."""
    counts = [terms_of(text) for text in texts]
    spread = Counter(term for count in counts for term in count)
    return [
        unit({term: (1 + math.log(n)) * math.log(1 + len(texts) / spread[term]) for term, n in count.items()})
        for count in counts
    ]


def centre_of(vectors: Iterable[Vector]) -> Vector:
    """Return the unit vector in the middle of the vectors."""
    total: Vector = {}
    for vector in vectors:
        for term, weight in vector.items():
            total[term] = total.get(term, 0.0) + weight
    return unit(total)


def unit(vector: Vector) -> Vector:
    """Return the vector scaled to length 1, as it is where it is empty."""
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else vector


def likeness(one: Vector, other: Vector) -> float:
    """Return the cosine of two unit vectors, 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word.removesuffix(suffix)
    return word
