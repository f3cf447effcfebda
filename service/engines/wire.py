"""The model's text read as a summary: each answer is read right or refused, none is guessed at.

The wire format is the ``lines`` form of contract §1 with the verbatim quote beside each number,
``- insight [2: “quote”][10: “quote”]``. Labels, bullets and marks may be odd; what the model says around the brief is
left out; what could be read in two ways is refused, and asked for once more. An answer in JSON is read as one, whether
or not JSON was asked for (``structured``).
"""

import re
from collections.abc import Callable, Iterator, Mapping

from service.domain.errors import AnswerUnreadable, OutputError
from service.domain.summary import Insight, Summary
from service.engines.assembling import assembled
from service.engines.blocks import Block, BlockReader
from service.engines.insights import cites, continues, joined, read_insight
from service.engines.lines import Kind, lines_of
from service.engines.reasoning import bare
from service.engines.structured import json_in, read_brief, read_repairs

_NUMBERED = re.compile(
    r"\s{0,8}(?:[-*•]\s{1,3})?(?:\*\*)?(?:(?:insight|item|观点|觀點|洞察)\s?)?"
    r"(?:[(（](\d{1,3})[)）]|(\d{1,3})(?:\*\*)?\s?[.．、:：)）](?!\d))(?:\*\*)?\s{0,3}",
    re.IGNORECASE,
)
_DROPPED = re.compile(r"\W*(?:drop(?:ped)?|delete|放弃|放棄|删除|刪除)\W*", re.IGNORECASE)


def parse_answer(text: str, read: Callable[[str], Insight] = read_insight) -> Summary:
    """Return the summary that an answer holds, as lines or as JSON; its quotes are what the model claims.

    ``read`` reads a raw insight. Raise AnswerIncomplete where the answer was cut, AnswerUnreadable where it holds no
    brief, or two.
    """
    answer = bare(text)
    if document := json_in(answer):
        return read_brief(document)
    reader = BlockReader()
    for line in lines_of(answer):
        reader.read(line)
    summaries = [_summary(block, read) for block in reader.blocks if not block.empty]
    if not summaries:
        raise AnswerUnreadable("the model's answer holds no brief")
    if any(summary != summaries[0] for summary in summaries):
        raise AnswerUnreadable("the model's answer holds two different briefs")
    return summaries[0]


def parse_repairs(text: str, count: int) -> Mapping[int, Insight]:
    """Return the corrected insights by their number, 1 to ``count``; what was dropped or is in doubt is not there.

    Raise AnswerUnreadable where the answer is thinking without an end, or an insight far too long, or broken JSON;
    AnswerIncomplete where its JSON was cut.
    """
    answer = bare(text)
    document = json_in(answer)
    offered = read_repairs(document) if document else [(number, _repaired(raw)) for number, raw in _numbered(answer)]
    found: dict[int, Insight | None] = {}
    for number, insight in offered:
        found[number] = insight if found.get(number, insight) == insight else None
    if not found and count == 1:
        found[1] = _only_insight(answer)
    return {
        number: insight
        for number, insight in found.items()
        if insight and 1 <= number <= count and not _DROPPED.fullmatch(insight.text)
    }


def _summary(block: Block, read: Callable[[str], Insight]) -> Summary:
    core = [read(raw) for raw in block.core.insights]
    return assembled(core, [(group.heading or "", [read(raw) for raw in group.insights]) for group in block.groups])


def _numbered(answer: str) -> Iterator[tuple[int, str]]:
    number, raw = 0, ""
    for line in answer.split("\n"):
        text = line.strip()
        if begins := _NUMBERED.match(line):
            if number:
                yield number, raw
            number, raw = int(begins[1] or begins[2]), line[begins.end() :].strip()
        elif number and text and continues(raw, text, indented=line[:1].isspace()):
            raw = joined(raw, text)
    if number:
        yield number, raw


def _repaired(raw: str) -> Insight | None:
    try:
        insight = read_insight(raw)
    except OutputError:
        return None
    return insight if insight.citations else None


def _only_insight(answer: str) -> Insight | None:
    """Return the one cited line of an answer that did without numbers, None where there are more."""
    lines = [line.text for line in lines_of(answer) if line.kind in {Kind.BULLET, Kind.PLAIN} and cites(line.text)]
    return _repaired(lines[0]) if len(lines) == 1 else None
