"""POST /summarize and GET /briefs: bodies in, renderings out, the cache in between."""

import pytest

from service.domain.errors import (
    BackendOverloaded,
    BackendRefused,
    BackendUnavailable,
    ContentFiltered,
    DeadlineExceeded,
)
from service.domain.summary import Summary
from service.formats.reading import read
from service.schema.briefs import BriefJson, load_brief
from service.schema.requests import SummarizeRequest
from tests.domain.samples import CHINESE, ENGLISH
from tests.fakes import ARTICLE, GOOD, INVENTED

TEXT = "\n".join(CHINESE)


def post(client, **kwargs):
    return client.post("/summarize", json=ARTICLE, **kwargs)


def test_answer_is_the_brief_as_json(client):
    response = post(client)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    body = response.get_json()
    assert next(iter(body)) == "id"
    assert set(body) == {*BriefJson.model_fields, "label"}
    assert body["source"] == {"name": "观察者网", "romanized": "Guan Cha Zhe Wang"}
    citation = body["core_insights"][0]["citations"][0]
    paragraph = body["paragraphs"][citation["paragraph"] - 1]
    assert paragraph["text"][citation["start"] : citation["end"]] == citation["quote"] == "已超3.5亿次"
    assert body["provenance"]["ai_generated"] is True
    checks = body["verification"]["checks"]
    assert set(checks) >= {"citations", "quantities", "dates", "quotations", "names"}
    assert checks["citations"] == {"checked": 2, "confirmed": 2}
    assert checks["quantities"] == {"checked": 3, "confirmed": 3}


@pytest.mark.parametrize(
    ("accept", "query", "mimetype", "begins"),
    [
        ("*/*", "", "application/json", '{"id"'),
        ("text/plain", "", "text/plain", "星河智能发布新模型\nGuan Cha Zhe Wang·2025-08-13 12:33\n\nCore Insights\n- "),
        ("text/markdown", "", "text/markdown", "# 星河智能发布新模型"),
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "", "text/html", "<!doctype html>"),
        ("application/json;q=0.5, text/plain", "", "text/plain", "星河"),
        (
            "application/json",
            "?format=flat",
            "text/plain",
            "星河智能发布新模型\nGuan Cha Zhe Wang·2025-08-13 12:33\n\nCore Insights - ",
        ),
        ("", "?format=text", "text/plain", "星河"),
        ("", "?format=lines", "text/plain", "星河"),
        ("text/html", "?format=json", "application/json", '{"id"'),
    ],
)
def test_rendering_is_chosen(client, accept, query, mimetype, begins):
    response = client.post(f"/summarize{query}", json=ARTICLE, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, mimetype)
    assert response.get_data(as_text=True).startswith(begins)
    assert "Accept" in response.headers["Vary"].split(", ")


@pytest.mark.parametrize(("accept", "query"), [("image/png", ""), ("*/*", "?format=pdf")])
def test_other_renderings_are_not_acceptable(client, accept, query):
    response = client.post(f"/summarize{query}", json=ARTICLE, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (406, "application/problem+json")


def test_every_rendering_reads_back_alike(client):
    drafts = {
        name: read(client.post(f"/summarize?format={name}", json=ARTICLE).get_data(as_text=True))
        for name in ("lines", "flat", "markdown", "html")
    }
    assert len(set(drafts.values())) == 1


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/plain", TEXT),
        ("text/plain; charset=utf-8", TEXT),
        ("text/markdown", TEXT),
        ("text/html", "".join(f"<p>{paragraph}</p>" for paragraph in CHINESE)),
        ("text/plain; charset=gb18030", TEXT.encode("gb18030")),
        ('text/plain; charset="GB2312"', f"{TEXT}\n朱镕基".encode("gb18030")),
        ("text/plain; charset=utf-8", TEXT.encode("utf-8-sig")),
        ("text/plain", TEXT.encode("utf-8-sig")),
        ("text/plain", TEXT.encode("utf-16")),
    ],
)
def test_other_bodies_carry_the_rest_as_parameters(client, engine, content_type, body):
    query = {
        "title": "标题",
        "source": "新华社",
        "published_at": "2025-08-13",
        "language": "zh",
        "backend": "fake/model",
    }
    response = client.post("/summarize", query_string=query, data=body, content_type=content_type)
    assert response.status_code == 200
    article = engine.assignments[0].article
    assert (article.title, article.source.romanized, article.published_at) == ("标题", "Xinhua", "2025-08-13")
    assert article.paragraphs[0].text.startswith("星河智能8月12日宣布")
    assert engine.assignments[0].language == "zh-Hans"


