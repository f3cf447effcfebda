"""Kept briefs reviewed and withdrawn: who signed what, and nothing left of what is gone."""

import re

import pytest

from tests.fakes import ARTICLE, GOOD, OTHER
from tests.web.test_label import PAGE

NAMES = ["Lin Yue", "林悦", "O’Brien (desk)", "{writer}", "x" * 100]
NOT_NAMES = ["", "  ", "x" * 101, "two\nlines", "\x1b[31mred", "\u202egnorw", 7, ["Lin"], "\ud800"]


@pytest.fixture
def address(client):
    return client.post("/summarize", json=ARTICLE | {"language": "en"}).headers["Content-Location"]


def review(client, address, name="Lin Yue", **headers):
    return client.post(f"{address}/review", json={"reviewed_by": name}, headers=headers)


@pytest.mark.parametrize("name", NAMES)
def test_review_is_recorded_with_its_time(client, address, name):
    before = client.get(address).json
    answer = review(client, address, name)
    assert (answer.status_code, answer.headers["Content-Location"]) == (200, address)
    after = answer.json
    assert after == client.get(address).json
    assert after["provenance"] == before["provenance"] | {
        "reviewed_by": name, "reviewed_at": "2025-08-13T04:00:00+00:00",
    }  # fmt: skip
    assert after["label"] == f"Written by AI (model-1), reviewed by {name}"
    changed = {member for member in before if before[member] != after[member]}
    assert changed == {"provenance", "label"}


@pytest.mark.parametrize(("language", "words"), [("zh-Hans", "已由林悦审核"), ("zh-Hant", "已由林悦審核")])
def test_label_of_a_chinese_brief_names_the_reviewer(client, language, words):
    address = client.post("/summarize", json=ARTICLE | {"language": language}).headers["Content-Location"]
    answer = client.post(f"{address}/review?format=lines", json={"reviewed_by": "林悦"})
    assert answer.mimetype == "text/plain"
    assert answer.get_data(as_text=True).rstrip().endswith(words)


def test_review_can_be_taken_back(client, address):
    before = client.get(address)
    review(client, address)
    assert review(client, address, None).data == before.data
    assert client.get(address).headers["ETag"] == before.headers["ETag"]


@pytest.mark.parametrize("name", NOT_NAMES)
def test_name_that_cannot_be_shown_is_refused(client, address, name):
    answer = review(client, address, name)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid-request")
    assert client.get(address).json["provenance"]["reviewed_by"] is None


@pytest.mark.parametrize("body", [{}, {"reviewed_by": "Lin", "at": "2025"}])
def test_other_fields_are_refused(client, address, body):
    assert client.post(f"{address}/review", json=body).status_code == 422


def test_etag_changes_and_guards(client, address):
    """Nobody signs a brief that was made anew, or signed by another, since it was read."""
    seen = client.get(address).headers["ETag"]
    assert review(client, address, "First", **{"If-Match": seen}).status_code == 200
    second = review(client, address, "Second", **{"If-Match": seen})
    assert (second.status_code, second.json["code"]) == (412, "precondition-failed")
    now = client.get(address)
    assert now.headers["ETag"] != seen
    assert now.json["provenance"]["reviewed_by"] == "First"
    assert review(client, address, "Second", **{"If-Match": "*"}).status_code == 200


@pytest.mark.parametrize("tag", ["nonsense", "", 'W/"1"', '"0"'])
def test_what_names_no_version_signs_none(client, address, tag):
    assert review(client, address, **{"If-Match": tag}).status_code == 412


def test_nothing_is_reviewed_that_is_not_kept(client, address):
    client.delete(address)
    answer = review(client, address)
    assert (answer.status_code, answer.json["code"]) == (404, "brief-not-found")
    assert client.get(address).status_code == 404


def test_brief_made_anew_is_reviewed_by_nobody(client, address, engine):
    review(client, address)
    again = client.post("/summarize", json=ARTICLE | {"language": "en"})
    assert again.json["provenance"]["reviewed_by"] == "Lin Yue"
    anew = client.post("/summarize", json=ARTICLE | {"language": "en"}, headers={"Cache-Control": "no-cache"})
    assert anew.json["provenance"]["reviewed_by"] is None
    assert client.get(address).json["provenance"]["reviewed_by"] is None


def test_stream_resumed_later_tells_the_reviewed_brief(client):
    """What was told before the review is forgotten with its bytes."""
    asked = ARTICLE | {"language": "en"}
    told = client.post("/summarize?format=events", json=asked).get_data(as_text=True)
    place = re.findall(r"^id: (\S+)$", told, re.MULTILINE)[0]
    (address,) = {f"/briefs/{found}" for found in re.findall('"id":"([0-9a-f]{32})"', told)}
    assert "reviewed by Lin" not in told
    review(client, address)
    resumed = client.post("/summarize?format=events", json=asked, headers={"Last-Event-ID": place})
    text = resumed.get_data(as_text=True)
    assert '"reviewed_by":"Lin Yue"' in text
    assert '"reviewed_by":null' not in text


