"""Article text out of HTML."""

import re

from service.domain.errors import ArticleTooLong

MAX_TAGS = 10_000  # three times a large portal's page; trafilatura takes up to 85 µs for each (18 s for 1 MiB of <p>)

_MARKUP = re.compile(r"<!doctype\s+html|</(?:p|div|article|section|body|html|h[1-6]|li)\s*>", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_BLOCKS = frozenset(
    """
    p div article section header footer main aside blockquote figure figcaption br h1 h2 h3 h4 h5 h6 ul ol li table tr
    caption pre hr dl dt dd address details summary center
    """.split()
)
_CELLS = frozenset(["td", "th"])  # of a line, but not of a word: "2024" and "15" are not 202415
_TAG = re.compile("<[a-z]", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")  # between the paragraphs of preformatted text
_UNSEEN = frozenset(["script", "style", "template", "noscript", "head", "title"])


def is_html(text: str) -> bool:
    """Whether a text is HTML, told by a doctype or a closing block tag; a mere ``<br>`` is a remnant in plain text."""
    return _MARKUP.search(text) is not None


def extract_text(html: str) -> str:
    """Return the article in an HTML page or fragment as text, a paragraph a line.

    In a page trafilatura finds the article among menus and footers. All visible text is taken of a fragment, as a CMS
    holds it, because trafilatura drops short paragraphs there, and of a page in which it sees no article.
    Raise ArticleTooLong for more than ``MAX_TAGS`` opening tags.
    """
    _refuse_tags(html)
    return (_article_of(html) if _PAGE.search(html) else "") or _visible_text(html)


def visible_text(html: str) -> str:
    """Return all visible text of HTML that is an article and nothing else, a paragraph a line; raise ArticleTooLong."""
    _refuse_tags(html)
    return _visible_text(html)


def _refuse_tags(html: str) -> None:
    if sum(1 for _ in _TAG.finditer(html)) > MAX_TAGS:
        raise ArticleTooLong(f"an article in HTML may have {MAX_TAGS:,} tags")


def _article_of(page: str) -> str:
    import trafilatura  # noqa: PLC0415  its import costs 0.5 s, and most callers send text

    return trafilatura.extract(page, include_comments=False, include_tables=False) or ""


def _visible_text(html: str) -> str:
    from lxml import etree  # noqa: PLC0415
    from lxml.html import HTMLParser  # noqa: PLC0415

    # Not the standard library's parser: its time grows with the square of a run of open tags.
    root = etree.fromstring(
        html.encode() or b"<p/>", HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    )
    if root is None:  # nothing but comments
        return ""
    parts: list[str] = []
    preformatted = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        parts.append("\n\n" if element.tag in _BLOCKS else " " if element.tag in _CELLS else "")
        preformatted += (event == "start") - (event == "end") if element.tag == "pre" else 0
        if event == "end":
            parts.append(_flowing(element.tail or "", preformatted=preformatted > 0))
        elif element.tag in _UNSEEN:
            walk.skip_subtree()
        else:
            parts.append(_flowing(element.text or "", preformatted=preformatted > 0))
    paragraphs = (_SPACES.sub(" ", paragraph).strip() for paragraph in "".join(parts).split("\n\n"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _flowing(text: str, *, preformatted: bool) -> str:
    """Return text without its line ends, but for the paragraphs of what is preformatted."""
    pieces = _BLANK_LINES.split(text) if preformatted else [text]
    return "\n\n".join(_SPACES.sub(" ", piece) for piece in pieces)
