"""What the page must bear: readers with other senses, hostile text, broken endpoints, no network, no script."""

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.domain.samples import CHINESE
from tests.end_to_end.editors_desk import ARTICLES, BRIEFS, PARTLY, watched
from tests.stub_endpoint import Reply, chat

GRAVE = {"serious", "critical"}


def grave(page, *rules):
    """Return what axe finds serious or critical, by these rules alone where any are named, in words."""
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = Axe().run(page, options={"resultTypes": ["violations"]} | only).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_has_a_serious_barrier(browser, address, model, scheme):
    """Every view, with axe-core: issue 5, number 2. In the dark nothing but the colours is another."""
    rules = ("color-contrast",) if scheme == "dark" else ()
    with watched(browser, address, color_scheme=scheme) as desk:
        page = desk.page
        found = {}
        for path in ("/", "/?ui=zh", "/check?sample=en&ui=en"):
            desk.go(path)
            found[path] = grave(page, *rules)
        page.click("button.primary")
        desk.done()
        found["checked"] = grave(page, *rules)
        model.says, model.tokens_per_second = PARTLY, 60
        desk.go("/")
        desk.paste("zh", "en", f"公司未置评（{scheme}）。")
        page.wait_for_selector(".live .statement")
        found["live"] = grave(page, *rules)
        model.tokens_per_second = 0
        desk.done()
        page.hover("#evidence .statement .cites .cite")
        found["withheld"] = grave(page, *rules)
        page.set_viewport_size({"width": 390, "height": 844})
        page.click("#evidence .statement .cites .cite >> nth=0")
        found["phone"] = grave(page, *rules)
        page.set_viewport_size({"width": 1440, "height": 900})
        model.says = Reply(b"", 401)
        page.click("details.folded > summary")
        desk.paste("en", "en", f"It did not comment ({scheme}).")
        page.wait_for_selector("#notice .problem")
        found["failed"] = grave(page, *rules)
        model.says = BRIEFS["zh"]
        made = page.request.post(f"{address}/summarize", data={"text": ARTICLES["zh"].text, "title": scheme})
        desk.go(made.headers["content-location"])
        found["kept"] = grave(page, *rules)
        page.fill("#reviewer", "林悦")
        page.click(".review button")
        page.wait_for_selector(".review time")
        assert "reviewed by 林悦" in page.inner_text(".checked .label")
        found["reviewed"] = grave(page, *rules)
        desk.go("/briefs/" + "0" * 32)
        found["expired"] = grave(page, *rules)
        assert {view: barriers for view, barriers in found.items() if barriers} == {}
        desk.errors[:] = [error for error in desk.errors if "404" not in error]


