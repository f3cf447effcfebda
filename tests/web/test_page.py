"""The page for people, without a browser: what the server says, and that it works without a script."""

import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from werkzeug.test import encode_multipart

from service.domain import errors
from service.domain.checker import CHECKS
from service.domain.finding import Problem
from service.domain.summary import Citation, Insight
from service.web.interface import Interface
from tests.domain.samples import CHINESE
from tests.fakes import ARTICLE, GOOD, INVENTED, SUMMARY

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
FIELDS = {
    "text": "\n\n".join(CHINESE),
    "title": "星河智能发布新模型",
    "source": "观察者网",
    "published": "2025-08-13",
    "time": "12:33",
    "offset": "+08:00",
    "language": "en",
    "backend": "",
}


def body(response):
    return response.get_data(as_text=True)


def text_of(response):
    return " ".join(unescape(re.sub("<script.*?</script>|<[^>]*>", "", body(response), flags=re.DOTALL)).split())


@pytest.mark.fault(26, "a strict policy for the page")
@pytest.mark.parametrize("path", ["/", "/check", "/?sample=zh", "/check?sample=en"])
def test_page_is_strict_about_where_things_come_from(client, path):
    page = client.get(path)
    policy = page.headers["Content-Security-Policy"]
    assert page.status_code == 200
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert not re.search(r"(?:src|href|action)=\"(?:https?:|//)", body(page))
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! type=\"(?:module\" src|application/json))", body(page))


@pytest.mark.parametrize(
    ("path", "accepted", "cookie", "language"),
    [
        ("/", "", "", "en"),
        ("/", "fr, de;q=0.5", "", "en"),
        ("/", "zh-CN,zh;q=0.9,en;q=0.8", "", "zh-Hans"),
        ("/", "zh-TW", "", "zh-Hans"),
        ("/", "en-GB,zh;q=0.5", "", "en"),
        ("/", "en", "zh", "zh-Hans"),
        ("/?ui=en", "zh-CN", "zh", "en"),
        ("/?ui=klingon", "zh-CN", "", "zh-Hans"),
    ],
)
def test_interface_speaks_the_readers_language(client, path, accepted, cookie, language):
    """The switch wins over an earlier choice, and that over the browser's languages."""
    if cookie:
        client.set_cookie("ui", cookie)
    page = client.get(path, headers={"Accept-Language": accepted})
    assert f'<html lang="{language}">' in body(page)
    assert {"Accept-Language", "Cookie"} <= set(page.headers["Vary"].split(", "))
    assert ("Set-Cookie" in page.headers) is ("?ui=" in path)


def test_both_languages_have_all_words():
    english, chinese = Interface("en").texts, Interface("zh").texts
    assert {name: set(table) for name, table in english.items()} == {name: set(t) for name, t in chinese.items()}
    assert {problem.value for problem in Problem} == set(english["finding"])
    for table, entries in english.items():
        for name, text in entries.items():
            assert re.findall(r"\{\w*\}", text) == re.findall(r"\{\w*\}", chinese[table][name]) or "{" in text, name


def test_every_word_that_is_used_is_there_and_no_other():
    """Of templates and script; what is looked up by a code stands in tables of its own."""
    sources = [*Path("service/web/templates").glob("*.html"), Path("service/web/static/desk.js")]
    used = {match for path in sources for match in re.findall(r"\b(?:t|texts)\.(\w+)\.(\w+)", path.read_text("utf-8"))}
    english = Interface("en").texts
    looked_up = {"finding", "problem", "check"}
    by_name = {("desk", f"{name}_{mode}") for name in ("heading", "lead", "submit") for mode in ("brief", "check")}
    by_name |= {
        ("evidence", name) for name in ("markdown", "lines", "html", "json", "confirmed", "fails", "warns", "notes")
    }
    by_name |= {("evidence", f"{copy}{name}") for copy in ("", "copy_") for name in ("headline", "standfirst")}
    by_name |= {("state", f"stage_{stage}") for stage in ("notes", "revising", "repairing")}
    by_name |= {("desk", "language_default"), ("desk", "language_source")}
    there = {(table, name) for table, entries in english.items() if table not in looked_up for name in entries}
    assert {(table, name) for table, name in used if table not in looked_up} | by_name == there
    assert {table for table, _ in used} <= set(english)


def test_every_error_has_words_for_people():
    codes = {cls.code for cls in _all(errors.CoreInsightsError)} - {errors.SettingsError.code}
    assert codes <= set(Interface("en").texts["problem"])
    assert set(CHECKS) == set(Interface("en").texts["check"])


def _all(cls):
    return [cls, *(sub for child in cls.__subclasses__() for sub in _all(child))]


