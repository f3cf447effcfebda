"""Finds the article in a message that a tool has put a prompt, a separator or a header around.

Nothing but orders to a model, names of fields and separators is left out; whatever else stands in the message is the
article. Only its first and last lines are looked at, so that an article about prompts keeps them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from service.domain.orders_to_models import is_order

_MOST_LINES = 60  # of a prompt: longer ones belong into the system message
_MOST_CHARACTERS = 2_000  # the same
_MOST_TITLE = 500  # characters, as in the requests of /summarize
_PREFIX = 300  # characters of an order that ends in a colon in front of the article's first words

_RULE = re.compile(r"-{3,}|={3,}|\*{3,}|_{3,}|#{3,}|`{3,}\w{0,20}|\"{3}|'{3}|<<<|>>>")
_NAME = re.compile(r"([a-z][a-z0-9_]{2,40}):")  # of a field of a content system
_TEXT = re.compile(
    r"(?:the )?(?:(?:input|article|news|body)(?: (?:text|content|body))?|content|text)\s?:"
    "|(?:输入|輸入|正文|内容|內容|原文|文章|新闻|新聞)[:：]",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:title|headline|标题|標題)\s?[:：](.*)", re.IGNORECASE)
_ABOUT = re.compile(r"[^\W\d][\w ]{0,20}[:：].*")  # a line of a header: its name, and what it says
_STEP = re.compile(r"(?:[-*•]|\d{1,2}[.)、])\s*\S")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The text of an article, and its title where the message names one."""

    text: str
    title: str = ""


def article_in(message: str) -> Enclosed:
    """Return what a message holds beside the prompt around it; linear in the message."""
    lines = _trimmed(message.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"))
    lines = _trimmed(_without_tail(_trimmed(_without_head(lines))))
    return _fields(lines) or _headed(lines) or Enclosed("\n".join(lines))


def _without_head(lines: Sequence[str]) -> Sequence[str]:
    """Leave out a prompt above the article: what stands over a separator, or an order and its steps."""
    first = next((number for number, line in enumerate(lines[:_MOST_LINES]) if _RULE.fullmatch(line.strip())), None)
    if first is not None and _is_prompt(lines[:first]):
        return lines[first + 1 :]
    if not lines or not (rest := _behind_order(lines[0])):
        return lines
    if rest.strip():
        return [rest, *lines[1:]]
    for number, line in enumerate(lines[1:_MOST_LINES], start=1):
        if _TITLE.match(line.strip()):
            return lines[number:]
        if found := _TEXT.match(line.strip()):
            return [line.strip()[found.end() :], *lines[number + 1 :]]
    steps = takewhile(lambda line: _STEP.match(line.strip()) or is_order(line), lines[1:])
    return lines[1 + sum(1 for _ in steps) :]


def _behind_order(line: str) -> str:
    """Return what follows an order in its line, a space where nothing does, "" where the line is no order."""
    order, colon, rest = line[:_PREFIX].replace("：", ":").partition(":")
    if colon and is_order(order):
        return line[len(order) + 1 :] if rest.strip() else " "
    return " " if is_order(line) else ""


def _is_prompt(lines: Sequence[str]) -> bool:
    """Whether what stands above a separator is nothing, an order, or a line that announces what is below."""
    said = [line.strip() for line in lines if line.strip()]
    if not said or sum(map(len, said)) > _MOST_CHARACTERS:
        return not said
    return is_order(said[0]) or (len(said) == 1 and len(said[0]) <= _PREFIX and said[0].endswith((":", "：")))


def _without_tail(lines: Sequence[str]) -> Sequence[str]:
    """Leave out a prompt below the article, and the separator above it."""
    ending = [number for number, line in enumerate(lines) if _RULE.fullmatch(line.strip())]
    if ending and len(lines) - ending[-1] <= _MOST_LINES:
        said = [line.strip() for line in lines[ending[-1] + 1 :] if line.strip()]
        if not said or (is_order(said[0]) and sum(map(len, said)) <= _MOST_CHARACTERS):
            return lines[: ending[-1]]
    return lines[:-1] if len(lines) > 1 and is_order(lines[-1]) else lines


def _fields(lines: Sequence[str]) -> Enclosed | None:
    """Read fields, each under its name alone in a line, as a content system sends more than one: ``headline:``."""
    if not lines or not _NAME.fullmatch(lines[0].strip()):
        return None
    title, kept, named = "", list[str](), ""
    for number, line in enumerate(lines):
        fresh = number == 0 or not lines[number - 1].strip()
        if fresh and (name := _NAME.fullmatch(line.strip())):
            named = name[1]
        elif named in {"headline", "title"} and not title and line.strip() and len(line) <= _MOST_TITLE:
            title = line.strip()
        else:
            kept.append(line)
    return Enclosed("\n".join(_trimmed(kept)), title)


def _headed(lines: Sequence[str]) -> Enclosed | None:
    """Read a header of lines such as ``Title: …`` and ``Author: …`` above a text that is announced as such."""
    for number, line in enumerate(lines[:_MOST_LINES]):
        if found := _TEXT.match(line.strip()):
            title = next((said[1].strip() for said in map(_TITLE.match, lines[:number]) if said), "")
            text = [line.strip()[found.end() :].strip(), *lines[number + 1 :]]
            alone = number == 0 and not text[0]
            return Enclosed("\n".join(_trimmed(text)), title[:_MOST_TITLE]) if title or alone else None
        if line.strip() and not _ABOUT.fullmatch(line.strip()):
            return None
    return None


def _trimmed(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines without blank ones at either end."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else ()
