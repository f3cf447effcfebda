"""Texts for the fields that content systems have, made of checked insights alone: never cut, never reworded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.domain.finding import Severity
from service.domain.language import Language
from service.domain.summary import Insight, Summary, group_of

MAX_HEADLINE = 70  # characters: the longest that search results show whole
MAX_STANDFIRST = 300  # characters

_ENDED = re.compile("[.!?。！？…⋯]+[”’」』）)\\]\"']*$")
_FULL_STOP = re.compile(r"(?<=[^.．\s])[.．。]$")
_INITIALS = re.compile(r"(?:\b[^\W\d_]\.){2}$")  # the stop of "U.S." is part of the name
# What stands for something said before, or goes on from it, as who said it does behind a dash: no text begins with it.
# IT, He Lifeng, 他信 (Thaksin) and 但丁 (Dante) stand for themselves.
_DANGLING = re.compile(
    r"(?!(?-i:IT\b|S?[Hh]e [A-Z])|他[信加]|但丁)"
    r"(?:[—–―-]|(?:it|its|they|their|he|his|she|her|this|these|those|but|and|also|however|in addition|meanwhile)\b"
    "|[他她它该該这這此]|其(?![他中余餘实實])|但是?|另外|同时|同時)",
    re.IGNORECASE,
)
_OPEN_END = ",;:，；：、 "


@dataclass(frozen=True, slots=True)
class ShortForm:
    """A short text, and the JSON pointers of the insights that it is made of."""

    text: str
    insights: tuple[str, ...]


def headline_of(summary: Summary) -> ShortForm | None:
    """Return the first core insight that may be a headline; None where there is none.

    A detail of a group is no headline: "Police have opened an inquiry" above a fire with 12 dead.
    """
    return next((form for form in headlines_in(summary) if group_of(form.insights[0]) == 0), None)


def headlines_in(summary: Summary) -> Iterator[ShortForm]:
    """Yield the insights that may be chosen for a headline: at most 70 characters, without a final full stop.

    Each names what it speaks of: "It will open in May" is no headline. An insight that an editor should look at first
    serves for no short form.
    """
    for where, insight in _sound(summary):
        text = _unstopped(_line(insight))
        if len(text) <= MAX_HEADLINE and not _DANGLING.match(text):
            yield ShortForm(text, (where,))


def standfirst_of(summary: Summary, language: Language) -> ShortForm | None:
    """Return as many whole insights as fit into 300 characters, each as a sentence; None where none fits.

    The first names what it speaks of. They are core insights in their order, those of the groups only where no core
    insight serves: groups say the same in more detail. The headline's insight is left out, for it stands right above,
    unless it is the only one.
    """
    headline = headline_of(summary)
    above = headline.insights if headline else ()
    sound = [(where, insight) for where, insight in _sound(summary) if where not in above]
    core = [one for one in sound if group_of(one[0]) == 0]
    for offered in (core, sound, list(_sound(summary))):
        if made := _joined(offered, language):
            return made
    return None


def _sound(summary: Summary) -> Iterator[tuple[str, Insight]]:
    """Yield the insights without a finding that a reader of the short form would need to see."""
    for where, insight in summary.located():
        if _line(insight) and all(finding.severity is Severity.NOTES for finding in insight.findings):
            yield where, insight


def _joined(offered: list[tuple[str, Insight]], language: Language) -> ShortForm | None:
    stop, gap = ("。", "") if language.chinese else (".", " ")
    text, used = "", list[str]()
    for where, insight in offered:
        sentence = _line(insight)
        if not text and _DANGLING.match(sentence):
            continue
        longer = f"{text}{gap if text else ''}{sentence}{'' if _ENDED.search(sentence) else stop}"
        if len(longer) <= MAX_STANDFIRST:
            text = longer
            used.append(where)
    return ShortForm(text, tuple(used)) if used else None


def _line(insight: Insight) -> str:
    return " ".join(insight.text.split()).rstrip(_OPEN_END)


def _unstopped(text: str) -> str:
    return text if _INITIALS.search(text) else _FULL_STOP.sub("", text)
