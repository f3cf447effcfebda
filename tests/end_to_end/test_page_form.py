"""The form, the language of the page, the request as a command, and paper."""

import json
import shlex
import subprocess

from tests.domain.samples import CHINESE
from tests.end_to_end.editors_desk import ARTICLES, BRIEFS, watched


def test_refused_article_says_why_and_stays_in_the_form(browser, address):
    with watched(browser, address) as desk:
        page = desk.page
        desk.go("/?ui=zh")
        page.click("button.primary")
        assert page.inner_text("#status") == "请先粘贴文章。"
        page.fill("#text", "太短")
        page.click("button.primary")
        page.wait_for_selector("#notice .problem")
        assert "文章过短" in page.inner_text("#notice")
        assert page.input_value("#text") == "太短"
        assert page.is_visible("#text")
        desk.errors[:] = [error for error in desk.errors if "422" not in error]


def test_half_a_date_is_never_sent_as_none(browser, address):
    """Ctrl+Enter is held to what the button is held to: the browser says what is missing."""
    with watched(browser, address) as desk:
        page = desk.page
        desk.go("/?sample=zh")
        page.focus("#published")
        page.keyboard.press("Delete")  # the month alone
        assert page.evaluate("document.getElementById('published').validity.badInput")
        page.keyboard.press("Control+Enter")
        assert page.locator(".live, #evidence, details.folded").count() == 0
        page.fill("#published", "2025-08-13")
        page.fill("#time", "")
        page.keyboard.press("Control+Enter")
        desk.done()
        assert page.inner_text(".origin").endswith(" · 2025-08-13")


def test_language_of_the_page_changes_without_losing_the_text(browser, address):
    with watched(browser, address) as desk:
        page = desk.page
        desk.go("/")
        page.fill("#text", "一篇正在写的文章")
        page.click(".switch")
        page.wait_for_selector("html[lang=zh-Hans]")
        assert page.input_value("#text") == "一篇正在写的文章"
        assert page.evaluate("sessionStorage.length") == 0
        desk.go("/")  # the choice is kept
        assert page.get_attribute("html", "lang") == "zh-Hans"


def test_request_stands_there_as_a_command(browser, address, model):
    """What the curl line says is what the service takes."""
    model.says = BRIEFS["zh"]
    with watched(browser, address) as desk:
        page = desk.page
        desk.go("/?sample=zh")
        page.fill("#title", "It's “new”")
        page.check("#private")
        page.click("#curl summary")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440
        words = shlex.split(page.inner_text("#curl code").replace("\\\n", " "))
        assert words[:2] == ["curl", f"{address}/summarize"]
        assert "Cache-Control: no-store" in words
        answer = page.request.post(words[1], data=words[-1], headers={"Content-Type": "application/json"})
        assert answer.json()["title"] == "It's “new”"


def test_command_of_a_long_article_can_be_run(browser, address, model):
    """No argument of a Linux program may have 131,072 bytes; 45,000 Chinese characters have more."""
    text = "\n\n".join(f"{CHINESE[0] * 10}（{n}）它说：'no'" for n in range(120))
    with watched(browser, address) as desk:
        desk.go("/")
        desk.page.fill("#text", text)
        desk.page.click("#curl summary")
        command = desk.page.inner_text("#curl code")
    assert len(command.encode()) > 131_072
    ran = subprocess.run(["bash"], input=command, capture_output=True, text=True, timeout=20, check=True)
    assert len(json.loads(ran.stdout)["paragraphs"]) == 120


def test_brief_that_is_read_changes_its_language_and_stays(browser, address, model):
    model.says = BRIEFS["zh"]
    with watched(browser, address) as desk:
        desk.go("/")
        desk.paste("zh", "en")
        desk.done()
        desk.page.click(".switch")
        desk.page.wait_for_selector("html[lang=zh-Hans] #evidence")
        assert desk.page.inner_text(".title") == ARTICLES["zh"].title


def test_paper_is_white_whatever_the_screen_is(browser, address, model):
    model.says = BRIEFS["zh"]
    with watched(browser, address, color_scheme="dark") as desk:
        page = desk.page
        desk.go("/")
        desk.paste("zh", "en")
        desk.done()
        washed = "getComputedStyle(document.querySelector('.passages .quoted')).backgroundColor"
        on_screen = page.evaluate(washed)
        page.emulate_media(media="print", color_scheme="light")
        light = page.evaluate(washed)
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(washed) == light != on_screen


def test_buttons_are_as_high_in_chinese_as_links(browser, address, model):
    """The line height of Chinese text is not that of everything on a Chinese page."""
    model.says = BRIEFS["zh"]
    with watched(browser, address, locale="zh-CN") as desk:
        desk.go("/")
        desk.paste("zh", "en")
        desk.done()
        heights = {box.bounding_box()["height"] for box in desk.page.locator(".toolbar :is(button, .button)").all()}
        assert len(heights) == 1


def test_print_holds_the_brief_and_all_of_its_source(browser, address, model):
    model.says = BRIEFS["zh"]
    with watched(browser, address) as desk:
        page = desk.page
        desk.go("/")
        desk.paste("zh", "en")
        desk.done()
        page.emulate_media(media="print")
        assert page.locator(".toolbar, .bar, .folded").first.is_hidden()
        source, last = page.locator(".source").bounding_box(), page.locator(".passage").last.bounding_box()
        assert source["y"] > page.locator(".brief").bounding_box()["y"]
        assert last["y"] + last["height"] <= source["y"] + source["height"] + 1
