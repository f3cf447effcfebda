"""The page in a real browser: an editor's way from a pasted article to a link, and what may go wrong on it."""

import json

import pytest

from tests.domain.samples import CHINESE
from tests.end_to_end.editors_desk import ARTICLES, BRIEFS, INVENTED, PARTLY, drop, watched
from tests.end_to_end.held import Held
from tests.stub_endpoint.replies import token_like

QUOTES = {"zh": "下载量已超3.5亿次，较去年同期翻番", "en": "downloaded 350 million times, twice as often as a year ago"}
PAIRS = {"zh": ("350 million times", "3.5亿次"), "en": ("3.5亿次", "350 million times")}
LANGUAGES = {"zh": "en", "en": "zh-Hans"}  # of the brief of each article: the other one
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
COPIED = {"en": "Copied.", "zh": "已复制。"}


@pytest.mark.parametrize("article", ["zh", "en"])
@pytest.mark.parametrize("interface", ["en", "zh"])
def test_from_a_pasted_article_to_a_link(browser, address, model, interface, article):
    """Paste, see checked insights arrive, hover a citation, see its quote, copy, share: issue 5, number 1."""
    first, _, _ = BRIEFS[article].partition("\n- ")[2].partition("\n- ")
    model.says = held = Held(BRIEFS[article], len(token_like(first)) + 20)
    if interface != "en":  # it gets the same brief from the cache, if the first was here
        held.go_on()
    with watched(browser, address, locale={"en": "en-GB", "zh": "zh-CN"}[interface], **CLIPBOARD) as desk:
        page = desk.page
        desk.go("/")
        desk.paste(article, LANGUAGES[article])
        if interface == "en":
            page.wait_for_selector(".live .statement")
            assert page.locator("#stop").is_visible()
            page.hover(".live .statement .cite")
            assert desk.lit() == QUOTES[article]
            held.go_on()
        desk.done()
        page.hover("#evidence .statement .cites .cite")
        assert desk.lit() == QUOTES[article]
        facts = page.locator("#evidence .fact.confirmed").all_inner_texts()
        assert any(all(form in fact for form in PAIRS[article]) for fact in facts)
        page.click(".forms button >> nth=0")
        page.wait_for_function("said => document.getElementById('status').textContent === said", arg=COPIED[interface])
        assert page.evaluate("navigator.clipboard.readText()")[:30] in BRIEFS[article]
        page.evaluate("document.getElementById('status').textContent = ''")
        page.click("[data-copy=markdown]")
        page.wait_for_function("said => document.getElementById('status').textContent === said", arg=COPIED[interface])
        assert page.evaluate("navigator.clipboard.readText()").startswith(f"# {ARTICLES[article].title}")
        page.click("[data-share]")
        page.wait_for_function("() => navigator.clipboard.readText().then(text => text.includes('/briefs/'))")
        page.goto(page.evaluate("navigator.clipboard.readText()"))
        page.hover("#evidence .statement .cites .cite")
        assert desk.lit() == QUOTES[article]


def test_copies_are_the_renderings_of_the_server(browser, address, model):
    """HTML is copied as rich text, beside plain text for where that is pasted; files are what is copied."""
    model.says = BRIEFS["zh"]
    with watched(browser, address, **CLIPBOARD) as desk:
        page = desk.page
        desk.go("/")
        desk.paste("zh", "en")
        desk.done()
        brief = page.get_attribute("#evidence", "data-brief")
        expected = page.request.get(f"{address}/briefs/{brief}?format=lines").text()
        for name in ("lines", "html"):
            page.evaluate("document.getElementById('status').textContent = ''")
            page.click(f"[data-copy={name}]")
            page.wait_for_function("() => document.getElementById('status').textContent === 'Copied.'")
            assert page.evaluate("navigator.clipboard.readText()").splitlines() == expected.splitlines()
        kinds = page.evaluate("navigator.clipboard.read().then(items => items.flatMap(item => item.types))")
        assert {"text/plain", "text/html"} <= set(kinds)
        with page.expect_download() as downloaded:
            page.click("[data-download=lines]")
        assert downloaded.value.path().read_text(encoding="utf-8") == expected
        assert downloaded.value.suggested_filename == "brief.txt"


def test_partly_withheld_brief_says_so_and_can_be_copied(browser, address, model):
    model.says = PARTLY
    with watched(browser, address, **CLIPBOARD) as desk:
        page = desk.page
        desk.go("/")
        desk.paste("zh", "en", "公司未就此置评。")
        desk.done()
        assert "were withheld" in page.inner_text(".verdict")
        assert page.inner_text(".withheld .insight").strip() == INVENTED[2:].split(" [")[0]
        assert "Not kept" in page.inner_text(".toolbar")
        page.click("[data-copy=markdown]")
        page.wait_for_function("() => navigator.clipboard.readText().then(text => text.includes('## Withheld'))")
        with page.expect_download() as downloaded:
            page.click("[data-download=json]")
        assert json.loads(downloaded.value.path().read_bytes())["withheld"] != []