def test_html_in_json_is_flattened(client, engine):
    page = f"<html><body><nav>Menu</nav><article>{''.join(f'<p>{p}</p>' for p in ENGLISH)}</article></body></html>"
    client.post("/summarize", json={"text": page})
    assert [p.text for p in engine.assignments[0].article.paragraphs][:3] == list(ENGLISH[:3])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ({"text": TEXT, "paragraphs": list(CHINESE)}, ""),
        ({"text": TEXT, "model": "x"}, "/model"),
        ({"text": TEXT, "base_url": "http://127.0.0.1"}, "/base_url"),
        ({"text": 7}, "/text"),
        ({"paragraphs": []}, "/paragraphs"),
        ({"paragraphs": ["a", 7]}, "/paragraphs/1"),
        ({"text": TEXT, "language": "fr"}, "/language"),
        ({"text": TEXT, "published_at": "yesterday"}, "/published_at"),
        ({"text": TEXT, "backend": "nobody/m"}, "/backend"),
        ({"text": TEXT, "title": "x" * 501}, "/title"),
        ({"text": TEXT, "language": "en", "backend": "extractive"}, "/language"),
        ([], ""),
    ],
)
def test_what_is_wrong_is_pointed_at(client, body, pointer):
    response = client.post("/summarize", json=body)
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert [error["pointer"] for error in response.get_json()["errors"]] == [pointer]


@pytest.mark.fault(23, "hostile JSON: 400 or 422, no echo")
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"", 400),
        (b"\xff\xfe", 400),
        ('{"text": "标题"}'.encode("gbk"), 400),
        (b'{"text": "\\ud800"}', 422),
        (b'{"text": "a\\ud800b"}', 422),
        (b'{"text": "\\udfff\\ud800"}', 422),
        (b"[" * 200_000, 400),
        (b'{"text": ' + b"9" * 100_000 + b"}", 400),
        (b'{"text": NaN}', 422),
        (b"{" + b",".join(b'"k%d":1' % i for i in range(50_000)) + b"}", 422),
    ],
    ids=range(11),
)
def test_hostile_json_is_refused_without_echo(client, body, status):
    response = client.post("/summarize", data=body, content_type="application/json")
    assert response.status_code == status
    assert len(response.data) < 20_000


@pytest.mark.fault(22, "too large, packed or unknown: 413, 415 or 400")
@pytest.mark.parametrize(
    ("headers", "data", "status"),
    [
        ({"Content-Type": "application/xml"}, b"<a/>", 415),
        ({}, b"text", 415),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, b"\x1f\x8b", 415),
        ({"Content-Type": "text/plain", "Content-Encoding": "br"}, b"x", 415),
        ({"Content-Type": "text/plain"}, b"x" * 1_048_577, 413),
        ({"Content-Type": "text/plain; charset=klingon"}, b"text", 400),
        ({"Content-Type": "text/plain"}, TEXT.encode("gbk"), 400),
        ({"Content-Type": "text/plain; charset=undefined"}, b"text", 400),
        ({"Content-Type": "text/plain; charset=punycode"}, b"a-zz99", 400),
        ({"Content-Type": "text/plain; charset=idna"}, b"xn--" + b"a9" * 400_000, 400),  # 17 s, once
    ],
)
def test_unreadable_bodies_are_refused(client, headers, data, status):
    response = client.post("/summarize", data=data, headers=headers)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")


