"""What changed since the earlier version of an article, line by line, in the words of the brief's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.domain.brief import Brief
from service.domain.changes import VALUES, Change, ChangeKind
from service.domain.language import Language
from service.formats.text import one_line

MOST_LINES = 30
"""Shown to a reader: the JSON has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWords:
    """The words of one language; all but ``heading``, ``added`` and ``reworded`` take what they are about."""

    heading: str
    new: str
    gone: str
    added: str
    removed: str
    reworded: str
    more: str


CHANGE_WORDS: Mapping[Language, ChangeWords] = {
    Language.ENGLISH: ChangeWords(
        heading="What changed",
        new="new: {}",
        gone="gone: {}",
        added="new paragraph",
        removed="removed: “{}”",
        reworded="reworded",
        more="and {} more changes",
    ),
    Language.SIMPLIFIED_CHINESE: ChangeWords(
        heading="变动",
        new="新增：{}",
        gone="删去：{}",
        added="新段落",
        removed="删去：“{}”",
        reworded="措辞有改动",
        more="另有 {} 处变动",
    ),
    Language.TRADITIONAL_CHINESE: ChangeWords(
        heading="變動",
        new="新增：{}",
        gone="刪去：{}",
        added="新段落",
        removed="刪去：「{}」",
        reworded="措辭有改動",
        more="另有 {} 處變動",
    ),
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A line of plain text, and the number of the paragraph that it is about, None where the article has none."""

    text: str
    paragraph: int | None = None


def change_lines(brief: Brief) -> Iterator[ChangeLine]:
    """Yield a line for each change, numbers first, at most ``MOST_LINES`` and one that says how many more there are."""
    words = CHANGE_WORDS[brief.header.language]
    for change in brief.changes[:MOST_LINES]:
        yield ChangeLine(one_line(_told(change, words)), change.paragraph)
    if (left := len(brief.changes) - MOST_LINES) > 0:
        yield ChangeLine(words.more.format(left))


def _told(change: Change, words: ChangeWords) -> str:
    if change.kind in VALUES and change.before and change.after:
        return f"{change.before} → {change.after}"
    if change.kind in VALUES:
        return (words.new if change.after else words.gone).format(change.after or change.before)
    if change.kind is ChangeKind.REMOVED:
        return words.removed.format(change.before)
    return words.added if change.kind is ChangeKind.ADDED else words.reworded
