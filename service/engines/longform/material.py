"""What a model is shown of a long article: the passages that matter, in the order in which they are given up."""

from collections.abc import Callable, Iterable, Iterator

from service.engines.longform.passages import Passage, Source
from service.ports import Failure


def ranked(notes: Iterable[Iterable[Passage]]) -> tuple[Passage, ...]:
    """Return the passages of all chunks' notes: what each chunk's model put first before what any put second.

    Among equals the article's order holds, because news begins with what matters.
    """
    placed = ((rank, passage) for passages in notes for rank, passage in enumerate(passages))
    ordered = sorted(placed, key=lambda one: (one[0], one[1].number, one[1].span.start))
    return tuple(dict.fromkeys(passage for _, passage in ordered))


def rests_on(failures: Iterable[Failure], source: Source) -> tuple[Passage, ...]:
    """Return the paragraphs that failed insights cite or their findings name, then those beside them."""
    named = tuple(dict.fromkeys(passage for failure in failures for passage in _named(failure, source)))
    beside = (source.paragraph(one.number + step, 0) for step in (-1, 1) for one in named)
    return (*named, *dict.fromkeys(passage for passage in beside if passage))


def fitting(
    passages: tuple[Passage, ...], length: Callable[[tuple[Passage, ...]], int], room: int
) -> tuple[Passage, ...]:
    """Return as many of the first passages as make a question of at most ``room`` tokens; one at least."""
    kept = passages
    while len(kept) > 1 and (asked := length(kept)) > room:
        kept = kept[: max(1, min(len(kept) - 1, len(kept) * room // asked))]
    return kept


def _named(failure: Failure, source: Source) -> Iterator[Passage]:
    cited = ((one.paragraph, one.span.start if one.span else 0) for one in failure.insight.citations)
    named = ((finding.paragraph or 0, 0) for finding in failure.findings)
    places = (source.paragraph(number, near) for number, near in (*cited, *named))
    return (passage for passage in places if passage)
