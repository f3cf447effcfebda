"""A brief as HTML, built from its structure by escaping; the model's text is never parsed."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import chain

from service.domain.brief import Brief, Draft, Withheld
from service.domain.language import Language
from service.domain.paragraph import Paragraph
from service.domain.summary import Citation, Insight
from service.formats.labels import LABELS, Labels
from service.formats.markdown import counted
from service.formats.similar import SIMILAR_WORDS, similar_lines
from service.formats.text import header_time, one_line, source_name
from service.formats.what_changed import CHANGE_WORDS, ChangeLine, change_lines

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def render(item: Draft | Brief, label: str = "") -> str:
    """Return a whole HTML document without script, style or anything fetched.

    Of a brief its citations link to the numbered source paragraphs below, and show the quote; withheld insights stand
    with their reasons in a section of their own. Software reads ``data-ai-generated``, people the label.
    """
    language, labels = item.header.language, LABELS[item.header.language]
    title = _text(item.header.title)
    return "\n".join(
        chain(
            ["<!doctype html>", f'<html lang="{language}">', "<head>", '<meta charset="utf-8">'],
            ['<meta name="viewport" content="width=device-width, initial-scale=1">'],
            [f"<title>{title or labels.core}</title>", "</head>", "<body>", _article(item)],
            _header(item, title),
            _insights(labels.core, item.summary.core_insights, "core", labels),
            *(
                _insights(labels.group.format(group.number, group.heading), group.insights, "group", labels)
                for group in item.summary.groups
            ),
            _evidence(item, labels, label) if isinstance(item, Brief) else [],
            ["</article>", "</body>", "</html>", ""],
        )
    )


def _article(item: Draft | Brief) -> str:
    written = isinstance(item, Brief) and item.provenance.ai_generated
    return '<article class="brief" data-ai-generated="true">' if written else '<article class="brief">'


def _header(item: Draft | Brief, title: str) -> Iterator[str]:
    yield "<header>"
    if title:
        yield f'<h1 lang="{_title_language(item)}">{title}</h1>'
    source, time = source_name(item.header), header_time(item.header.published_at)
    if source or time:
        yield f'<p class="source"><span>{_text(source)}</span> · <time>{time}</time></p>'
    yield "</header>"


def _title_language(item: Draft | Brief) -> str:
    han = re.search("[\u3400-\u9fff]", item.header.title)
    if not han:
        return Language.ENGLISH
    return item.header.language if item.header.language.chinese else "zh"


def _insights(heading: str, insights: tuple[Insight, ...], kind: str, labels: Labels) -> Iterator[str]:
    yield f'<section class="{kind}">'
    yield f"<h2>{_text(heading)}</h2>"
    yield "<ul>"
    for insight in insights:
        marks = "".join(_citation(citation, labels) for citation in insight.citations)
        yield f'<li><span class="insight">{_text(insight.text)}</span> {marks}</li>'
    yield "</ul>"
    yield "</section>"


def _citation(citation: Citation, labels: Labels) -> str:
    quote = _text(citation.quote) or labels.unanchored
    return f'<a class="citation" href="#p{citation.paragraph}" title="{quote}">[{citation.paragraph}]</a>'


def _evidence(brief: Brief, labels: Labels, label: str) -> Iterator[str]:
    yield from _changes(brief)
    yield from _similar(brief)
    if brief.withheld:
        yield from _withheld(brief.withheld, labels)
    yield f'<footer class="origin"><p>{_text(counted(brief, labels))}</p>'
    if label:
        yield f'<p class="label">{_text(label)}</p>'
    yield "</footer>"
    yield from _paragraphs(brief.paragraphs, labels)


def _withheld(withheld: tuple[Withheld, ...], labels: Labels) -> Iterator[str]:
    yield '<section class="withheld">'
    yield f"<h2>{labels.withheld}</h2>"
    yield "<ul>"
    for one in withheld:
        reasons = "".join(f"<li>{_text(finding.message)}</li>" for finding in one.findings)
        yield f"<li>{_text(one.text)}<ul>{reasons}</ul></li>"
    yield "</ul>"
    yield "</section>"


def _changes(brief: Brief) -> Iterator[str]:
    if not brief.changes:
        return
    yield '<section class="changes">'
    yield f"<h2>{CHANGE_WORDS[brief.header.language].heading}</h2>"
    yield _lines(change_lines(brief))
    yield "</section>"


def _similar(brief: Brief) -> Iterator[str]:
    if not brief.similar_to:
        return
    words = SIMILAR_WORDS[brief.header.language]
    yield '<section class="similar">'
    yield f"<h2>{words.heading}</h2>"
    yield "<ul>"
    for one in similar_lines(brief):
        yield f"<li>{_text(one.text)}{words.brief} {_text(one.id)}{_lines(one.numbers)}</li>"
    yield "</ul>"
    yield "</section>"


def _lines(lines: Iterable[ChangeLine]) -> str:
    marked = (
        (one.text, f' <a href="#p{one.paragraph}">[{one.paragraph}]</a>' if one.paragraph else "") for one in lines
    )
    rows = "".join(f"<li>{_text(text)}{mark}</li>\n" for text, mark in marked)
    return f"<ul>\n{rows}</ul>" if rows else ""


def _paragraphs(paragraphs: tuple[Paragraph, ...], labels: Labels) -> Iterator[str]:
    yield '<section class="paragraphs">'
    yield f"<h2>{labels.paragraphs}</h2>"
    for paragraph in paragraphs:
        number = f'<span class="number">[{paragraph.number}]</span>'
        yield f'<p id="p{paragraph.number}">{number} {_text(paragraph.text)}</p>'
    yield "</section>"


def _text(text: str) -> str:
    return escape(_CONTROL.sub("", one_line(text)))
