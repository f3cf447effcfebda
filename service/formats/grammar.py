"""Reads the text form, in either shape and as people write it by hand, back into a draft."""

import re
from collections.abc import Callable, Iterator, Sequence

from service.domain.article import Source
from service.domain.brief import Draft, Header
from service.domain.errors import SummaryError
from service.domain.language import Language
from service.domain.summary import Group, Insight, Summary
from service.formats.ai_label import without_label
from service.formats.labels import LABELS
from service.formats.markers import split_citations
from service.formats.similar import SIMILAR_WORDS
from service.formats.text import SIGNED, header_time, is_source_line, one_line
from service.formats.what_changed import CHANGE_WORDS

FURNITURE = "Workflow"
"""A first line that the place the reference was copied from puts above it: accepted, never written."""

_CORE = re.compile(r"(Core Insights|核心观点|核心觀點)[:：]?(?:\s*$|(?= - | (?:Group|分组|分組) ?\d))")
_GROUP = re.compile(r"(?:Group|分组|分組) ?(\d{1,4}) ?[:：] ?(.*)")
_BULLET = re.compile(r"[-*•–·] (?=\S)|[-*•–]\s*$")
_FLAT_GROUP = re.compile(r"(?<=[\]】］]) (?=(?:Group|分组|分組) ?\d{1,4} ?[:：])")
_FLAT_INSIGHT = re.compile(r"(?<=[\]】］]) - ")
_APPENDIX = "|".join(
    f"{labels.withheld}|{labels.evidence}|{CHANGE_WORDS[language].heading}|{SIMILAR_WORDS[language].heading}"
    for language, labels in LABELS.items()
)
_NOT_SUMMARY = re.compile(rf"(?:{_APPENDIX})$|-{{3,}}$")
_LABEL = re.compile(rf"{SIGNED}[^\[\]［］【】]+$")
_LANGUAGES = {labels.core: language for language, labels in LABELS.items()}

Unescape = Callable[[str], str]


def parse(text: str, unescape: Unescape = str) -> Draft:
    """Return the draft that a text form holds, flat or in lines; groups are numbered anew.

    Hand-written variants are read too: other bullets, colons behind labels, insights that go on in the next line.
    ``unescape`` is applied to every piece of content. Raise SummaryError, with the number of the line, for anything
    that is no text form.
    """
    lines = _unsigned([without_label(line.strip()) for line in text.removeprefix("\ufeff").splitlines()])
    start = _start(lines)
    label = _CORE.match(lines[start])
    if label is None:
        raise SummaryError("the summary has no line that begins with Core Insights, 核心观点 or 核心觀點")
    language = _LANGUAGES[label[1]]
    rest = lines[start][label.end() :].strip()
    header = _header([line for line in lines[:start] if line], language, unescape)
    body = _flat_lines(rest) if rest else _body(lines, start + 1)
    return Draft(header, _summary(body, unescape))


def is_labelled(text: str) -> bool:
    """Whether a line of the text is the label that the text form begins with."""
    return any(_CORE.match(line.strip()) for line in text.splitlines())


def _unsigned(lines: list[str]) -> list[str]:
    """Return the lines without the label below them: a last paragraph of one line behind a dash, citing nothing."""
    while lines and not lines[-1]:
        lines.pop()
    return lines[:-1] if len(lines) > 1 and not lines[-2] and _LABEL.match(lines[-1]) else lines


def _start(lines: Sequence[str]) -> int:
    """Return the line of the first label: below a blank line if there is such a one, for a title may be one too."""
    found = [number for number, line in enumerate(lines) if _CORE.match(line)]
    below_blank = [number for number in found if number and not lines[number - 1]]
    return next(iter(below_blank or found or [0])) if lines else _refuse_empty()


def _refuse_empty() -> int:
    raise SummaryError("the summary is empty")


def _body(lines: Sequence[str], start: int) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines[start:], start=start + 1):
        if _NOT_SUMMARY.match(line):
            return
        if line:
            yield number, line


def _flat_lines(rest: str) -> Iterator[tuple[int, str]]:
    """Yield what the flat form holds behind its label as the lines of the other form."""
    for part in _FLAT_GROUP.split(rest):
        group = _GROUP.match(part)
        heading, dash, items = part.partition(" - ") if group else ("", "", part.removeprefix("- "))
        if group:
            yield 1, heading
        if dash or not group:
            yield from ((1, f"- {item}") for item in _FLAT_INSIGHT.split(items))


def _header(lines: list[str], language: Language, unescape: Unescape) -> Header:
    if lines and lines[0] == FURNITURE and (len(lines) > 2 or (len(lines) == 2 and not is_source_line(lines[1]))):  # noqa: PLR2004
        lines = lines[1:]
    plain = [unescape(line) for line in lines]
    source_line = plain.pop() if plain and is_source_line(plain[-1]) else ""
    name, _, time = source_line.rpartition("·")
    return Header(
        language=language,
        title=one_line(plain[0]) if plain else "",
        source=Source(name, name) if name else None,
        published_at=header_time(time),
    )


def _summary(body: Iterator[tuple[int, str]], unescape: Unescape) -> Summary:
    core: list[str] = []
    groups: list[tuple[str, list[str]]] = []
    for number, line in body:
        items = groups[-1][1] if groups else core
        if bullet := _BULLET.match(line):
            items.append(line[bullet.end() :])
        elif group := _GROUP.match(line):
            groups.append((unescape(group[2].strip()), []))
        elif items:
            items[-1] += f" {line}"
        else:
            raise SummaryError(f"line {number} of the summary is neither an insight nor a group")
    return Summary(
        _insights(core, unescape),
        tuple(
            Group(number, heading, _insights(items, unescape))
            for number, (heading, items) in enumerate((group for group in groups if group[1]), start=1)
        ),
    )


def _insights(items: Sequence[str], unescape: Unescape) -> tuple[Insight, ...]:
    split = (split_citations(item) for item in items)
    return tuple(Insight(unescape(text), citations) for text, citations in split)
