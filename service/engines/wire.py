"""The model's text read as a summary: each answer is read right or refused, none is guessed at.

The wire format is the ``lines`` form of contract §1 with the verbatim quote beside each number,
``- insight [2: “quote”][10: “quote”]``. Labels, bullets and marks may be odd; what the model says around the brief is
left out; what could be read in two ways is refused, and asked for once more.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from service.domain.errors import AnswerIncomplete, AnswerUnreadable, OutputError
from service.domain.summary import Group, Insight, Summary
from service.engines.blocks import Block, BlockReader, Section
from service.engines.insights import cites, continues, joined, plain_text, read_insight
from service.engines.lines import Kind, lines_of
from service.engines.reasoning import bare

_MOST_EQUAL = 2  # faults.md row 11: three equal lines are a loop

_NUMBERED = re.compile(
    r"\s{0,8}(?:[-*•]\s{1,3})?(?:\*\*)?(?:(?:insight|item|观点|觀點|洞察)\s?)?"
    r"(?:[(（](\d{1,3})[)）]|(\d{1,3})(?:\*\*)?\s?[.．、:：)）](?!\d))(?:\*\*)?\s{0,3}",
    re.IGNORECASE,
)
_DROPPED = re.compile(r"\W*(?:drop(?:ped)?|delete|放弃|放棄|删除|刪除)\W*", re.IGNORECASE)


def parse_answer(text: str) -> Summary:
    """Return the summary that an answer holds; its quotes are what the model claims.

    Raise AnswerIncomplete where the answer was cut, AnswerUnreadable where it holds no brief, or two.
    """
    reader = BlockReader()
    for line in lines_of(bare(text)):
        reader.read(line)
    summaries = [_summary(block) for block in reader.blocks if not block.empty]
    if not summaries:
        raise AnswerUnreadable("the model's answer holds no brief")
    if any(summary != summaries[0] for summary in summaries):
        raise AnswerUnreadable("the model's answer holds two different briefs")
    return summaries[0]


def parse_repairs(text: str, count: int) -> Mapping[int, Insight]:
    """Return the corrected insights by their number, 1 to ``count``; what was dropped or is in doubt is not there.

    Raise AnswerUnreadable where the answer is thinking without an end, or an insight far too long.
    """
    answer = bare(text)
    found: dict[int, Insight | None] = {}
    for number, raw in _numbered(answer):
        insight = _repaired(raw)
        found[number] = insight if found.get(number, insight) == insight else None
    if not found and count == 1:
        found[1] = _only_insight(answer)
    return {number: insight for number, insight in found.items() if insight and 1 <= number <= count}


def _summary(block: Block) -> Summary:
    core = _insights(block.core)
    groups = tuple(_group(number, section) for number, section in enumerate(block.groups, start=1))
    if not core or not groups:
        raise AnswerUnreadable("the model's answer lacks the core insights or the groups")
    if not groups[-1].insights:
        raise AnswerIncomplete("the model's answer ends at a heading")
    if not all(group.insights for group in groups):
        raise AnswerUnreadable("the model's answer has a group without insights")
    insights = [insight for part in (core, *(group.insights for group in groups)) for insight in part]
    if not any(insight.citations for insight in insights):
        raise AnswerUnreadable("the model's answer cites nothing")
    return Summary(core, groups)


def _group(number: int, section: Section) -> Group:
    heading = plain_text(section.heading or "")
    if not heading:
        raise AnswerUnreadable("the model's answer has a group without a heading")
    return Group(number, heading, _insights(section))


def _insights(section: Section) -> tuple[Insight, ...]:
    """Return the insights of a section, each once; raise AnswerUnreadable where one is repeated as in a loop."""
    read = [read_insight(raw) for raw in section.insights]
    if any(times > _MOST_EQUAL for times in Counter(read).values()):
        raise AnswerUnreadable("the model repeats itself")
    return tuple(dict.fromkeys(read))


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
    if _DROPPED.fullmatch(raw):
        return None
    try:
        insight = read_insight(raw)
    except OutputError:
        return None
    return insight if insight.citations else None


def _only_insight(answer: str) -> Insight | None:
    """Return the one cited line of an answer that did without numbers, None where there are more."""
    lines = [line.text for line in lines_of(answer) if line.kind in {Kind.BULLET, Kind.PLAIN} and cites(line.text)]
    return _repaired(lines[0]) if len(lines) == 1 else None
