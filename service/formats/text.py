"""The text form of a brief, ``flat`` and ``lines``: one grammar, read and written by the same code.

    header  ::= [title NL] [source "·" time NL]          a part that is not known is left out, the "·" stays
    lines   ::= header NL core NL {"- " insight NL} {NL group NL {"- " insight NL}} [NL label NL]
    flat    ::= header NL core {" - " insight} {" " group {" - " insight}} [NL NL label]
    insight ::= text {" [" number "]"}
    core    ::= "Core Insights" | "核心观点" | "核心觀點"
    group   ::= "Group N: heading" | "分组N：heading" | "分組N：heading"
    label   ::= "— " text                               who wrote it: no part of the draft, and without brackets

An insight of the flat form ends where its citations end, so one that has none cannot be told from the next one there.
What would break the grammar is made safe when written: white space becomes one space, brackets in a text that would be
read as citations become round, and `` - `` in a heading or behind a bracket becomes an en dash.
"""

import re
from enum import StrEnum

from service.domain.article import Source
from service.domain.brief import Brief, Draft, Header
from service.domain.language import Language
from service.domain.summary import Group, Insight, Summary
from service.formats.labels import LABELS
from service.formats.markers import brackets, split_citations

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}))?")
_ROUND = str.maketrans("[]［］【】", "()（）（）")
_GROUP_BEHIND_BRACKET = re.compile(r"(?<=[\]］】]) (Group|分组|分組) ?(\d+)[:：]")
_DASH_BEHIND_BRACKET = re.compile(r"(?<=[\]］】]) -(?= |$)")
_LONE_DASH = re.compile(r"(?<!\S)-(?!\S)")
_SPACES = re.compile(r"\s+")

SIGNED = "— "
"""What a label begins with in the text form, whatever its words are: nothing else that is written there does."""


class Form(StrEnum):
    """The two shapes of the text form."""

    FLAT = "flat"
    LINES = "lines"


def render(item: Draft | Brief, form: Form, label: str = "") -> str:
    """Return the text form: ``flat`` is one line behind the header, without a line end, as the reference has it.

    The label, if there is one, stands below it as a paragraph of its own, behind a dash.
    """
    text, end = _rendered(item, form), "" if form is Form.FLAT else "\n"
    gap = "\n\n" if form is Form.FLAT else "\n"
    return f"{text}{gap}{SIGNED}{one_line(label).translate(_ROUND)}{end}" if label else text


def _rendered(item: Draft | Brief, form: Form) -> str:
    language = item.header.language
    header = "".join(f"{line}\n" for line in header_lines(item.header))
    core, groups = _core(item.summary, language), _groups(item.summary, language)
    gap = "\n" if header else ""
    if form is Form.FLAT:
        return header + gap + " ".join(" - ".join(part) for part in (core, *groups))
    return (
        header
        + gap
        + "\n".join(f"{part[0]}\n" + "".join(f"- {line}\n" for line in part[1:]) for part in (core, *groups))
    )


def header_lines(header: Header) -> list[str]:
    """Return the lines of the title and of source and time, those that are known."""
    title = one_line(header.title)
    source, time = source_name(header), header_time(header.published_at)
    lines = [title] if title else []
    if source or time or (title and is_source_line(title)):
        lines.append(f"{source}·{time}")
    return lines


def source_name(header: Header) -> str:
    """Return the source's name as this brief's language shows it."""
    if header.source is None:
        return ""
    return one_line(header.source.romanized if header.language is Language.ENGLISH else header.source.name)


def header_time(published_at: str) -> str:
    """Return ``YYYY-MM-DD HH:MM`` in the offset it was given in, the date alone where no more is known."""
    match = _TIME.match(published_at)
    return " ".join(part for part in match.groups() if part) if match else ""


def is_source_line(line: str) -> bool:
    """Whether a header line is one of source and time."""
    _, dot, time = line.rpartition("·")
    return bool(dot) and (not time or _TIME.fullmatch(time) is not None)


def one_line(text: str) -> str:
    """Return the text with every run of white space as one space."""
    return _SPACES.sub(" ", text).strip()


def canonical(item: Draft | Brief) -> Draft:
    """Return the draft that reading the item's own text form gives: what the grammar keeps of it."""
    language = item.header.language
    name = source_name(item.header)
    header = Header(
        language=language,
        title=one_line(item.header.title),
        source=Source(name, name) if name else None,
        published_at=header_time(item.header.published_at),
    )
    groups = [group for group in item.summary.groups if group.insights]
    return Draft(
        header,
        Summary(
            tuple(_canonical(insight) for insight in item.summary.core_insights),
            tuple(
                Group(number, heading_text(group.heading), tuple(_canonical(insight) for insight in group.insights))
                for number, group in enumerate(groups, start=1)
            ),
        ),
    )


def heading_text(heading: str) -> str:
    """Return a heading that the grammar can hold."""
    return _LONE_DASH.sub("–", insight_text(heading).translate(_ROUND))


def insight_text(text: str) -> str:
    """Return an insight's text that the grammar can hold."""
    text = _DASH_BEHIND_BRACKET.sub(" –", one_line(text))
    return _GROUP_BEHIND_BRACKET.sub(r" \1 \2 –", text)


def _canonical(insight: Insight) -> Insight:
    text, citations = split_citations(_written(insight))
    return Insight(text, citations)


def _written(insight: Insight) -> str:
    text, marks = insight_text(insight.text), brackets(insight.citations)
    written = f"{text} {marks}".strip()
    read, citations = split_citations(written)
    if read == text and [f"[{citation.paragraph}]" for citation in citations] == re.findall(r"\[\d+\]", marks):
        return written
    return f"{text.translate(_ROUND)} {marks}".strip()


def _core(summary: Summary, language: Language) -> list[str]:
    return [LABELS[language].core, *(_written(insight) for insight in summary.core_insights)]


def _groups(summary: Summary, language: Language) -> list[list[str]]:
    groups = [group for group in summary.groups if group.insights]
    return [
        [LABELS[language].group.format(number, heading_text(group.heading)).rstrip(), *map(_written, group.insights)]
        for number, group in enumerate(groups, start=1)
    ]
