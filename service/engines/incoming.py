"""An answer in our lines or in JSON while it comes in: its insights, each once it can change no more."""

import re
from collections.abc import Callable, Iterable, Iterator

from pydantic_core import from_json

from service.domain.errors import AnswerUnreadable
from service.domain.summary import Insight
from service.engines.assembling import plain_heading
from service.engines.blocks import BlockReader
from service.engines.lines import lines_of
from service.engines.reasoning import begins_thought, ended_thought, is_marked
from service.engines.structured import plain_line, read_one
from service.engines.telling import Written

# A line that begins so goes on with no line before it, whatever follows; unless the word becomes one of evidence.
_ANEW = re.compile(r"\s{0,8}(?:[-*•+–]|\d{1,2}[.)])\s{1,3}(\w{1,40})")
_EVIDENCE = (
    "citation source evidence quote 引用 引文 来源 來源 出处 出處 依据 依據 证据 證據".split()  # as in lines
)
_LONGEST_MARK = 60  # characters


class IncomingLines:
    """The first brief of an answer in lines; ``read`` reads a raw insight."""

    def __init__(self, read: Callable[[str], Insight]) -> None:
        self._read = read
        self._reader = BlockReader()
        self._section = self._index = 0  # of the next insight to be given
        self._sure = False  # whether all insights so far are known to be complete

    @property
    def briefs(self) -> int:
        """How many briefs have begun so far."""
        return sum(not block.empty for block in self._reader.blocks)

    @property
    def waiting(self) -> bool:
        """Whether the last insight may go on in the next line, as far as that is known."""
        return self._reader.open and not self._sure

    def read(self, line: str) -> None:
        """Take in the next line; raise AnswerUnreadable where it can be read in two ways."""
        self._sure = False
        for piece in lines_of(line):
            self._reader.read(piece)

    def complete(self, next_line: str = "") -> Iterator[Written]:
        """Yield the insights that have become complete, given what is there of the next line; raise OutputError."""
        block = next((block for block in self._reader.blocks if not block.empty), None)
        if block is None or not block.core.insights:
            return
        sections = (block.core, *block.groups)
        self._sure = not self._reader.open or _begins_anew(next_line)
        unsure = block is self._reader.blocks[-1] and not self._sure
        for number, section in enumerate(sections[self._section :], start=self._section):
            last = number == len(sections) - 1
            for raw in section.insights[self._index : len(section.insights) - (unsure and last)]:
                self._index += 1
                yield Written(number, plain_heading(section.heading or "") if number else "", self._read(raw))
            if not section.insights and not last:
                raise AnswerUnreadable("the model's answer has a group without insights")
            if not last:
                self._section, self._index = number + 1, 0


class IncomingJson:
    """A brief as a JSON object; an insight is complete when the next object has begun."""

    def __init__(self) -> None:
        self._text = ""
        self._since: list[str] = []
        self._given = 0

    def read(self, piece: str) -> Iterable[Written]:
        """Take in the next piece and return the insights that have become complete; iterating raises OutputError."""
        self._since.append(piece)
        return self._complete() if "{" in piece else ()

    def _complete(self) -> Iterator[Written]:
        new = self._text[-_LONGEST_MARK:] + "".join(self._since)
        if ended_thought(new) or begins_thought(new) or is_marked(new):
            raise AnswerUnreadable("the model's JSON has marks of thoughts in it")
        self._text, self._since = self._text + "".join(self._since), []
        try:
            document: object = from_json(self._text, allow_partial=True)
        except ValueError as error:
            raise AnswerUnreadable("the model's answer is broken JSON") from error
        for number, heading, value in _complete(document)[self._given :]:
            self._given += 1
            yield Written(number, plain_heading(plain_line(heading)) if number else "", read_one(value))


def _begins_anew(line: str) -> bool:
    begins = _ANEW.match(line)
    word = begins[1].casefold() if begins else ""
    return bool(word) and not any(one.startswith(word) or word.startswith(one) for one in _EVIDENCE)


def _complete(document: object) -> list[tuple[int, str, object]]:
    """Return the insights of a part of a document that are sure to be complete, each after its group and heading."""
    if not isinstance(document, dict) or next(iter(document), "") != "core_insights":
        return []  # groups that come first are told when all is there
    core, groups = document["core_insights"], document.get("groups")
    if not isinstance(core, list) or not core:
        return []
    found: list[tuple[int, str, object]] = [(0, "", value) for value in core]
    if not isinstance(groups, list):
        return found[:-1]
    for number, group in enumerate(groups, start=1):
        heading, insights = (group.get("heading"), group.get("insights")) if isinstance(group, dict) else (None, None)
        if not isinstance(heading, str) or not isinstance(insights, list) or not insights:
            return found
        found += [(number, heading, value) for value in insights]
    return found[:-1] if groups else found
