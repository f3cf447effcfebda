"""The model's JSON read as a summary, by the rules that lines are read by.

A text is read as if it stood behind a bullet: what would be a label or a remark there is refused, marks in it are taken
out, and what is left of anything like a mark is refused. Keys that we do not know may hold a value, but no insights.
"""

import json
import re
from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from service.domain.article import MAX_PARAGRAPHS
from service.domain.errors import AnswerIncomplete, AnswerUnreadable, OutputError
from service.domain.summary import Citation, Insight, Summary
from service.engines.assembling import assembled
from service.engines.insights import LONGEST_RAW, cites, read_insight
from service.engines.lines import Kind, lines_of, without_label
from service.engines.reasoning import visible
from service.formats.markers import split_citations

# A fence and one line of introduction may stand before it.
_FENCE = r"(?:`{3}\w{0,12}\s*+)?"
_BEGINS = re.compile(rf"\s*+{_FENCE}(?:[^\n{{}}\[\]]{{1,200}}\n\s*+{_FENCE})?(?=\{{)")
_CITED = " [1: “quote”]"  # tells an insight from a label, as in the lines of an answer

_Scalar = str | int | float | bool | None


_Form = TypeVar("_Form", bound=BaseModel)


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    __pydantic_extra__: dict[str, _Scalar] = Field(init=False)


class _Citation(_Part):
    paragraph: int | str
    quote: str = ""


class _Insight(_Part):
    text: str
    citations: list[_Citation | int | str] = []


class _Group(_Part):
    heading: str
    insights: list[_Insight]


class _Brief(_Part):
    core_insights: list[_Insight]
    groups: list[_Group]


class _Repair(_Insight):
    number: int


class _Repairs(_Part):
    insights: list[_Repair]


def json_in(answer: str) -> str:
    """Return the part of a bare answer that is JSON, with what stands behind it; "" where the answer is in lines."""
    begins = _BEGINS.match(answer)
    return answer[begins.end() :] if begins else ""


def read_brief(text: str) -> Summary:
    """Return the summary of a JSON object.

    Raise AnswerIncomplete where it was cut, AnswerUnreadable where it is not in our form.
    """
    brief = _read(_Brief, text)
    groups = [(plain_line(group.heading), [_insight(one) for one in group.insights]) for group in brief.groups]
    return assembled([_insight(one) for one in brief.core_insights], groups)


def read_repairs(text: str) -> Iterator[tuple[int, Insight | None]]:
    """Yield the corrected insights by their numbers, None for what is in doubt; raise as ``read_brief`` does."""
    for repair in _read(_Repairs, text).insights:
        try:
            insight = _insight(repair)
        except OutputError:
            insight = None
        yield repair.number, insight if insight and insight.citations else None


def read_one(value: object) -> Insight:
    """Return the insight that a parsed JSON value stands for; raise OutputError."""
    try:
        return _insight(_Insight.model_validate(value))
    except ValidationError as error:
        raise AnswerUnreadable("the model's JSON is not what was asked for") from error


def plain_line(heading: str) -> str:
    """Return a heading as it would be read behind its label; raise AnswerUnreadable where it is none."""
    own = without_label(" ".join(visible(heading).split()))
    lines = list(lines_of(f"Group 1: {own}"))
    if len(lines) != 1 or lines[0].kind is not Kind.GROUP:
        raise AnswerUnreadable("the model's answer has no heading in the place of one")
    return lines[0].text


def _insight(given: _Insight) -> Insight:
    """Return an insight by the rules of a line; marks in its text that cite other paragraphs count as well."""
    text = " ".join(visible(given.text).split())
    if len(text) + sum(len(one.quote) for one in given.citations if isinstance(one, _Citation)) > LONGEST_RAW:
        raise AnswerUnreadable("the model's answer has an insight that is far too long")
    lines = list(lines_of(f"- {text}{_CITED}"))
    if len(lines) != 1 or lines[0].kind is not Kind.BULLET:
        raise AnswerUnreadable("the model's answer has no insight in the place of one")
    read = read_insight(lines[0].text.removesuffix(_CITED))
    citations = tuple(_citation(one) for one in given.citations)
    numbers = {citation.paragraph for citation in citations}
    return Insight(read.text, citations + tuple(one for one in read.citations if one.paragraph not in numbers))


def _citation(given: _Citation | int | str) -> Citation:
    if not isinstance(given, _Citation):
        return Citation(_paragraph(given))
    return Citation(_paragraph(given.paragraph), " ".join(visible(given.quote).split()))


def _paragraph(given: int | str) -> int:
    """Return the number of a paragraph, given as such or in any manner of writing marks: ``"P2"``, ``"[2]"``."""
    if isinstance(given, int):
        numbers = [given]
    else:
        numbers = [citation.paragraph for citation in split_citations(f"[{given.strip('[]【】 ')}]")[1]]
    if len(numbers) != 1 or not 1 <= numbers[0] <= MAX_PARAGRAPHS:
        raise AnswerUnreadable("the model's answer cites what is no paragraph")
    return numbers[0]


def _read(form: type[_Form], text: str) -> _Form:
    """Return the text as the form; what stands behind the object may be a fence or a remark."""
    end = text.rfind("}") + 1
    if any(line.kind in {Kind.CORE, Kind.GROUP, Kind.BULLET} or cites(line.text) for line in lines_of(text[end:])):
        raise _cut_or_broken(text)
    try:
        return form.model_validate(json.loads(text[:end], object_pairs_hook=_unique))
    except ValidationError as error:
        raise AnswerUnreadable("the model's JSON is not what was asked for") from error
    except (ValueError, RecursionError) as error:
        raise _cut_or_broken(text) from error


def _cut_or_broken(text: str) -> OutputError:
    try:
        from_json(text)
    except ValueError as error:
        if "EOF while parsing" in str(error):
            return AnswerIncomplete("the model's answer ends in the middle of its JSON")
    return AnswerUnreadable("the model's answer is broken JSON")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return the pairs of an object; raise ValueError where a key stands twice, for that could be read in two ways."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found
