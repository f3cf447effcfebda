"""What differs between a paragraph and its changed form: the numbers and dates whose values do, or the wording."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product, zip_longest
from typing import Generic, TypeVar

from service.domain.changes import Change, ChangeKind
from service.domain.dates import EVIDENCE, ON_YEAR, Context, Date, agree
from service.domain.facts import Facts, read_facts
from service.domain.folding import fold
from service.domain.language import is_chinese
from service.domain.paragraph import Paragraph
from service.domain.quantities import Quantity, Verdict, compare

_MOST = 10  # numbers of a paragraph without an equal in the other that are compared one by one; the rest by their order
_NEAR = 12  # characters on either side of a number that show which one of the other text it stands for
_STANDS_FOR = 6  # of them the same: it stands there, though it measures something else
_UNKNOWN = Context(None, frozenset(), frozenset())

_Fact = TypeVar("_Fact", Quantity, Date)


@dataclass(frozen=True, slots=True)
class _Kind(Generic[_Fact]):
    """How facts of one kind are told apart: by what they mean, and by whether two of them are the same after all."""

    meaning: Callable[[_Fact], Hashable]
    same: Callable[[_Fact, _Fact], bool]
    comparable: Callable[[_Fact, _Fact], bool]


def differing(before: Paragraph, after: Paragraph) -> Iterator[Change]:
    """Yield the numbers, then the dates whose values differ, then the wording where more than these differs.

    What stands in one text only has "" in the place of the other. A paragraph of number 0 is a title.
    """
    theirs, ours = _facts(before), _facts(after)
    translated = is_chinese(before.text) != is_chinese(after.text)
    texts = (before.text, after.text)
    numbers = list(_paired((theirs.quantities, ours.quantities), _numbers(translated=translated), texts))
    dates = list(_paired((theirs.dates, ours.dates), _DATES, texts))
    whole = Change(
        kind=ChangeKind.WORDING,
        before=before.text,
        after=after.text,
        paragraph_before=before.number or None,
        paragraph=after.number or None,
    )
    told = (*((ChangeKind.NUMBER, *one) for one in numbers), *((ChangeKind.DATE, *one) for one in dates))
    for kind, gone, come in told:
        yield replace(whole, kind=kind, before=gone.text if gone else "", after=come.text if come else "")
    rest_before = _without(before.text, [gone for _, gone, _ in told])
    rest_after = _without(after.text, [come for _, _, come in told])
    if fold(rest_before).text != fold(rest_after).text:
        yield whole


def _facts(paragraph: Paragraph) -> Facts:
    read = read_facts(paragraph.text, "")
    dates = (date for date in read.dates if not date.vague and date.relative not in {ON_YEAR, EVIDENCE})
    return Facts(tuple(dates), tuple(quantity for quantity in read.quantities if not quantity.weak))


def _paired(
    facts: tuple[Sequence[_Fact], Sequence[_Fact]], kind: _Kind[_Fact], texts: tuple[str, str]
) -> Iterator[tuple[_Fact | None, _Fact | None]]:
    """Yield what has no equal in the other text, in the order of this one, each with what it most likely replaces."""
    before, after = _without_equals(facts, kind.meaning, texts)
    said_before, said_after = _without_same(before[:_MOST], after[:_MOST], kind.same)
    places = _places(said_before, said_after, kind, texts)
    replaced = {index: said_before[place] for place, index in places.items()}
    yield from ((replaced.get(index), fact) for index, fact in enumerate(said_after))
    yield from ((fact, None) for place, fact in enumerate(said_before) if place not in places)
    yield from zip_longest(before[_MOST:], after[_MOST:])


def _without_equals(
    facts: tuple[Sequence[_Fact], Sequence[_Fact]], meaning: Callable[[_Fact], Hashable], texts: tuple[str, str]
) -> tuple[list[_Fact], list[_Fact]]:
    """Return what is left of both where those that mean the same are taken away, one for one.

    Of several, those go that stand between the same words: of "3 dead, 5 missing" and "5 dead, 5 missing" the latter.
    """
    meant: defaultdict[Hashable, tuple[list[_Fact], list[_Fact]]] = defaultdict(lambda: ([], []))
    for side, found in enumerate(facts):
        for fact in found:
            meant[meaning(fact)][side].append(fact)
    gone: set[int] = set()
    for theirs, ours in meant.values():
        first = dict(enumerate(range(len(ours))))
        if len(theirs) != len(ours):
            pairs = product(enumerate(theirs[:_MOST]), enumerate(ours[:_MOST]))
            first = one_for_one((-_beside(one, other, texts), place, index) for (place, one), (index, other) in pairs)
        gone |= {id(theirs[place]) for place in first} | {id(ours[index]) for index in first.values()}
    before, after = ([fact for fact in side if id(fact) not in gone] for side in facts)
    return before, after


def one_for_one(scored: Iterable[tuple[float, int, int]]) -> dict[int, int]:
    """Return the pairs of the lowest scores, each place and each index once: a score, a place, an index."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, index in sorted(scored):
        if place not in found and index not in taken:
            found[place] = index
            taken.add(index)
    return found


