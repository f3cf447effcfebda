"""Whatever a model or a page puts into a brief, Markdown and HTML show it and obey none of it."""

import re

import pytest
from hypothesis import example, given
from lxml import etree
from lxml.html import HTMLParser
from markdown_it import MarkdownIt

from service.domain.article import Source
from service.domain.brief import Draft, Header
from service.domain.errors import SummaryError
from service.domain.language import Language
from service.domain.summary import Citation, Group, Insight, Summary
from service.formats import html, html_reading, markdown
from service.formats.reading import read
from service.formats.text import Form, canonical, render
from tests.fakes import GOOD, INVENTED, OTHER, checked_brief
from tests.formats.strategies import DRAFTS

pytestmark = pytest.mark.property

BRIEF = checked_brief(Summary((GOOD, INVENTED), (Group(1, "Figures", (OTHER,)),)))
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![pixel](https://tracker.example/a.png)",
    "https://phish.example/login",
    "www.phish.example",
    "boss@example.org",
    "<https://phish.example>",
    '"><a href="javascript:alert(1)">x</a>',
    "\x1b[31mred\x1b[0m",
    "# heading",
    "- item",
    "> quote",
    "```",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "&lt;b&gt;",
    "&#x3c;script>",
    "**bold** _it_ ~~gone~~ `code`",
    "| a | b |",
    "\u202eevil",
    "]]><!--",
]


def hostile_draft(text):
    insight = Insight(f"{text} and more", (Citation(1, text),))
    header = Header(language=Language.ENGLISH, title=text, source=Source(text, text), published_at="2025-08-13")
    return Draft(header, Summary((insight, Insight(text, (Citation(2),))), (Group(1, text, (insight,)),)))


def elements(page):
    root = etree.fromstring(page.encode(), HTMLParser(encoding="utf-8"))
    return [element for element in root.iter() if isinstance(element.tag, str)]


@pytest.mark.fault(26, "inert in HTML and Markdown")
@pytest.mark.parametrize("text", HOSTILE)
def test_html_holds_no_element_or_address_of_the_models(text):
    assert_inert(html.render(hostile_draft(text)))


@given(DRAFTS)
@example(hostile_draft("<b>"))
def test_html_of_any_draft_is_inert(draft):
    assert_inert(html.render(draft))


def assert_inert(page):
    allowed = {"html", "head", "meta", "title", "body", "article", "header", "h1", "h2", "p", "span", "time"}
    allowed |= {"section", "ul", "li", "a"}
    found = elements(page)
    assert {element.tag for element in found} <= allowed
    assert all(re.fullmatch(r"#p\d+", element.get("href")) for element in found if element.get("href"))
    assert not any(name.startswith("on") or name in {"src", "style"} for element in found for name in element.attrib)
    assert "\x1b" not in page


@pytest.mark.fault(26, "inert in HTML and Markdown")
@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_text_and_obeys_none(text):
    """Read by an independent implementation of GitHub's dialect, live links included."""
    draft = hostile_draft(text)
    reader = MarkdownIt("gfm-like", {"html": True})
    tokens = [inner for token in reader.parse(markdown.render(draft)) for inner in (token, *(token.children or []))]
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert kinds <= {"heading", "inline", "text", "text_special", "bullet_list", "list_item", "paragraph", "softbreak"}
    headings = [token.content for token in tokens if token.type == "inline"]
    assert not any("\x1b" in heading for heading in headings)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("rendering", [markdown.render, html.render, lambda draft: render(draft, Form.LINES)])
def test_hostile_draft_is_told_and_read(text, rendering):
    draft = canonical(hostile_draft(text))
    assert [one.citations for _, one in read(rendering(draft)).summary.located()] == [
        one.citations for _, one in draft.summary.located()
    ]


@given(DRAFTS)
def test_markdown_of_any_draft_comes_back(draft):
    kept = canonical(draft)
    assert markdown.parse(markdown.render(kept)) == kept


@given(DRAFTS)
def test_html_of_any_draft_keeps_its_insights(draft):
    kept = canonical(draft)
    back = html_reading.parse(html.render(kept))
    assert [one.citations for _, one in back.summary.located()] == [one.citations for _, one in kept.summary.located()]


@pytest.mark.parametrize(
    "page", ["<p>Hello</p>", "<html></html>", "<article class='other'></article>", "<", "<!doctype"]
)
def test_foreign_html_is_refused(page):
    with pytest.raises(SummaryError):
        html_reading.parse(page)


@pytest.mark.parametrize("page", [html.render(BRIEF), markdown.render(BRIEF)])
def test_brief_shows_its_evidence_and_what_was_withheld(page):
    (withheld,) = BRIEF.withheld
    text = page if page.startswith("#") else " ".join("".join(elements(page)[0].itertext()).split())
    assert withheld.text == INVENTED.text
    assert withheld.text in text
    assert all(finding.message in text for finding in withheld.findings)
    assert "Withheld" in text
    for _, insight in BRIEF.summary.located():
        assert all(citation.quote in page for citation in insight.citations)


def test_citations_of_html_lead_to_their_paragraphs():
    found = elements(html.render(BRIEF))
    identities = {element.get("id") for element in found}
    links = [element for element in found if element.get("class") == "citation"]
    assert links
    assert all(link.get("href").removeprefix("#") in identities for link in links)