def test_form_without_a_script_leads_to_the_brief(client):
    posted = client.post("/", data=FIELDS)
    assert posted.status_code == 303
    page = client.get(posted.headers["Location"], headers=BROWSER)
    shown = text_of(page)
    assert page.mimetype == "text/html"
    assert "350 million times ↔in the source 3.5亿次" in shown
    assert "Guan Cha Zhe Wang · 2025-08-13 12:33" in shown
    assert "Citations: 2 of 2 confirmed" in shown
    assert 'data-share href="/briefs/' in body(page)


def test_date_alone_dates_a_brief(client):
    """Most articles name the day of their publication and no time."""
    posted = client.post("/", data=FIELDS | {"time": ""})
    assert "Guan Cha Zhe Wang · 2025-08-13 Core" in text_of(client.get(posted.headers["Location"], headers=BROWSER))


def test_many_uncited_paragraphs_are_told_in_spans(client):
    text = "\n\n".join([*CHINESE, *("公司对此没有作出更多说明，也没有回应记者的提问。" for _ in range(4))])
    posted = client.post("/", data=FIELDS | {"text": text})
    shown = text_of(client.get(posted.headers["Location"], headers=BROWSER))
    assert re.search(r"Paragraphs not cited: (\d+, )*\d+–8\.", shown)


def test_what_changed_stands_above_the_brief(client):
    first = client.post("/summarize", json=ARTICLE).get_json()
    changed = [ARTICLE["paragraphs"][0].replace("3.5亿", "4亿"), *ARTICLE["paragraphs"][1:]]
    update = ARTICLE | {"paragraphs": changed, "previous": first["id"]}
    page = body(client.post("/summarize", json=update, headers=BROWSER))
    brief = page[page.index('<article class="brief"') :]
    assert brief.index("What changed") < brief.index("3.5亿次 → 4亿次") < brief.index("Core Insights")
    assert "What changed" not in body(client.post("/summarize", json=ARTICLE, headers=BROWSER))


def test_similar_articles_stand_above_the_brief(client):
    first = client.post("/summarize", json=ARTICLE).get_json()
    page = body(client.post("/summarize", json=ARTICLE | {"source": "某某网"}, headers=BROWSER))
    brief = page[page.index('<article class="brief"') :]
    assert brief.index("100% the same") < brief.index(f'href="/briefs/{first["id"]}"') < brief.index("Core Insights")
    assert client.get(f"/briefs/{first['id']}", headers=BROWSER).status_code == 200
    assert "Similar articles" not in body(client.post("/summarize", json=ARTICLE, headers=BROWSER))


def test_withheld_insights_stand_apart_with_their_reasons(client, engine):
    """A brief that is not kept has no link, and says so."""
    engine.summary = replace(SUMMARY, core_insights=(GOOD, INVENTED))
    page = client.post("/", data=FIELDS)
    shown = text_of(page)
    assert page.status_code == 200
    assert "1 of the model's statements failed" in shown
    assert shown.index("Withheld") < shown.index(INVENTED.text) < shown.index("No citation is left")
    assert "Not kept, so there is no link" in shown
    assert "data-share" not in body(page)


def test_private_text_is_not_kept(client):
    page = client.post("/", data=FIELDS | {"private": "1"})
    assert "Not kept, so there is no link" in text_of(page)
    again = client.post("/summarize", json=ARTICLE | {"language": "en"}, headers={"Cache-Control": "only-if-cached"})
    assert again.status_code == 504


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"text": "短"}, 422, "too short"),
        ({"published": "<yesterday>"}, 422, "the date"),
        ({"published": ""}, 422, "the date"),
        ({"backend": "nobody"}, 422, "not set up"),
        ({"language": "klingon"}, 422, "not as it must be"),
    ],
)
def test_mistakes_leave_the_form_as_it_was(client, changed, status, said):
    page = client.post("/", data=FIELDS | changed)
    assert page.status_code == status
    assert said in text_of(page)
    assert 'value="星河智能发布新模型"' in body(page)
    assert "<yesterday>" not in body(page)


def test_uploaded_file_takes_the_place_of_the_text(client, engine):
    file = (io.BytesIO("\r\n".join(CHINESE).encode("gb18030")), "article.txt")
    posted = client.post("/", data=FIELDS | {"text": "", "file": file})
    assert posted.status_code == 303
    assert [paragraph.text for paragraph in engine.assignments[0].article.paragraphs] == list(CHINESE)


def test_longest_article_goes_through_the_form(client, engine):
    """200,000 characters are 600 kB: more than Flask takes of a form by itself."""
    paragraph = "星河智能周二宣布，其开源模型的下载量再创新高，公司对此表示满意。" * 30
    text = "\n\n".join([*CHINESE, *[paragraph] * 200])
    boundary, sent = encode_multipart(FIELDS | {"text": text})
    posted = client.post("/", data=sent, content_type=f"multipart/form-data; boundary={boundary}")
    assert posted.status_code == 303
    page = client.get(posted.headers["Location"], headers=BROWSER)
    assert page.status_code == 200


