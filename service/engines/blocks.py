"""The raw insights of an answer under the labels they stand under."""

from dataclasses import dataclass, field

from service.domain.errors import AnswerUnreadable
from service.engines.insights import LONGEST_RAW, cites, continues, joined
from service.engines.lines import Kind, Line

_LONGEST_HEADING = 80


@dataclass(slots=True)
class Section:
    """A label and the raw insights under it; ``heading`` is None for the core insights, "" until it is read."""

    heading: str | None = None
    insights: list[str] = field(default_factory=list)
    uncited: bool = False  # a line stands here that is a remark or an insight without bullet and citation


@dataclass(slots=True)
class Block:
    """One brief in an answer: its core insights, then its groups."""

    core: Section
    groups: list[Section] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether no insight stands under any of its labels."""
        return not any(section.insights for section in (self.core, *self.groups))


class BlockReader:
    """Goes through the lines of an answer; what stands before the first core label is no part of a brief."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._section: Section | None = None  # None outside of any label we know
        self._bulleted = False
        self._after_blank = False
        self.open = False
        """Whether the last insight may go on in the next line."""

    def read(self, line: Line) -> None:
        """Take in the next line; raise AnswerUnreadable where it can be read in two ways."""
        if line.kind is Kind.CORE:
            self._section = Section()
            self.blocks.append(Block(self._section))
        elif self.blocks and len(line.text) > LONGEST_RAW:
            raise AnswerUnreadable("the model's answer has a line that is far too long")
        elif self.blocks:
            self._read_within(line)
        self._after_blank = line.kind is Kind.BLANK
        self.open = self.open and line.kind in {Kind.BULLET, Kind.PLAIN}

    def _read_within(self, line: Line) -> None:
        match line.kind:
            case Kind.GROUP:
                self._section = Section(line.text)
                self.blocks[-1].groups.append(self._section)
            case Kind.TITLE:
                self._title(line.text)
            case Kind.REMARK:
                self._remark(line.text)
            case Kind.BULLET | Kind.PLAIN:
                self._text(line)

    def _title(self, text: str) -> None:
        if cites(text) or len(text) > _LONGEST_HEADING:
            raise AnswerUnreadable("the model's answer has an insight in the place of a heading")
        if self._section and self._section.heading == "":
            self._section.heading = text
        else:
            self._leave()

    def _remark(self, text: str) -> None:
        if cites(text):
            raise AnswerUnreadable("the model's answer has a remark that looks like an insight")
        self._leave()

    def _leave(self) -> None:
        """Close the section: what follows a remark or an unknown heading belongs to no label."""
        if self._section and self._section.insights:
            self._section = None

    def _text(self, line: Line) -> None:
        section = self._section
        if section is None:
            if cites(line.text) or line.kind is Kind.BULLET:
                raise AnswerUnreadable("the model's answer has insights under no label")
        elif section.heading == "" and line.kind is Kind.BULLET:
            raise AnswerUnreadable("the model's answer has a group without a heading")
        elif section.heading == "":
            self._title(line.text)
        else:
            self._add(section, line)

    def _add(self, section: Section, line: Line) -> None:
        if line.kind is Kind.BULLET:
            self._bulleted = self.open = True
            section.insights.append(line.text)
        elif self.open and continues(section.insights[-1], line.text, indented=line.indented):
            section.insights[-1] = joined(section.insights[-1], line.text)
        elif cites(line.text):
            self._unbulleted(section, line.text)
        elif self._bulleted or self._after_blank or not section.insights:
            section.uncited = True
            self.open = False
        else:
            raise AnswerUnreadable("the model's answer has a line that may be an insight or a remark")

    def _unbulleted(self, section: Section, text: str) -> None:
        if self._bulleted or section.uncited:
            raise AnswerUnreadable("the model's answer has a line that may be an insight or a remark")
        section.insights.append(text)
        self.open = True
