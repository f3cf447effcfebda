"""Read insights under their headings made into a summary, by the same rules whatever form the answer had."""

from collections import Counter
from collections.abc import Iterable, Sequence

from service.domain.errors import AnswerIncomplete, AnswerUnreadable
from service.domain.summary import Group, Insight, Summary
from service.engines.insights import plain_text

_MOST_EQUAL = 2  # faults.md row 11: three equal lines are a loop


def assembled(core: Iterable[Insight], groups: Sequence[tuple[str, Sequence[Insight]]]) -> Summary:
    """Return the summary of the core insights and the groups, a heading each; raise OutputError where it is no brief.

    AnswerIncomplete where the last group has no insights: the answer ends at its heading.
    """
    summary = Summary(once(core), tuple(_group(number, *group) for number, group in enumerate(groups, start=1)))
    if not summary.core_insights or not summary.groups:
        raise AnswerUnreadable("the model's answer lacks the core insights or the groups")
    if not summary.groups[-1].insights:
        raise AnswerIncomplete("the model's answer ends at a heading")
    if not all(group.insights for group in summary.groups):
        raise AnswerUnreadable("the model's answer has a group without insights")
    if not any(insight.citations for _, insight in summary.located()):
        raise AnswerUnreadable("the model's answer cites nothing")
    return summary


def once(insights: Iterable[Insight]) -> tuple[Insight, ...]:
    """Return the insights of a section, each once; raise AnswerUnreadable where one is repeated as in a loop."""
    times = Counter(insights)
    if any(count > _MOST_EQUAL for count in times.values()):
        raise AnswerUnreadable("the model repeats itself")
    return tuple(times)


def plain_heading(heading: str) -> str:
    """Return the heading without emphasis; raise AnswerUnreadable where nothing is left of it."""
    if plain := plain_text(heading):
        return plain
    raise AnswerUnreadable("the model's answer has a group without a heading")


def _group(number: int, heading: str, insights: Sequence[Insight]) -> Group:
    return Group(number, plain_heading(heading), once(insights))
