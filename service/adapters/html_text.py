"""Article text out of HTML."""

import re
from html.parser import HTMLParser

_MARKUP = re.compile(r"<!doctype\s+html|</(?:p|div|article|section|body|html|h[1-6]|li)\s*>", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_BLOCKS = frozenset(
    """
    p div article section header footer main aside blockquote figure figcaption br h1 h2 h3 h4 h5 h6 ul ol li table tr
    """.split()
)
_UNSEEN = frozenset(["script", "style", "template", "noscript", "head", "title"])


def is_html(text: str) -> bool:
    """Whether a text is HTML, told by a doctype or a closing block tag; a mere ``<br>`` is a remnant in plain text."""
    return _MARKUP.search(text) is not None


def extract_text(html: str) -> str:
    """Return the article in an HTML page or fragment as text, a paragraph a line.

    In a page trafilatura finds the article among menus and footers. All visible text is taken of a fragment, as a CMS
    holds it, because trafilatura drops short paragraphs there, and of a page in which it sees no article.
    """
    return (_article_of(html) if _PAGE.search(html) else "") or _visible_text(html)


def _article_of(page: str) -> str:
    import trafilatura  # noqa: PLC0415  its import costs 0.5 s, and most callers send text

    return trafilatura.extract(page, include_comments=False, include_tables=False) or ""


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _UNSEEN:
            self.unseen += 1
        if tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        if tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(re.sub(r"\s+", " ", data))


def _visible_text(html: str) -> str:
    parser = _Visible()
    parser.feed(html)
    parser.close()
    paragraphs = (paragraph.strip() for paragraph in "".join(parser.parts).split("\n\n"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
