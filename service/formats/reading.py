"""Reads a summary in any of the renderings but JSON, told apart by looking."""

import re

from service.domain.brief import Draft
from service.domain.summary import Summary
from service.formats import grammar, html_reading, markdown, prose

_HTML = re.compile(r"\s*<(?:!doctype|html|article)\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"^ {0,3}(?:#{1,6} |\*\*.+\*\*\s*$)", re.MULTILINE)


def read(content: str) -> Draft:
    """Return the draft in text (flat or lines), Markdown or HTML of this service; raise SummaryError."""
    if _HTML.match(content):
        return html_reading.parse(content)
    return markdown.parse(content) if _MARKDOWN.search(content) else grammar.parse(content)


def read_anyones(content: str) -> Summary:
    """Return the summary that ``read`` finds, or the one in plain sentences without our labels; raise SummaryError."""
    ours = _HTML.match(content) or grammar.is_labelled(markdown.without_headings(content))
    return read(content).summary if ours else prose.parse(content)
