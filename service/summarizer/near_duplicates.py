"""Kept briefs of other articles that say nearly the same."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pydantic import ValidationError

from service.domain.alignment import align, changes_of
from service.domain.brief import Brief
from service.domain.changes import VALUES, Similar
from service.domain.ownership import joined, parted, sketch_for
from service.domain.paragraph import Paragraph
from service.domain.similarity import Features, features_of, rewritten
from service.ports import Cache, Compute, Computed, SimilarityIndex, Teller
from service.ports.computing import compute
from service.schema.briefs import dump_brief, load_brief
from service.schema.kept_articles import KeptArticle, load_article

_MOST_READ = 8  # kept briefs, each 10 to 60 kB: a look at one takes about half a millisecond
_MOST_TOLD = 3
_MOST_TRIES = 4  # at a brief that somebody signs or makes anew at the same moment
_NEARLY_ALL = 0.99
_MOST_NUMBERS = 20  # that differ from one article: with more it is for an editor to read both


@dataclass(frozen=True, slots=True)
class NearDuplicates:
    """Finds kept briefs by the wording of their articles: the index proposes, the kept text decides."""

    cache: Cache
    index: SimilarityIndex

    def adding(self, brief_id: str, features: Callable[[], Features], compose: Compute) -> Compute:
        """Return the computation: where its brief is to be kept, it is found by those that come after it."""

        def added(teller: Teller) -> Computed:
            computed = compose(teller)
            if computed.keep:
                owner, digits = parted(brief_id)
                self.index.add(digits, sketch_for(features().sketch, owner))
            return computed

        return added

    def of(self, brief: Brief, ours: Features) -> tuple[Similar, ...]:
        """Return the kept briefs of other articles that this one's is a rewrite of, the most similar first.

        ``ours`` are the features of the brief's own article.

        The same article in another language or by another backend is none, nor is a version that it revises, nor are
        briefs of another owner. What is no longer kept, or cannot be read, is passed over.
        """
        likely = (one for one in self._candidates(brief.id, ours.sketch) if one != brief.id)
        read = ((one, self.cache.get(one)) for one in islice(likely, _MOST_READ))
        kept = [article for _, value in read if value is not None and (article := load_article(value))]
        unrelated = _unrelated(brief, kept)
        return compute(_closest, unrelated, ours, brief.paragraphs) if unrelated else ()

    def forget(self, brief_id: str, value: bytes | None, revising: Sequence[str]) -> None:
        """Take a brief out of the index, and its numbers and words out of what others tell of it.

        It is given as JSON, None where it is no longer kept; those ``revising`` it may be unlike it.
        """
        others = list(revising)
        if value is not None and (article := load_article(value)):
            sketch = features_of(article.text).sketch
            owner, digits = parted(brief_id)
            self.index.remove(digits, sketch_for(sketch, owner))
            others += self._candidates(brief_id, sketch)
        for other in others:
            self._purge(other, brief_id)

    def _candidates(self, brief_id: str, sketch: tuple[int, ...]) -> Iterator[str]:
        owner, _ = parted(brief_id)
        return (joined(owner, digits) for digits in self.index.candidates(sketch_for(sketch, owner)))

    def _purge(self, brief_id: str, gone: str) -> None:
        for _ in range(_MOST_TRIES):
            value = self.cache.get(brief_id)
            purged = value and _without(value, gone)
            if not (value and purged) or self.cache.replace(brief_id, purged, value):
                break
        self.cache.events.forget(brief_id)


def _without(value: bytes, gone: str) -> bytes | None:
    """Return the JSON of a brief without what it tells of the one that is gone; None where it tells nothing."""
    if gone.encode() not in value:
        return None
    try:
        brief = load_brief(value)
    except ValidationError:
        return None
    similar = tuple(one for one in brief.similar_to if one.id != gone)
    changes = () if brief.previous == gone else brief.changes
    if (similar, changes) == (brief.similar_to, brief.changes):
        return None
    return dump_brief(replace(brief, similar_to=similar, changes=changes))


def _unrelated(brief: Brief, kept: Sequence[KeptArticle]) -> list[KeptArticle]:
    """Return the articles that are neither the brief's own nor an earlier or later version of it, each once."""
    source = brief.header.source
    versions = {(brief.header.title, source.name if source else "", tuple(p.text for p in brief.paragraphs))}
    ids = {brief.id, brief.previous} - {""}
    others = list(kept)
    while related := [one for one in others if one.id in ids or one.previous in ids or _identity(one) in versions]:
        ids |= {name for one in related for name in (one.id, one.previous) if name}
        versions |= {_identity(one) for one in related}
        others = [one for one in others if one not in related]
    return list({_identity(one): one for one in reversed(others)}.values())[::-1]


def _identity(kept: KeptArticle) -> tuple[str, str, tuple[str, ...]]:
    """Return what is the same of an article's briefs in several languages and by several backends."""
    source = kept.source.name if kept.source else ""
    return kept.title or "", source, tuple(paragraph.text for paragraph in kept.paragraphs)


def _closest(others: list[KeptArticle], ours: Features, paragraphs: tuple[Paragraph, ...]) -> tuple[Similar, ...]:
    shares = ((rewritten(ours, features_of(one.text)), one) for one in others)
    closest = sorted((pair for pair in shares if pair[0]), key=lambda pair: -pair[0])
    return tuple(_similar(share, one, paragraphs) for share, one in closest[:_MOST_TOLD])


def _similar(share: float, kept: KeptArticle, ours: tuple[Paragraph, ...]) -> Similar:
    differing = (one for one in changes_of(align(kept.text, ours)) if one.kind in VALUES)
    # Only what is the same is 1: "100 % the same" above a number that differs would be wrong.
    rounded = min(round(share, 2), _NEARLY_ALL) if share < 1 else 1.0
    return Similar(kept.id, rounded, tuple(islice(differing, _MOST_NUMBERS)))