def test_too_large_a_form_is_refused_on_the_page(client):
    page = client.post("/", data=b"text=" + b"x" * 1_100_000, content_type="application/x-www-form-urlencoded")
    assert page.status_code == 413
    assert "larger than 1 MiB" in text_of(page)


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 303)])
def test_forms_of_other_sites_are_refused(client, engine, site, status):
    """Else any page on the web could make an editor's browser order briefs."""
    assert client.post("/", data=FIELDS, headers={"Sec-Fetch-Site": site}).status_code == status
    assert bool(engine.assignments) is (status == 303)


def test_a_summary_of_anyone_is_checked_on_the_page(client):
    summary = "The model was downloaded 3.5 billion times [1]\nRevenue rose 15% [3]\nIt was “a great day” [2]"
    page = client.post("/check", data=FIELDS | {"summary": summary})
    shown = text_of(page)
    assert "Wrong scale: 3.5 billion times ↔in the source 3.5亿次" in shown
    assert re.search(r"Findings: [1-9] to correct", shown)
    assert "15%" in shown
    assert "Copy as" not in shown


def test_verify_gives_the_page_to_a_browser_alone(client):
    asked = {"paragraphs": list(CHINESE), "summary": "The model was downloaded 350 million times."}
    page = client.post("/verify", json=asked, headers={"Accept": "text/html"})
    assert "3.5亿次" in text_of(page)
    assert client.post("/verify", json=asked).mimetype == "application/json"
    assert client.post("/verify", json=asked, headers={"Accept": "*/*"}).mimetype == "application/json"


def test_a_page_for_those_who_ask_for_html_and_the_document_by_name(client):
    """Contract §3: HTML of a brief is the evidence page; the inert document is a format of its own."""
    posted = client.post("/summarize", json=ARTICLE | {"language": "en"}, headers=BROWSER)
    assert 'class="sheet"' in body(posted)
    address = posted.headers["Content-Location"]
    page, document = client.get(address, headers=BROWSER), client.get(f"{address}?format=html", headers=BROWSER)
    assert 'class="sheet"' in body(page)
    assert '<article class="brief" data-ai-generated="true">' in body(document)
    assert "<script" not in body(document)
    again = client.get(address, headers=BROWSER | {"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304


def test_expired_link_ends_in_a_page(client):
    page = client.get("/briefs/" + "0" * 32, headers=BROWSER | {"Accept-Language": "zh"})
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "该摘要已不再留存" in text_of(page)
    assert page.headers["Cache-Control"] == "no-store"


def test_renderings_of_a_brief_that_is_not_kept(client):
    """The script sends back what it was told, so that even a private brief can be copied."""
    brief = client.post("/summarize", json=ARTICLE | {"language": "en"}, headers={"Cache-Control": "no-store"})
    for name, kind in (("markdown", "text/markdown"), ("lines", "text/plain"), ("html", "text/html")):
        answer = client.post(f"/page/evidence?format={name}", data=brief.data, content_type="application/json")
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert "350 million" in body(answer)
    page = client.post("/page/evidence", data=brief.data, content_type="application/json", headers=BROWSER)
    assert "Not kept" in text_of(page)


def test_a_forged_brief_breaks_nothing(client):
    brief = client.post("/summarize", json=ARTICLE | {"language": "en"}).get_json()
    brief["core_insights"][0]["citations"][0] |= {"start": 5, "end": 10_000, "paragraph": 99}
    brief["verification"]["confirmations"][0] |= {"start": -4, "end": 2, "paragraph": 77}
    brief["verification"]["checks"] = {}
    for name in ("markdown", "html", "lines"):
        assert client.post(f"/page/evidence?format={name}", json=brief).status_code == 200
    assert client.post("/page/evidence", json=brief, headers=BROWSER).status_code == 200
    assert client.post("/page/evidence", json={"id": "x"}, headers=BROWSER).status_code == 422


HOSTILE = '</textarea></script><script>alert(1)</script><img src=x onerror="alert(1)">{{ 7*7 }}\'"&lt;'


@pytest.mark.fault(26, "a page shows hostile text and never obeys it")
def test_hostile_text_is_shown_and_never_obeyed(client, engine):
    engine.summary = replace(SUMMARY, core_insights=(Insight(HOSTILE, (Citation(1, "下载量已超3.5亿次"),)),))
    fields = FIELDS | {"title": HOSTILE, "source": HOSTILE, "text": "\n\n".join((*CHINESE, HOSTILE)), "private": "1"}
    for page in (client.post("/", data=fields), client.post("/", data=fields | {"language": "x"})):
        assert "<script>alert" not in body(page)
        assert "<img" not in body(page)
        assert "{{ 7*7 }}" in body(page)
