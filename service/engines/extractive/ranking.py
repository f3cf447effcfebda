"""Which sentences carry an article: near its centre, near its head, and unlike each other."""

import math
import re
from collections.abc import Sequence

from service.engines.extractive.candidates import Candidate
from service.engines.extractive.terms import Vector, centre_of, likeness, terms_of, unit

# Set by hand and compared with the lead, which they beat on reference summaries: bench/compare_extractive.py.
CENTRALITY, LEAD, TITLE, NUMBER = 1.0, 0.55, 0.25, 0.05
REPEATING = 0.7  # of a likeness with what is chosen already, taken off
_LEAD_SENTENCES = 4.0  # after which the head's bonus has fallen to 1/e
_SAME = 0.6  # a likeness above which two sentences say the same
_NUMBER = re.compile(r"\d|[一二三四五六七八九十百千万亿]{2}")


def scores_of(candidates: Sequence[Candidate], vectors: Sequence[Vector], title: str) -> list[float]:
    """Return a score for each candidate; the highest are the most central."""
    centre = centre_of(vectors)
    subject = unit({term: float(count) for term, count in terms_of(title).items()})
    return [
        candidate.fitness
        * (
            CENTRALITY * likeness(vector, centre)
            + LEAD * math.exp(-candidate.position / _LEAD_SENTENCES)
            + TITLE * likeness(vector, subject)
            + NUMBER * bool(_NUMBER.search(candidate.text))
        )
        for candidate, vector in zip(candidates, vectors, strict=True)
    ]


def choose(
    pool: Sequence[int], count: int, *, scores: Sequence[float], vectors: Sequence[Vector], taken: Sequence[int] = ()
) -> list[int]:
    """Return up to ``count`` of the pool's indices, the best first, none saying what is chosen or taken already."""
    left = dict.fromkeys(pool)
    alike = {index: max((likeness(vectors[index], vectors[other]) for other in taken), default=0.0) for index in left}
    chosen: list[int] = []
    while left and len(chosen) < count:
        best = max(left, key=lambda index: (scores[index] - REPEATING * alike[index], -index))
        del left[best]
        if alike[best] > _SAME:
            continue
        chosen.append(best)
        for index in left:
            alike[index] = max(alike[index], likeness(vectors[index], vectors[best]))
    return chosen
