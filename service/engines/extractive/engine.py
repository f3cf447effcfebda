"""Picks an article's most central sentences and groups the rest by topic."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.article import Article
from service.domain.errors import ArticleTooShort, TranslationNeedsModel
from service.domain.language import Language
from service.domain.summary import Group, Summary
from service.engines.extractive.candidates import Candidate, candidates_of
from service.engines.extractive.ranking import choose, scores_of
from service.engines.extractive.terms import vectors_of
from service.engines.extractive.topics import heading_of, segments_of
from service.ports import Assignment, Drafted, Failure, Repaired
from service.ports.computing import compute

VERSION = "1"
"""Part of every cache key: raised with every change of what is picked."""

# Candidate sentences up to which a size holds: core insights, groups, insights a group. Contract §1: "the size follows
# the article: a six-paragraph story does not get three groups of three"; the reference has 3, 3 and 3.
_SIZES = ((2, (1, 1, 1)), (6, (2, 1, 2)), (12, (2, 2, 2)), (24, (3, 2, 2)), (45, (3, 3, 3)), (90, (4, 4, 3)))
_LARGEST = (5, 5, 3)
_NO_HEADING = {
    Language.ENGLISH: "Further Details",
    Language.SIMPLIFIED_CHINESE: "更多细节",
    Language.TRADITIONAL_CHINESE: "更多細節",
}


@dataclass(frozen=True, slots=True)
class ExtractiveEngine:
    """Writes drafts out of the article's own sentences, in its own language: each citation quotes its insight."""

    name: str = "extractive"
    prompt: str = ""
    prompt_digest: str = ""
    identity: str = f"extractive {VERSION}"
    translates: bool = False

    def draft(self, assignment: Assignment) -> Drafted:
        """Return the summary; raise TranslationNeedsModel, and ArticleTooShort where no sentence says anything."""
        article = assignment.article
        if assignment.language is not article.language:
            message = f"without a model a brief comes in the article's own language, {article.language}"
            raise TranslationNeedsModel(message, pointer="/language")
        return Drafted(summary=compute(_summary, article), engine=self.name)

    def repair(self, assignment: Assignment, failures: tuple[Failure, ...]) -> Repaired:  # noqa: ARG002
        """Give all up: a sentence of the article has nothing to correct."""
        return Repaired({})


def _summary(article: Article) -> Summary:
    candidates = candidates_of(article)
    if not candidates:
        raise ArticleTooShort("the article has no sentence that could stand as an insight")
    cores, groups, members = next((size for most, size in _SIZES if len(candidates) <= most), _LARGEST)
    vectors = vectors_of([candidate.text for candidate in candidates])
    scores = scores_of(candidates, vectors, article.title)
    core = choose(range(len(candidates)), cores, scores=scores, vectors=vectors)
    taken = list(core)
    chosen: list[list[int]] = []
    for segment in segments_of(article, candidates, vectors, count=groups):
        pool = [index for index in segment if index not in taken]
        picked = sorted(choose(pool, members, scores=scores, vectors=vectors, taken=taken))
        taken += picked
        chosen += [picked] if picked else []
    return Summary(tuple(candidates[index].insight for index in core), _groups(article, candidates, chosen))


def _groups(article: Article, candidates: Sequence[Candidate], chosen: Sequence[Sequence[int]]) -> tuple[Group, ...]:
    groups: list[Group] = []
    for picked in chosen:
        members = [candidates[index] for index in picked]
        others = "\n".join(candidates[index].text for other in chosen if other is not picked for index in other)
        heading = heading_of(article, members, others)
        if not heading or any(heading == group.heading for group in groups):
            heading = _NO_HEADING[article.language]
        groups.append(Group(len(groups) + 1, heading, tuple(member.insight for member in members)))
    return tuple(groups)
