"""Two versions of a text paragraph by paragraph: what stands in both, what was changed, and what of it matters."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain, islice

from service.domain.changes import Change, ChangeKind
from service.domain.differing import differing, one_for_one
from service.domain.folding import fold
from service.domain.paragraph import Paragraph
from service.domain.quantities import numbers_in

MOST_CHANGES = 300
"""Told of one revision: more are another article, and nobody reads them."""

_MOST_SHARED = 4  # paragraphs with a word in common: a word of more tells none of them
_MOST_CANDIDATES = 3  # of the earlier text that a paragraph is compared with
_ALIKE = 0.4  # of the words of both in common: a changed paragraph; news paragraphs on one topic share a quarter
_ALIKE_BESIDE = 0.2  # the same where it stands between the same paragraphs: "Shares fell 3%" and "Shares rose 5%"
_MOST_READ = 12_000  # characters of changed paragraphs, each side, that are compared: a newspaper's page
_MOST_NUMBERS = 1_000  # in changed paragraphs of both texts: two pages have 500, and reading them is what costs
_NUMBER = "#"
_WORDS = re.compile("[0-9]+(?:[.,][0-9]+)*|[^\\W\\d\u3400-\u9fff\uf900-\ufaff]+|(?=([\u3400-\u9fff\uf900-\ufaff]{2}))")


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph in the earlier and in this text: None where that text does not have it."""

    before: Paragraph | None
    after: Paragraph | None
    unchanged: bool = False
    """Whether both say the same; variants of width, case, script and punctuation aside, it may stand elsewhere."""

    @property
    def is_boilerplate(self) -> bool:
        """Whether it is no part of the story in either text."""
        return all(side is None or side.boilerplate for side in (self.before, self.after))


def align(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> tuple[Pair, ...]:
    """Return each paragraph of both texts once, in the order of ``after``; what was removed comes last.

    What merely moved is unchanged. Of what changed, paragraphs that have much in common are paired, as far as they are
    within the first ``_MOST_READ`` characters of it. Linear.
    """
    alignment = _Alignment(before, after)
    pairs = alignment.same() | alignment.alike()
    paired = set(pairs.values())
    added = ((None, place) for place in range(len(after)) if place not in paired)
    removed = (Pair(before[place], None) for place in range(len(before)) if place not in pairs)
    ordered = sorted((*pairs.items(), *added), key=lambda pair: pair[1])
    return (*(alignment.pair(*places) for places in ordered), *removed)


def changes_of(pairs: Sequence[Pair]) -> tuple[Change, ...]:
    """Return what changed, at most ``MOST_CHANGES``: numbers, dates, added, removed, other wording, in this order.

    Numbers and dates are those whose values differ, of paragraphs in both texts; of one with more numbers than are read
    only that its wording differs is told, and nothing of advertising and editors' lines. Each kind comes in the pairs'
    order. Linear.
    """
    changed = [pair for pair in pairs if not (pair.unchanged or pair.is_boilerplate)]
    found = list(_changes(changed))
    return tuple(islice((one for kind in ChangeKind for one in found if one.kind is kind), MOST_CHANGES))


class _Alignment:
    """Two texts, by the places of their paragraphs."""

    def __init__(self, before: Sequence[Paragraph], after: Sequence[Paragraph]) -> None:
        self._before, self._after = before, after
        self._folded_before = [fold(paragraph.text).text for paragraph in before]
        self._folded_after = [fold(paragraph.text).text for paragraph in after]
        self._pairs: dict[int, int] = {}

    def same(self) -> dict[int, int]:
        """Pair the paragraphs that say the same, those that stand several times in their order."""
        places: defaultdict[str, deque[int]] = defaultdict(deque)
        for place, text in enumerate(self._folded_before):
            places[text].append(place)
        for place, text in enumerate(self._folded_after):
            if places[text]:
                self._pairs[places[text].popleft()] = place
        return dict(self._pairs)

    def alike(self) -> dict[int, int]:
        """Pair what is left where it has enough in common, the most alike first."""
        standing = {after: before for before, after in self._pairs.items()}
        words = _first_words(self._folded_before, self._pairs)
        sharing, left = _sharing(words), _first_words(self._folded_after, standing)
        scored: list[tuple[float, int, int]] = []
        for place, own in left.items():
            beside = {standing[place + step] - step for step in (-1, 1) if place + step in standing}
            for other in {*_candidates(own, sharing), *beside} & words.keys():
                likeness = 2 * len(own & words[other]) / (len(own) + len(words[other]) or 1)
                if likeness >= (_ALIKE_BESIDE if other in beside else _ALIKE):
                    scored.append((-likeness, place, other))
        return {other: place for place, other in one_for_one(scored).items()}

    def pair(self, before: int | None, after: int) -> Pair:
        """Return the pair of these places."""
        if before is None:
            return Pair(None, self._after[after])
        return Pair(self._before[before], self._after[after], self._folded_before[before] == self._folded_after[after])


def _first_words(folded: Sequence[str], paired: Container[int]) -> dict[int, frozenset[str]]:
    """Return the words of the texts that are not paired, by their places, as far as texts are read."""
    left = _MOST_READ
    words: dict[int, frozenset[str]] = {}
    for place, text in enumerate(folded):
        if place not in paired and (left := left - len(text)) >= 0:
            words[place] = _words(text)
    return words


def _words(text: str) -> frozenset[str]:
    """Return the words of a folded text, of Chinese each two characters that follow each other.

    That a text has numbers is one more, so that a paragraph which is hardly more than a number is known by its place.
    """
    words = {match[1] or match[0] for match in _WORDS.finditer(text)}
    return frozenset(words | {_NUMBER} if any(word[0].isdecimal() for word in words) else words)


def _sharing(words: dict[int, frozenset[str]]) -> dict[str, list[int]]:
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    for place, own in words.items():
        for word in own:
            sharing[word].append(place)
    return {word: places for word, places in sharing.items() if len(places) <= _MOST_SHARED}


def _candidates(own: frozenset[str], sharing: dict[str, list[int]]) -> list[int]:
    shared = Counter(chain.from_iterable(sharing.get(word, ()) for word in own))
    return nsmallest(_MOST_CANDIDATES, shared, key=lambda place: (-shared[place], place))


def _changes(pairs: Iterable[Pair]) -> Iterator[Change]:
    left = _MOST_NUMBERS
    for pair in pairs:
        before, after = pair.before, pair.after
        if not before or not after:
            yield _whole(before, after)
            continue
        numbers = numbers_in(f"{before.text}\n{after.text}", left + 1)
        if numbers > left:
            yield _whole(before, after)
        else:
            left -= numbers
            yield from differing(before, after)


def _whole(before: Paragraph | None, after: Paragraph | None) -> Change:
    in_one_text = ChangeKind.ADDED if after else ChangeKind.REMOVED
    return Change(
        kind=ChangeKind.WORDING if before and after else in_one_text,
        before=before.text if before else "",
        after=after.text if after else "",
        paragraph_before=before.number or None if before else None,
        paragraph=after.number or None if after else None,
    )
