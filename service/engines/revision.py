"""What of an earlier brief stands in a revised article, and what is to be written anew, place by place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from service.domain.alignment import Pair, align, changes_of
from service.domain.article import Article
from service.domain.brief import Brief
from service.domain.changes import VALUES, Change
from service.domain.paragraph import Paragraph
from service.domain.summary import (
    MAX_CORE_INSIGHTS,
    MAX_GROUP_INSIGHTS,
    Citation,
    Group,
    Insight,
    Summary,
)
from service.ports import Failure

UNWRITTEN = "(not written yet)"
"""What the model reads in the place of an insight on paragraphs that nothing tells of yet."""

_MOST_NEW = 6  # insights that a revision adds: with more to tell the groups would no longer be those of the story
_LEAD = 2  # paragraphs: what is new in the first ones of news is among what matters most


@dataclass(frozen=True, slots=True)
class Revision:
    """A summary of the revised article: insights that stand, and those at the places that are ``asked`` for.

    ``excerpt`` is what these rest on; ``added`` are the places at which nothing stood before.
    """

    summary: Summary
    asked: tuple[Failure, ...]
    added: frozenset[str]
    excerpt: tuple[Paragraph, ...]

    def standing(self) -> Iterator[tuple[str, Insight]]:
        """Yield the insights that stand, with their places."""
        asked = {failure.where for failure in self.asked}
        yield from ((where, insight) for where, insight in self.summary.located() if where not in asked)

    def written(self, insights: Mapping[str, Insight]) -> Summary:
        """Return the summary with what was written at the places asked for.

        What was to be rewritten and was not cites nothing any more, so that it fails its checks. What would be added
        and says the same as another one is left out.
        """
        asked = {
            failure.where: Insight(failure.insight.text) for failure in self.asked if failure.where not in self.added
        }
        whole = (
            asked | dict(self.standing()) | {where: one for where, one in insights.items() if where not in self.added}
        )
        said = {insight.text for insight in whole.values()}
        for where in sorted(self.added & insights.keys()):
            if insights[where].text not in said:
                whole[where] = insights[where]
                said.add(insights[where].text)
        return self.summary.keeping(whole)


def revision_of(earlier: Brief, article: Article) -> Revision | None:
    """Return how the earlier brief becomes one of this article; None where too little of it stands.

    That is where not one insight of the core or of the groups would be left, nothing can be kept, or more than half of
    the story's paragraphs are new or changed.
    """
    pairs = align(earlier.paragraphs, article.paragraphs)
    fresh = tuple(pair.after for pair in pairs if pair.after and not (pair.unchanged or pair.after.boilerplate))
    story = sum(not paragraph.boilerplate for paragraph in article.paragraphs)
    if len(fresh) * 2 > story:
        return None
    revising = _Revising(pairs)
    core = [one for insight in earlier.summary.core_insights for one in revising.again(insight)]
    groups = [
        (group.heading, [one for each in group.insights for one in revising.again(each)])
        for group in earlier.summary.groups
    ]
    groups = [(heading, insights) for heading, insights in groups if insights]
    entries = [*core, *(one for _, insights in groups for one in insights)]
    if not core or not groups or all(entry.reasons for entry in entries):
        return None
    cited = {citation.paragraph for entry in entries for citation in entry.insight.citations}
    for entry in _added([paragraph.number for paragraph in fresh if paragraph.number not in cited]):
        _place(entry, core, [insights for _, insights in groups])
    return _assembled(core, groups, article)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An insight of the revised summary; ``reasons`` say why it is to be written, none where it stands."""

    insight: Insight
    reasons: tuple[str, ...] = ()
    added: bool = False


class _Revising:
    """The way from the paragraphs of the earlier article to those of this one."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._pairs = {pair.before.number: pair for pair in pairs if pair.before}
        self._changes: defaultdict[int | None, list[Change]] = defaultdict(list)
        for change in changes_of(pairs):
            self._changes[change.paragraph_before].append(change)

    def again(self, insight: Insight) -> Iterator[_Entry]:
        """Yield the insight as it stands or is to be rewritten; nothing where all that it rests on is gone."""
        pairs = [self._pairs[one.paragraph] for one in insight.citations]
        citations = {
            pair.after.number: Citation(pair.after.number, one.quote if pair.unchanged else "")
            for pair, one in zip(pairs, insight.citations, strict=True)
            if pair.after
        }
        if citations:
            cited = tuple(citations[number] for number in sorted(citations))
            reasons = tuple(self._reason(pair) for pair in pairs if not pair.unchanged)
            yield _Entry(Insight(insight.text, cited), reasons)

    def _reason(self, pair: Pair) -> str:
        if pair.after is None:
            return "a paragraph that it rested on is gone from the article"
        changes = self._changes[pair.before.number] if pair.before else []
        values = [
            f"“{one.before}” is now “{one.after}”" for one in changes if one.kind in VALUES and one.before and one.after
        ]
        return "; ".join((f"paragraph {pair.after.number} was revised", *values))


def _added(numbers: Sequence[int]) -> Iterator[_Entry]:
    """Yield what is to be written on the paragraphs of these numbers, that nothing tells of."""
    together = ceil(len(numbers) / _MOST_NEW) or 1
    for first in range(0, len(numbers), together):
        cited = numbers[first : first + together]
        named = ", ".join(map(str, cited))
        reason = f"no insight tells of paragraph {named}: write the one that it proves"
        yield _Entry(Insight(UNWRITTEN, tuple(map(Citation, cited))), (reason,), added=True)


def _place(entry: _Entry, core: list[_Entry], groups: list[list[_Entry]]) -> None:
    """Add the entry where it belongs and where there is room: the lead's to the core, others to the nearest group."""
    number = entry.insight.citations[0].paragraph
    if number <= _LEAD and len(core) < MAX_CORE_INSIGHTS:
        core.append(entry)
        return
    free = [group for group in groups if len(group) < MAX_GROUP_INSIGHTS]
    if free:
        min(free, key=lambda group: _distance(number, group)).append(entry)
    elif len(core) < MAX_CORE_INSIGHTS:
        core.append(entry)


def _distance(number: int, entries: Iterable[_Entry]) -> int:
    return min(abs(number - citation.paragraph) for entry in entries for citation in entry.insight.citations)


def _assembled(core: list[_Entry], groups: list[tuple[str, list[_Entry]]], article: Article) -> Revision:
    numbered = (Group(number, heading, _insights(entries)) for number, (heading, entries) in enumerate(groups, start=1))
    summary = Summary(_insights(core), tuple(numbered))
    entries = [*core, *(entry for _, group in groups for entry in group)]
    located = list(zip((where for where, _ in summary.located()), entries, strict=True))
    asked = tuple(Failure(where, entry.insight, (), entry.reasons) for where, entry in located if entry.reasons)
    cited = {citation.paragraph for failure in asked for citation in failure.insight.citations}
    return Revision(
        summary,
        asked,
        frozenset(where for where, entry in located if entry.added),
        tuple(paragraph for paragraph in article.paragraphs if paragraph.number in cited),
    )


def _insights(entries: Iterable[_Entry]) -> tuple[Insight, ...]:
    return tuple(entry.insight for entry in entries)
