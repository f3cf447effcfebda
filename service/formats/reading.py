"""Reads a summary in any of the renderings but JSON, told apart by looking."""

import re

from service.domain.brief import Draft
from service.formats import grammar, html_reading, markdown

_HTML = re.compile(r"\s*<(?:!doctype|html|article)\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"^ {0,3}(?:#{1,6} |\*\*.+\*\*\s*$)", re.MULTILINE)


def read(content: str) -> Draft:
    """Return the draft in text (flat or lines), Markdown or HTML of this service; raise SummaryError."""
    if _HTML.match(content):
        return html_reading.parse(content)
    return markdown.parse(content) if _MARKDOWN.search(content) else grammar.parse(content)