def _without_same(
    before: list[_Fact], after: list[_Fact], same: Callable[[_Fact, _Fact], bool]
) -> tuple[list[_Fact], list[_Fact]]:
    """Return what is left where those that say the same in other words are taken away, one for one."""
    left, other = list(before), []
    for fact in after:
        index = next((place for place, one in enumerate(left) if same(one, fact)), None)
        if index is None:
            other.append(fact)
        else:
            del left[index]
    return left, other


def _places(before: list[_Fact], after: list[_Fact], kind: _Kind[_Fact], texts: tuple[str, str]) -> dict[int, int]:
    """Return which of ``before`` is replaced by which of ``after``: what stands between the same words."""
    scored: list[tuple[int, int, int]] = []
    for index, fact in enumerate(after):
        for place, other in enumerate(before):
            alike = _beside(other, fact, texts)
            if kind.comparable(other, fact) or alike >= _STANDS_FOR:
                scored.append((abs(index - place) - _MOST * alike, place, index))
    return one_for_one(scored)


def _beside(before: Quantity | Date, after: Quantity | Date, texts: tuple[str, str]) -> int:
    """Return how many characters on both sides of the two are the same."""
    spans = (before.span, after.span)
    ahead = [text[max(0, span.start - _NEAR) : span.start][::-1] for text, span in zip(texts, spans, strict=True)]
    behind = [text[span.end : span.end + _NEAR] for text, span in zip(texts, spans, strict=True)]
    return _in_common(*ahead) + _in_common(*behind)


def _in_common(one: str, other: str) -> int:
    return next((place for place, pair in enumerate(zip_longest(one, other)) if pair[0] != pair[1]), len(one))


def _without(text: str, facts: Iterable[Quantity | Date | None]) -> str:
    spans = sorted((fact.span.start, fact.span.end) for fact in facts if fact)
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces.append(text[position:start])
        position = max(position, end)
    return " ".join((*pieces, text[position:]))


def _numbers(*, translated: bool) -> _Kind[Quantity]:
    def same(before: Quantity, after: Quantity) -> bool:
        if before.is_range != after.is_range or (not translated and (before.low < 0) != (after.low < 0)):
            return False
        verdict = compare(after, before, translated=translated)
        return verdict <= Verdict.HEDGE_CHANGED and verdict is not Verdict.ROUNDED

    return _Kind(
        lambda one: (one.low, one.high, one.unit.dimension, one.unit.name, one.vague),
        same,
        lambda before, after: before.unit.dimension is after.unit.dimension,
    )


_DATES: _Kind[Date] = _Kind(
    lambda one: (frozenset(one.components.items()), one.part, one.relative),
    lambda before, after: agree(after, before, _UNKNOWN) or agree(before, after, _UNKNOWN),
    lambda before, after: not before.components.keys().isdisjoint(after.components),
)