@pytest.mark.parametrize("query", ["?model=x", "?title=a&title=b", "?language=fr"])
def test_unknown_parameters_are_refused(client, query):
    response = client.post(f"/summarize{query}", data=TEXT, content_type="text/plain")
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"].startswith("?")


def test_parameters_beside_json_are_refused(client):
    assert client.post("/summarize?title=x", json=ARTICLE).status_code == 422


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (BackendUnavailable(), 503, "backend-unavailable"),
        (BackendOverloaded(retry_after=6.2), 503, "backend-overloaded"),
        (BackendRefused(), 502, "backend-refused"),
        (DeadlineExceeded(), 504, "deadline-exceeded"),
        (ContentFiltered(), 422, "content-filtered"),
    ],
)
def test_failures_of_the_model_are_honest(client, engine, error, status, code):
    engine.error = error
    response = post(client)
    assert (response.status_code, response.get_json()["code"]) == (status, code)


def test_wish_for_a_pause_is_passed_on(client, engine):
    engine.error = BackendOverloaded(retry_after=6.2)
    assert post(client).headers["Retry-After"] == "7"
    assert post(client).get_json()["retry_after"] == 7  # for streams, whose headers are out
    engine.error = BackendUnavailable()
    assert post(client).headers["Retry-After"] == "5"


def test_unexpected_error_says_nothing(client, engine, caplog):
    engine.error = RuntimeError("canary article text")
    response = post(client)
    assert (response.status_code, response.get_json()["code"]) == (500, "internal-error")
    assert "canary" not in response.get_data(as_text=True) + caplog.text


def test_nothing_verified_is_a_bad_gateway(client, engine):
    engine.summary = Summary((INVENTED,))
    response = post(client)
    assert (response.status_code, response.get_json()["code"]) == (502, "nothing-verified")


def test_withheld_is_visible_and_never_rendered_as_good(client, engine):
    engine.summary = Summary((GOOD, INVENTED))
    body = post(client).get_json()
    assert [insight["text"] for insight in body["core_insights"]] == [GOOD.text]
    assert body["withheld"][0]["findings"][0]["problem"] == "quote-not-found"
    assert INVENTED.text not in post(client, headers={"Accept": "text/plain"}).get_data(as_text=True)
    markdown = post(client, headers={"Accept": "text/markdown"}).get_data(as_text=True)
    assert markdown.index("## Withheld") < markdown.index(INVENTED.text)


def test_cache_status_tells_what_happened(client):
    first, second = post(client), post(client)
    assert first.headers["Cache-Status"] == "core-insights; fwd=miss; stored"
    assert second.headers["Cache-Status"] == "core-insights; hit"
    assert first.data == second.data
    again = post(client, headers={"Cache-Control": "no-cache"})
    assert again.headers["Cache-Status"] == "core-insights; fwd=request; stored"


def test_no_store_leaves_no_link(client):
    response = post(client, headers={"Cache-Control": "no-store, no-cache"})
    assert response.headers["Cache-Status"] == "core-insights; fwd=bypass"
    assert "Content-Location" not in response.headers
    assert client.get(f"/briefs/{response.get_json()['id']}").status_code == 404


def test_only_if_cached_may_find_nothing(client):
    response = post(client, headers={"Cache-Control": "only-if-cached"})
    assert (response.status_code, response.get_json()["code"]) == (504, "not-cached")


def test_kept_brief_is_read_in_every_format(client):
    posted = post(client)
    link = posted.headers["Content-Location"]
    assert client.get(link).data == posted.data
    for name in ("lines", "flat", "markdown", "html"):
        assert client.get(f"{link}?format={name}").data == client.post(f"/summarize?format={name}", json=ARTICLE).data