def test_every_step_works_by_keyboard_alone(browser, address, model):
    """Issue 5, number 2: from the first Tab to the link, without a mouse."""
    model.says = BRIEFS["zh"]
    with watched(browser, address, **CLIPBOARD) as desk:
        page, keys = desk.page, desk.page.keyboard
        desk.go("/?sample=zh")
        assert page.evaluate("document.activeElement.id") == "text"
        page.select_option("#language", "en")
        keys.press("Control+Enter")
        desk.done()
        reached = set()
        for _ in range(60):
            keys.press("Tab")
            reached.add(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
            if page.evaluate("document.activeElement.matches('.statement .cites .cite')"):
                break
        assert desk.lit() == QUOTES["zh"]
        for wanted in ('data-copy="markdown"', 'data-download="html"', "data-share", "data-print"):
            assert any(wanted in one for one in reached), wanted
        page.focus("[data-share]")
        keys.press("Enter")
        page.wait_for_function("() => navigator.clipboard.readText().then(text => text.includes('/briefs/'))")


def test_phone_shows_the_source_below_the_statement(browser, address, model):
    """A tap lifts the source over the lower half; the statement stays in sight, Escape puts it back."""
    model.says = BRIEFS["zh"]
    with watched(browser, address, viewport={"width": 390, "height": 844}, has_touch=True) as desk:
        page = desk.page
        desk.go("/")
        desk.paste("zh", "en")
        desk.done()
        link = page.locator(".statement .cites .cite").last
        link.tap()
        assert desk.lit() == "上半年营收为16.4亿元，同比增长15%"
        source, cited = page.locator(".source").bounding_box(), link.bounding_box()
        assert cited["y"] + cited["height"] <= source["y"] + 1
        lit = page.locator(".passages .lit").first.bounding_box()
        assert source["y"] < lit["y"] < 844
        page.keyboard.press("Escape")
        assert not page.locator(".source.open").count()


@pytest.mark.parametrize("width", [1440, 768, 390])
@pytest.mark.parametrize("path", ["/", "/check?sample=zh", "/?ui=zh"])
def test_nothing_is_wider_than_the_screen(browser, address, path, width):
    with watched(browser, address, viewport={"width": width, "height": 800}) as desk:
        desk.go(path)
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= width


def test_anyones_summary_is_checked_beside_the_article(browser, address):
    with watched(browser, address) as desk:
        page = desk.page
        desk.go("/check?sample=zh")
        page.click("button.primary")
        desk.done()
        wrong = page.locator(".fact.fails").all_inner_texts()
        assert any("3.5 billion times" in one and "3.5亿次" in one for one in wrong)
        assert any("October" in one for one in wrong)
        page.hover(".fact.fails .cite")
        assert desk.lit() == "3.5亿次"


TRADITIONAL = (
    "星河智能8月12日宣布，其開源模型下載量已超3.5億次，較去年同期翻番。",
    "公司表示，我們希望讓每一家中小企業都用得起大模型。",
    "據公司公告，上半年營收為16.4億元，同比增長15%。",
)


@pytest.mark.parametrize(
    ("codec", "said", "paragraphs"),
    [
        ("utf-8-sig", "UTF-8", CHINESE[:3]),
        ("utf-16", "UTF-16", CHINESE[:3]),
        ("gb18030", "GB18030", CHINESE[:3]),
        ("big5", "Big5", TRADITIONAL),
    ],
)
def test_dropped_file_is_read_in_its_own_charset(browser, address, codec, said, paragraphs):
    with watched(browser, address) as desk:
        desk.go("/")
        drop(desk.page, "article.txt", "\r\n\r\n".join(paragraphs).encode(codec))
        assert desk.page.input_value("#text") == "\n\n".join(paragraphs)
        assert f"article.txt was read as {said}: 3 paragraphs" in desk.page.inner_text("#file-state")


def test_dropped_page_is_read_whatever_charset_it_declares(browser, address):
    html = "<html><head><meta charset='utf-8'><title>x</title></head><body><article>{}</article></body></html>"
    body = "".join(f"<p>{paragraph}</p>" for paragraph in CHINESE[:3])
    with watched(browser, address) as desk:
        desk.go("/")
        drop(desk.page, "page.html", html.format(body).encode("gb18030"))
        assert desk.page.input_value("#text").split("\n\n") == list(CHINESE[:3])


def test_near_miss_is_read_too(browser, address):
    """A browser makes a page of its own of a file that nobody takes, and may put it in the place of ours."""
    with watched(browser, address) as desk:
        desk.go("/")
        drop(desk.page, "article.txt", "\n\n".join(CHINESE[:3]).encode(), on="h1")
        assert desk.page.input_value("#text") == "\n\n".join(CHINESE[:3])


def test_file_that_is_no_text_is_refused_in_words(browser, address):
    with watched(browser, address) as desk:
        desk.go("/")
        desk.page.fill("#text", "一篇正在写的文章")
        drop(desk.page, "photo.jpg", bytes(range(256)) * 40)
        desk.page.wait_for_selector("#notice .problem")
        assert "charset of this file cannot be told" in desk.page.inner_text("#notice")
        assert desk.page.input_value("#text") == "一篇正在写的文章"
        desk.errors[:] = [error for error in desk.errors if "422" not in error]  # the browser's own note of the status
