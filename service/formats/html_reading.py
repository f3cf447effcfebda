"""Reads the HTML of a brief that this service wrote."""

from collections.abc import Iterator

from lxml import etree
from lxml.html import HTMLParser

from service.domain.brief import Draft
from service.domain.errors import SummaryError
from service.formats import grammar


def parse(html: str) -> Draft:
    """Return the draft in an HTML document of ours; raise SummaryError for any other."""
    # Not the standard library's parser: its time grows with the square of a run of open tags.
    root = etree.fromstring(html.encode(), HTMLParser(encoding="utf-8"))
    briefs = [] if root is None else root.xpath("//article[@class='brief']")
    if not briefs:
        raise SummaryError("this HTML is not a brief written by this service")
    return grammar.parse("\n".join(_lines(briefs[0])))


def _lines(brief: etree._Element) -> Iterator[str]:
    """Yield the lines of the text form that the document's headings and list items stand for."""
    yield from map(_text, brief.xpath("./header/h1"))
    for source in brief.xpath("./header/p[@class='source']"):
        yield "·".join("".join(map(_text, source.xpath(path))) for path in ("./span", "./time"))
    for section in brief.xpath("./section[@class='core' or @class='group']"):
        yield ""
        yield from map(_text, section.xpath("./h2"))
        yield from (f"- {_text(item)}" for item in section.xpath("./ul/li"))


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())