def test_etag_is_strong_and_saves_the_body(client):
    link = post(client).headers["Content-Location"]
    response = client.get(link)
    etag = response.headers["ETag"]
    assert not etag.startswith("W/")
    again = client.get(link, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{link}?format=html").headers["ETag"] != etag


def test_unknown_brief_is_not_found(client):
    response = client.get("/briefs/0123456789abcdef0123456789abcdef")
    assert (response.status_code, response.get_json()["code"]) == (404, "brief-not-found")


def test_html_runs_nothing(client):
    response = client.post("/summarize?format=html", json=ARTICLE)
    assert "script-src" not in response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_what_changed_since_the_previous_brief_is_told(client):
    first = client.post("/summarize", json={"paragraphs": list(CHINESE), "language": "en"}).get_json()
    assert (first["previous"], first["changes"]) == (None, [])
    update = [CHINESE[0].replace("3.5亿", "4亿"), *CHINESE[1:]]
    body = {"paragraphs": update, "language": "en", "backend": "fake/model", "previous": first["id"]}
    told = {"kind": "number", "before": "3.5亿次", "after": "4亿次", "paragraph_before": 1, "paragraph": 1}
    asked = client.post("/summarize", json=body).get_json()
    assert (asked["previous"], asked["changes"]) == (first["id"], [told])
    text = client.post(f"/summarize?previous={first['id']}", data="\n".join(update), content_type="text/plain")
    assert text.get_json()["changes"] == [told]


@pytest.mark.parametrize("previous", ["", "abc", "A" * 32, "0" * 33, f"{'0' * 32}\n", 5])
def test_what_is_no_id_of_a_brief_is_refused(client, previous):
    response = client.post("/summarize", json=ARTICLE | {"previous": previous})
    assert (response.status_code, response.get_json()["errors"][0]["pointer"]) == (422, "/previous")
    response = client.post("/summarize", query_string={"previous": str(previous)}, data=TEXT, content_type="text/plain")
    assert (response.status_code, response.get_json()["errors"][0]["pointer"]) == (422, "?previous")


def test_a_previous_brief_that_is_not_kept_is_none(client):
    response = client.post("/summarize", json=ARTICLE | {"previous": "0" * 32})
    assert (response.status_code, response.get_json()["previous"]) == (200, None)


def test_payload_is_what_the_cache_keeps(client):
    assert load_brief(post(client).data).summary.core_insights[0].text == GOOD.text


CHANGES = {
    "text": TEXT + "\n公司表示，明年将再开源两款模型。",
    "paragraphs": [*CHINESE[:2], "公司表示，明年将再开源两款模型。"],
    "title": "另一个标题",
    "source": "新华社",
    "published_at": "2025-08-14",
    "language": "zh-Hant",
    "backend": "extractive",
}
SHAPELESS = {"url": "https://example.com/other"}


@pytest.mark.fault(30, "every field that shapes a brief is in its key")
@pytest.mark.parametrize("name", SummarizeRequest.model_fields)
def test_each_field_that_shapes_a_brief_changes_its_id(client, name):
    """Faults row 30; a new field must be put in one of the tables before this passes."""
    base = {"text": TEXT, "title": "标题", "source": "观察者网", "published_at": "2025-08-13"}
    if name == "backend":
        base["language"] = "zh-Hans"
    if name == "paragraphs":
        base = {key: value for key, value in base.items() if key != "text"} | {"paragraphs": list(CHINESE)}
    changes = CHANGES | SHAPELESS
    if name == "previous":
        changes["previous"] = client.post("/summarize", json=base | {"title": "旧标题"}).get_json()["id"]
    ids = [client.post("/summarize", json=body).get_json()["id"] for body in (base, base | {name: changes[name]})]
    assert len(set(ids)) == (1 if name in SHAPELESS else 2)
