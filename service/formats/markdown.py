"""A brief as Markdown in which the model's text is inert, and back."""

import re

from service.domain.brief import Brief, Draft
from service.domain.summary import Insight
from service.domain.verification import Tally
from service.formats import grammar
from service.formats.labels import LABELS, Labels
from service.formats.markers import brackets
from service.formats.similar import SIMILAR_WORDS, similar_lines
from service.formats.text import header_lines, heading_text, insight_text, one_line
from service.formats.what_changed import CHANGE_WORDS, ChangeLine, change_lines

# What CommonMark and GitHub's dialect read as markup inside a line, live links by their own names included …
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~]|(?<=\w):(?=//)|@(?=\w)|(?<=\bwww)\.|&(?=[#\w]{1,32};)", re.IGNORECASE)
# … and at its beginning, where a list, a heading, a rule or a formula of a spreadsheet would begin.
_LEADING = re.compile(r"^(?:[-+=:]|(\d{1,9})(?=[.)]))")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HEADING = re.compile(r"^ {0,3}#{1,6} |^\*\*(?=.*\*\*$)|(?<=\S)\*\*$")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def render(item: Draft | Brief, label: str = "") -> str:
    """Return the Markdown; of a brief also what was withheld and why, the evidence, how much of it holds, its label."""
    labels = LABELS[item.header.language]
    title, *source = header_lines(item.header) or [""]
    lines = [f"# {escape(title)}", ""] if title else []
    lines += [line for text in source for line in (escape(text), "")]
    lines += [f"## {labels.core}", "", *map(_insight, item.summary.core_insights), ""]
    for number, group in enumerate((group for group in item.summary.groups if group.insights), start=1):
        heading = labels.group.format(number, escape(heading_text(group.heading))).rstrip()
        lines += [f"## {heading}", "", *map(_insight, group.insights), ""]
    if isinstance(item, Brief):
        lines += _evidence(item, labels)
    lines += [escape(label), ""] if label else []
    return "\n".join(lines)


def parse(text: str) -> Draft:
    """Return the draft that ``render`` wrote, or that somebody wrote alike; raise SummaryError."""
    return grammar.parse(without_headings(text), lambda piece: _ESCAPED.sub(r"\1", piece))


def without_headings(text: str) -> str:
    """Return the text with its headings as plain lines."""
    return "\n".join(_HEADING.sub("", line) for line in text.splitlines())


def escape(text: str) -> str:
    """Return the text as one line that Markdown shows and does not obey."""
    text = _SPECIAL.sub(r"\\\g<0>", _CONTROL.sub("", one_line(text)))
    return _LEADING.sub(lambda found: f"{found[1]}\\" if found[1] else f"\\{found[0]}", text)


def _insight(insight: Insight) -> str:
    written = f"{escape(insight_text(insight.text))} {brackets(insight.citations)}".strip()
    return f"- {written}".rstrip()


def _evidence(brief: Brief, labels: Labels) -> list[str]:
    lines = _changes(brief) + _similar(brief)
    lines += [f"## {labels.withheld}", ""] if brief.withheld else []
    for withheld in brief.withheld:
        lines.append(f"- {escape(withheld.text)}")
        lines += [f"  - {escape(finding.message)}" for finding in withheld.findings]
    lines += [""] if brief.withheld else []
    cited = {
        (citation.paragraph, citation.quote)
        for _, insight in brief.summary.located()
        for citation in insight.citations
        if citation.quote
    }
    if cited:
        lines += [f"## {labels.evidence}", ""]
        lines += [f"- [{number}] “{escape(quote)}”" for number, quote in sorted(cited)] + [""]
    return [*lines, "---", "", escape(counted(brief, labels)), ""]


def _changes(brief: Brief) -> list[str]:
    lines = [f"- {_marked(one)}" for one in change_lines(brief)]
    return [f"## {CHANGE_WORDS[brief.header.language].heading}", "", *lines, ""] if lines else []


def _similar(brief: Brief) -> list[str]:
    words = SIMILAR_WORDS[brief.header.language]
    lines = [f"## {words.heading}", ""] if brief.similar_to else []
    for one in similar_lines(brief):
        lines.append(f"- {one.text}{words.brief} {escape(one.id)}")
        lines += [f"  - {_marked(number)}" for number in one.numbers]
    return [*lines, ""] if lines else []


def _marked(line: ChangeLine) -> str:
    return f"[{line.paragraph}] {escape(line.text)}" if line.paragraph else escape(line.text)


def counted(brief: Brief, labels: Labels) -> str:
    """Return the line that says how much of the brief was confirmed."""
    tally = brief.verification.checks.get("citations", Tally())
    return labels.checked.format(tally.confirmed, tally.checked)
