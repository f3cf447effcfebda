"""The lines of a batch: an article, and what answers it."""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from threading import Event
from typing import BinaryIO, Protocol

from pydantic import BaseModel

from service.adapters.json_lines import lines_of
from service.domain.errors import CoreInsightsError
from service.schema.jobs import ArticleError
from service.schema.lines import told_of_line
from service.schema.reports import LineId, id_of

_DIGEST_BYTES = 4  # of a line that was changed, one in four billion goes unnoticed
_HEAD = re.compile(
    rb'\{"line":([1-9][0-9]{0,9}),"digest":"([0-9a-f]{8})",(?:"id":(?:-?[0-9]+|"(?:[^"\\]|\\.)*"),)?'
    rb'(?:"brief":|"error":\{"code":"([a-z-]+)")'
)


@dataclass(frozen=True, slots=True)
class InputLine:
    """A line with its number, from 1, without its end."""

    number: int
    content: bytes

    @property
    def digest(self) -> int:
        """A number from 1 to 2**32 - 1 by which another line in its place is noticed."""
        return int.from_bytes(blake2b(self.content, digest_size=_DIGEST_BYTES).digest()) or 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What is written of a line, and the code of its error, "" for a brief; ``size`` is that of the line answered."""

    text: bytes
    code: str
    size: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a line that was written tells of the one that it answers."""

    number: int
    digest: int
    code: str


class Crew(Protocol):
    """Who answers lines, a bounded number of them at a time."""

    def answers(self, lines: Iterator[InputLine], stop: Event) -> Generator[Answer | None, None, None]:
        """Yield answers as they come, None now and then where none came or a line was given up.

        Once it is to stop, no more lines are taken, and those under way are finished or given up.
        """


def input_lines(file: BinaryIO) -> Iterator[InputLine]:
    """Yield the lines that are not blank."""
    return (InputLine(number, content.rstrip(b"\r\n")) for number, content in lines_of(file))


def briefed(line: InputLine, line_id: LineId, brief: bytes) -> Answer:
    """Return the answer that holds the JSON of a brief, byte for byte."""
    return Answer(_begun(line, line_id) + b',"brief":' + brief + b"}\n", "", len(line.content))


def failed(line: InputLine, error: Exception) -> Answer:
    """Return the answer to a line that has no brief."""
    told = told_of_line(line.number, error)
    retryable = isinstance(error, CoreInsightsError) and error.retryable
    return refused(line, ArticleError(code=told.code, detail=told.detail, retryable=retryable))


def refused(line: InputLine, error: ArticleError, line_id: LineId = None) -> Answer:
    """Return the answer that holds the error."""
    head = _begun(line, id_of(line.content) if line_id is None else line_id)
    return Answer(head + b',"error":' + error.model_dump_json().encode() + b"}\n", error.code, len(line.content))


def written(text: bytes) -> Written | None:
    """Return what a line of the output tells; None where it is no answer of ours."""
    head = _HEAD.match(text)
    if head is None or not text.endswith(b"}\n"):
        return None
    return Written(int(head[1]), int(head[2], 16), (head[3] or b"").decode())


def may_begin(text: bytes) -> bool:
    """Whether an answer of ours may begin with this: one that was broken off."""
    start = b'{"line":'
    return text.startswith(start) or start.startswith(text)


def _begun(line: InputLine, line_id: LineId) -> bytes:
    head = _Head(line=line.number, digest=f"{line.digest:08x}", id=line_id)
    return head.model_dump_json(exclude_none=True)[:-1].encode()


class _Head(BaseModel):
    line: int
    digest: str
    id: LineId = None
