"""Turns what a caller sends as a summary into one, whatever the form."""

from service.domain.summary import Summary
from service.formats.reading import read_anyones
from service.schema.briefs import load_content


def read_summary(text: str) -> Summary:
    """Return the summary in a text form, Markdown, our HTML, JSON, or plain sentences; raise SummaryError."""
    return load_content(text).summary if text.lstrip("\ufeff \t\r\n").startswith("{") else read_anyones(text)
