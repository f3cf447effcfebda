"""Reads the HTML of a brief that this service wrote."""

from html.parser import HTMLParser

from service.domain.brief import Draft
from service.domain.errors import SummaryError
from service.formats import grammar

_KEPT_SECTIONS = frozenset({"core", "group"})


def parse(html: str) -> Draft:
    """Return the draft in an HTML document of ours; raise SummaryError for any other."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if not reader.ours:
        raise SummaryError("this HTML is not a brief written by this service")
    return grammar.parse("\n".join(reader.lines))


class _Reader(HTMLParser):
    """Writes the text form's lines out of the document's headings and list items."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ours = False
        self.lines: list[str] = []
        self._keeping = False
        self._words: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("class")
        self.ours = self.ours or (tag == "article" and kind == "brief")
        if tag == "header":
            self._keeping = self.ours
        elif tag == "section":
            self._keeping = self.ours and kind in _KEPT_SECTIONS
            self.lines.append("")
        elif tag == "footer":
            self._keeping = False
        if tag in {"h1", "h2", "li", "p"} and self._keeping:
            self._words = ["- "] if tag == "li" else []

    def handle_endtag(self, tag: str) -> None:
        if tag in {"h1", "h2", "li", "p"} and self._words is not None:
            line = "".join(self._words)
            self.lines.append(line.replace(" · ", "·").strip() if tag == "p" else line)
            self._words = None

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)