def test_review_is_answered_in_every_format(client, address):
    for name in ("json", "lines", "flat", "markdown", "html", "events"):
        answer = client.post(f"{address}/review?format={name}", json={"reviewed_by": "Lin Yue"})
        assert answer.status_code == 200
        assert "reviewed by Lin Yue" in answer.get_data(as_text=True)
    shown = client.post(f"{address}/review", json={"reviewed_by": "Lin Yue"}, headers=PAGE)
    assert 'class="sheet"' in shown.get_data(as_text=True)


def test_withdrawn_brief_is_gone(client, address):
    answer = client.delete(address)
    assert (answer.status_code, answer.data) == (204, b"")
    for again in (client.get(address), client.delete(address)):
        assert (again.status_code, again.json["code"]) == (404, "brief-not-found")
    only = client.post("/summarize", json=ARTICLE | {"language": "en"}, headers={"Cache-Control": "only-if-cached"})
    assert only.status_code == 504


class TestPage:
    """The form below a kept brief, which needs no script."""

    def form(self, client, address, interface="en"):
        text = client.get(f"{address}?ui={interface}", headers=PAGE).get_data(as_text=True)
        (version,) = re.findall(r'name="version" value="([0-9a-f]+)"', text)
        (action,) = re.findall(r'class="review" method="post" action="([^"]+)"', text)
        return text, action, version

    @pytest.mark.parametrize(
        ("interface", "words", "reviewed", "back"),
        [
            ("en", "Mark as reviewed", "Reviewed by 林悦 · <time", "Take the review back"),
            ("zh", "标记为已审阅", "审阅：林悦 · <time", "撤回审阅"),
        ],
    )
    def test_editor_signs_and_takes_it_back(self, client, address, interface, words, reviewed, back):
        text, action, version = self.form(client, address, interface)
        assert words in text
        answer = client.post(action, data={"version": version, "reviewed_by": " 林悦 "}, headers=PAGE)
        assert (answer.status_code, answer.headers["Location"]) == (303, address)
        text, action, version = self.form(client, address, interface)
        assert reviewed in text
        assert "reviewed by 林悦" in text
        assert back in text
        client.post(action, data={"version": version}, headers=PAGE)
        assert words in self.form(client, address, interface)[0]

    def test_what_was_signed_meanwhile_is_not_signed_over(self, client, address):
        _, action, version = self.form(client, address)
        review(client, address, "First")
        answer = client.post(action, data={"version": version, "reviewed_by": "Second"}, headers=PAGE)
        assert answer.status_code == 412
        assert "reviewed by somebody else meanwhile" in answer.get_data(as_text=True)
        assert client.get(address).json["provenance"]["reviewed_by"] == "First"

    def test_refusals_are_pages_too(self, client, address):
        _, action, version = self.form(client, address)
        wrong = client.post(action, data={"version": version, "reviewed_by": "\x1b"}, headers=PAGE)
        assert (wrong.status_code, wrong.mimetype) == (422, "text/html")
        client.delete(address)
        gone = client.post(action, data={"version": version, "reviewed_by": "Lin"}, headers=PAGE)
        assert (gone.status_code, gone.mimetype) == (404, "text/html")

    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_form_of_another_site_signs_nothing(self, client, address, site):
        _, action, version = self.form(client, address)
        headers = PAGE | {"Sec-Fetch-Site": site}
        answer = client.post(action, data={"version": version, "reviewed_by": "Mallory"}, headers=headers)
        assert answer.status_code == 403
        assert client.get(address).json["provenance"]["reviewed_by"] is None

    def test_nothing_to_sign_where_nothing_is_kept(self, client):
        unkept = client.post(
            "/summarize", json=ARTICLE | {"language": "en"}, headers=PAGE | {"Cache-Control": "no-store"}
        )
        assert GOOD.text in unkept.get_data(as_text=True)
        assert 'class="review"' not in unkept.get_data(as_text=True)

    def test_page_shows_the_short_forms(self, client, address):
        """With buttons that copy them; where a brief has none, there is nothing."""
        text = client.get(f"{address}?ui=zh", headers=PAGE).get_data(as_text=True)
        assert f'data-copy-text="{GOOD.text}">复制标题</button>' in text
        assert f'data-copy-text="{OTHER.text}.">复制导语</button>' in text
