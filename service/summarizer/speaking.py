"""A brief put into words while it is made: nothing is said that could be taken back."""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace

from service.domain.brief import Brief, Draft
from service.domain.errors import AnswerIncomplete
from service.domain.summary import Group, Insight, Summary
from service.formats import RENDERERS, suggestions
from service.formats.ai_label import AiLabel
from service.formats.suggestions import wanted_by
from service.ports import Notice
from service.schema.briefs import dump_brief, load_brief
from service.schema.events import GroupEventJson, InsightEventJson, MetaJson
from service.summarizer.labelling import labelled
from service.summarizer.served import Hearing


@dataclass(frozen=True, slots=True)
class Voice:
    """How a brief is put into words: the whole of it, and the beginning of one that is being made.

    The words of a draft are the beginning of those of every brief that begins with it; "" keeps silent until the end.
    """

    whole: Callable[[Brief], str]
    begun: Callable[[Draft], str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The next words, and the whole brief once they are the last."""

    text: str
    brief: Brief | None = None


Speech = Generator[Spoken | None, None, None]
"""The words of a brief in order, None for every second without any. Closing it is leaving."""


def spoken(told: Hearing, voice: Voice) -> Speech:
    """Yield the words that are certain as the brief is told, and at its end the rest.

    Raise what the telling raises, and AnswerIncomplete where the brief is not what was said of it.
    """
    beginning, said = _Beginning(), ""
    with closing(told):
        for one in told:
            if one is None:
                yield None
            elif one.notice.last:
                brief = load_brief(one.notice.data.encode())
                whole = voice.whole(brief)
                if not whole.startswith(said):
                    raise AnswerIncomplete("another answer took the place of the one that was shown")
                yield Spoken(whole[len(said) :], brief)
            elif (begun := beginning.hear(one.notice)) is not None:
                text = voice.begun(begun)
                if len(text) > len(said) and text.startswith(said):
                    yield Spoken(text[len(said) :])
                    said = text


class _Beginning:
    """The part of a draft that is certain: its insights up to the first that was not told."""

    def __init__(self) -> None:
        self._draft: Draft | None = None
        self._headings: dict[int, str] = {}
        self._certain = 0

    def hear(self, notice: Notice) -> Draft | None:
        """Return the draft as far as it is certain; None before it begins."""
        match notice.name:
            case "meta":
                self._draft, self._headings, self._certain = MetaJson.model_validate_json(notice.data).draft(), {}, 0
            case "group":
                group = GroupEventJson.model_validate_json(notice.data)
                self._headings[group.number] = group.heading
            case "insight" if self._draft:
                self._draft = self._with(self._draft, InsightEventJson.model_validate_json(notice.data))
        return self._draft

    def _with(self, draft: Draft, told: InsightEventJson) -> Draft:
        """Add the insight where none is missing before it, and where a reader meets it next."""
        summary, insight = draft.summary, told.insight.insight()
        number, latest = told.group, summary.groups[-1].number if summary.groups else 0
        if told.position != self._certain or number < latest or (number and not summary.core_insights):
            return draft
        self._certain += 1
        if not number:
            return replace(draft, summary=Summary((*summary.core_insights, insight), summary.groups))
        return replace(draft, summary=replace(summary, groups=self._grown(summary.groups, number, insight)))

    def _grown(self, groups: tuple[Group, ...], number: int, insight: Insight) -> tuple[Group, ...]:
        if groups and groups[-1].number == number:
            return (*groups[:-1], replace(groups[-1], insights=(*groups[-1].insights, insight)))
        return (*groups, Group(number, self._headings.get(number, ""), (insight,)))


def voice_of(instructions: str, label: AiLabel, *, as_json: bool) -> Voice:
    """Return the words that a caller's instructions ask for: suggestions, the brief as JSON, or its text form."""
    if wanted := wanted_by(instructions):
        return Voice(lambda brief: suggestions.render(brief, wanted, label.line(brief)), _silent)
    if as_json:
        return Voice(lambda brief: labelled(dump_brief(brief), label).decode(), _silent)
    lines = RENDERERS["lines"]
    return Voice(lambda brief: lines(brief, label), lambda draft: lines(draft, label))


def _silent(_: Draft) -> str:
    return ""
