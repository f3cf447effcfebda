"""Articles out of what callers send: HTML flattened, names romanised by code."""

import pytest

from service.adapters.article_reader import ArticleReader, Submission
from service.adapters.glossary_file import load_glossary
from service.adapters.html_text import MAX_TAGS, extract_text, is_html
from service.adapters.romanizer import Romanizer
from service.domain.errors import ArticleTooLong, SettingsError
from tests.domain.samples import ENGLISH

READER = ArticleReader(Romanizer(load_glossary()), least=40)


@pytest.mark.parametrize(
    ("name", "romanized"),
    [
        ("观察者网", "Guan Cha Zhe Wang"),
        ("新华社", "Xinhua"),
        ("新華社", "Xinhua"),
        ("36氪", "36Kr"),
        ("长春日报", "Chang Chun Ri Bao"),
        ("IT之家", "IT Zhi Jia"),
        ("opensource.com", "opensource.com"),
    ],
)
def test_names_of_sources_are_romanised(name, romanized):
    source = READER.from_text("\n".join(ENGLISH), Submission(source=name)).source
    assert (source.name, source.romanized) == (name, romanized)


def test_no_source_is_none():
    assert READER.from_text("\n".join(ENGLISH), Submission(source=" ")).source is None


PAGE = f"""<!doctype html><html><head><title>Site</title><script>var x = "canary";</script></head><body>
<nav><a href="/">Home</a><a href="/tech">Tech</a></nav>
<article><h1>Northwind</h1>{"".join(f"<p>{text}</p>" for text in ENGLISH * 3)}</article>
<footer>Imprint and privacy</footer></body></html>"""


def test_page_gives_its_article():
    text = extract_text(PAGE)
    assert ENGLISH[0] in text
    assert "canary" not in text
    assert "Home" not in text


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>One &amp; two</p><p>Three<br>four</p>", ["One & two", "Three", "four"]),
        ("<div>A<style>b{}</style></div><ul><li>B</li><li>C</li></ul>", ["A", "B", "C"]),
        ("<p>in\n two   lines</p>", ["in two lines"]),
        ("<table><tr><th>Year</th><td>2024</td><td>15</td></tr><tr><td>B</td></tr></table>", ["Year 2024 15", "B"]),
        ("<pre>One\n line.\n \nTwo <b>bold\n\nthree</b></pre>\n\nfour", ["One line.", "Two bold", "three", "four"]),
        ("<dl><dt>A</dt><dd>B</dd></dl>C<hr>D", ["A", "B", "C", "D"]),
        ("<html><body><p>Short page</p></body></html>", ["Short page"]),
        ("", []),
    ],
)
def test_fragment_gives_all_its_text(html, lines):
    assert [line for line in extract_text(html).split("\n") if line] == lines


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<p>a</p>", True),
        ("<!DOCTYPE html>", True),
        ("a<br>b", False),
        ("if a < b and c > d", False),
        ("</div >", True),
    ],
)
def test_html_is_told_from_text(text, html):
    assert is_html(text) is html


def test_limit_holds_before_html_is_parsed():
    with pytest.raises(ArticleTooLong):
        READER.from_text("<p>" + "a" * 200_001 + "</p>", Submission())


@pytest.mark.parametrize("tag", ["<p>", "<br>", "<P >a</p>", "<span>x</span>"])
def test_page_of_too_many_tags_is_refused_unread(tag):
    """Trafilatura takes 18 s for 1 MiB of them."""
    with pytest.raises(ArticleTooLong):
        extract_text(f"<html><body>{tag * (MAX_TAGS + 1)}")


@pytest.mark.fault(24, "the reader of HTML is linear")
@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 9_000,
        "<p>" * 9_000 + "text",
        "<" * 200_000,
        "&" * 200_000,
        "<!--" * 40_000,
        "<pre>" + "\n \n" * 60_000,
    ],
)
def test_hostile_html_takes_linear_time(html):
    assert len(extract_text(html)) <= len(html)
    assert len(extract_text(f"<html><body>{html}")) <= len(html)


def test_own_glossary_overrides(tmp_path):
    own = tmp_path / "names.csv"
    own.write_text("chinese,english\n# house style\n新华社,Xinhua News Agency\n某公司,Some Company\n", encoding="utf-8")
    glossary = load_glossary(own)
    assert glossary.english("新华社") == "Xinhua News Agency"
    assert glossary.english("某公司") == "Some Company"
    assert glossary.english("腾讯") == "Tencent"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b\n",
        "chinese,english\n新华社\n".encode(),
        "chinese,english\nXinhua,新华社\n".encode(),
        "新华社".encode("gbk"),
    ],
)
def test_wrong_glossary_stops_the_start(tmp_path, content):
    own = tmp_path / "names.csv"
    own.write_bytes(content)
    with pytest.raises(SettingsError, match="GLOSSARY"):
        load_glossary(own)