HOSTILE = (
    "<script>window.hit = 1</script>",
    "</textarea><img src=x onerror='window.hit = 1'>",
    '"><svg onload=window.hit=1>',
    "javascript:window.hit=1",
    "</script><script>window.hit = 1</script>",
    "{{ 7 * 7 }} ${7 * 7} <%= 7 * 7 %>",
    "<a href='javascript:window.hit=1'>x</a><style>body { display: none }</style>",
    "\u202etxt.exe\u202c \u200b\u2066 Z\u0351\u032b\u0343a\u0362l\u0321g\u0334o\u0328",
    "".join(chr(97 + n % 26) + chr(97 + n // 26) for n in range(600)),  # a word of 1,200 letters
    "﷽" * 60,
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe><base href=//evil.example/>",
)
SAYABLE = HOSTILE[:8] + HOSTILE[10:]  # the others are refused as no sentence, when a model writes them


@pytest.mark.fault(26, "a real browser runs nothing of it")
def test_hostile_text_runs_nothing_and_moves_nothing(browser, address, model):
    """As article, title, source and the model's own words: issue 5, number 3."""
    said = [
        f"- The company said in its long statement that {text} [{n % 3 + 1}: “{CHINESE[n % 3][:10]}”]"
        for n, text in enumerate(SAYABLE)
    ]
    written = "\n".join(["Core Insights", *said[:5], "Group 1: " + HOSTILE[0], *said[5:]])
    with watched(browser, address, viewport={"width": 390, "height": 844}) as desk:
        page = desk.page
        for number, text in enumerate(HOSTILE):
            model.says = written if number == 0 else None
            desk.go("/")
            page.fill("#text", "\n\n".join((*CHINESE[:3], *(HOSTILE if number == 0 else (text,)))))
            page.fill("#title", text[:500])
            page.fill("#source", text[:500])
            page.select_option("#language", "en")
            page.click("button.primary")
            desk.done()
            assert page.evaluate("window.hit") is None
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, text
            assert page.evaluate("getComputedStyle(document.body).display") != "none"
            assert page.evaluate("document.baseURI").startswith(address)
            if number == 0:
                shown = page.inner_text(".brief")
                assert [one for one in HOSTILE[:7] if one not in shown] == []


def test_hostile_summary_is_shown_as_text(browser, address):
    with watched(browser, address, viewport={"width": 390, "height": 844}) as desk:
        page = desk.page
        desk.go("/check")
        page.fill("#text", "\n\n".join(CHINESE))
        page.fill("#summary", "\n".join(f"{text} [1]" for text in HOSTILE))
        page.click("button.primary")
        desk.done()
        assert page.evaluate("window.hit") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert "<script>window.hit = 1</script>" in page.inner_text("#evidence")


def test_broken_endpoint_is_told_in_words_and_asked_again(browser, address, model):
    """A failure names its kind and its request, and the second try needs no typing."""
    with watched(browser, address) as desk:
        page = desk.page
        model.says = Reply(b"", 401)
        desk.go("/")
        desk.paste("zh", "en", "第一次会失败。")
        page.wait_for_selector("#notice .problem")
        assert "refuses the service's requests" in page.inner_text("#notice")
        assert "backend-refused" in page.inner_text("#notice .reference")
        model.says = BRIEFS["zh"]
        page.click("button.primary")
        desk.done()
        assert page.inner_text("#notice") == ""


def test_answer_that_breaks_off_is_marked_incomplete(browser, address, model):
    """What passed its checks stays to be read, under a line that says it is no whole brief."""
    with watched(browser, address) as desk:
        page = desk.page
        model.says = replace(chat(BRIEFS["zh"]), after=130, end="cut", tokens_per_second=200)
        desk.go("/")
        desk.paste("zh", "en", "回答会中断。")
        page.wait_for_selector("#notice .problem")
        assert page.locator(".live .statement").count() >= 1
        assert "Incomplete" in page.inner_text(".live .verdict")
        assert page.locator("#stop").is_hidden()


def test_stopped_work_leaves_the_text(browser, address, model):
    model.says, model.tokens_per_second = BRIEFS["en"], 20
    with watched(browser, address) as desk:
        page = desk.page
        desk.go("/")
        desk.paste("en", "zh-Hans", "It did not comment on the plan.")
        page.wait_for_selector(".live")
        page.click("#stop")
        page.wait_for_function("() => document.getElementById('status').textContent.startsWith('Stopped')")
        assert page.is_visible("#text")
        assert page.input_value("#text").startswith(ARTICLES["en"].text)


def test_focus_in_what_is_told_is_not_lost_when_it_is_done(browser, address, model):
    """The evidence takes the place of what was told, and would leave who reads by keyboard nowhere."""
    model.says, model.tokens_per_second = BRIEFS["en"], 100
    with watched(browser, address) as desk:
        desk.go("/")
        desk.paste("en", "zh-Hans", "It declined to comment.")
        desk.page.focus(".live .statement .cite")
        desk.done()
        desk.page.wait_for_function("() => document.activeElement.id === 'evidence'")


def test_asking_anew_forgets_what_was_under_way(browser, address, model):
    model.says, model.tokens_per_second = BRIEFS["en"], 20
    with watched(browser, address) as desk:
        page = desk.page
        desk.go("/")
        desk.paste("en", "zh-Hans", "It has not commented.")
        page.wait_for_selector(".live")
        model.says, model.tokens_per_second = BRIEFS["zh"], 0
        page.click("details.folded > summary")
        desk.paste("zh", "en", "公司尚未回应。")
        desk.done()
        assert page.inner_text(".title") == ARTICLES["zh"].title
        assert page.inner_text("#status").startswith("Done: 5 insights")
        assert page.is_hidden("#text")


def test_offline_is_no_riddle(browser, address, model):
    model.says = BRIEFS["zh"]  # it is kept, and other tests read it
    with watched(browser, address) as desk:
        page = desk.page
        desk.go("/")
        page.context.set_offline(True)
        desk.paste("zh", "en")
        page.wait_for_selector("#notice .problem")
        assert "No connection to the service" in page.inner_text("#notice")
        assert page.input_value("#text").startswith(ARTICLES["zh"].text)
        page.context.set_offline(False)
        page.click("[data-retry]")
        desk.done()
        desk.errors[:] = [error for error in desk.errors if "ERR_INTERNET_DISCONNECTED" not in error]


def test_all_of_it_works_without_a_script(browser, address, model):
    model.says = BRIEFS["zh"]
    with watched(browser, address, java_script_enabled=False) as desk:
        page = desk.page
        desk.go("/?sample=zh")
        assert page.locator(".scripted").first.is_hidden()
        page.select_option("#language", "en")
        page.click("button.primary")
        desk.done()
        assert "/briefs/" in page.url
        page.click(".statement .cites .cite >> nth=0")
        assert page.url.endswith("#p1")
        desk.go("/check?sample=en")
        page.click("button.primary")
        desk.done()
        assert page.locator(".fact.fails").count() >= 1
