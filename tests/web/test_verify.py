"""POST /verify: the gate on anyone's summary."""

import pytest

from tests.domain.samples import CHINESE
from tests.fakes import ARTICLE

CITED = "Core Insights\n- The model was downloaded 350 million times [1: “已超3.5亿次”]\n- Revenue rose 15% [3]\n"

CITATION_PROBLEMS = {"unanchored", "no-such-paragraph", "no-citation"}


def verify(client, summary, **article):
    return client.post("/verify", json={"paragraphs": list(CHINESE), "summary": summary} | article)


def test_report_counts_and_finds(client):
    body = verify(client, CITED + "- It was founded in 1990 [99]\n").get_json()
    assert body["status"] == "flagged"
    assert body["checks"]["citations"] == {"checked": 3, "confirmed": 1}
    found = [(finding["problem"], finding["where"], finding["severity"]) for finding in body["findings"]]
    assert [finding for finding in found if finding[0] in CITATION_PROBLEMS] == [
        ("unanchored", "/core_insights/1", "notes"),
        ("no-such-paragraph", "/core_insights/2", "warns"),
        ("no-citation", "/core_insights/2", "fails"),
    ]
    assert body["uncited_paragraphs"] == [2]


@pytest.mark.parametrize("name", ["lines", "flat", "markdown", "html", "json"])
def test_own_briefs_pass_in_every_format(client, name):
    summary = client.post(f"/summarize?format={name}", json=ARTICLE)
    given = summary.get_json() if name == "json" else summary.get_data(as_text=True)
    body = verify(client, given).get_json()
    assert body["status"] == "passed"
    assert body["checks"]["citations"]["checked"] == 2


def test_one_sentence_will_do(client):
    response = client.post(
        "/verify", json={"text": "营收增长15%。", "summary": "Core Insights\n- Revenue rose 15% [1]"}
    )
    assert response.get_json()["status"] == "passed"


@pytest.mark.parametrize(
    ("summary", "code"),
    [
        ("## A heading", "summary-unreadable"),
        ("", "summary-unreadable"),
        ("{}", "summary-unreadable"),
        (7, "invalid-request"),
    ],
)
def test_unreadable_summary_is_refused(client, summary, code):
    response = verify(client, summary)
    assert (response.status_code, response.get_json()["code"]) == (422, code)


def test_body_must_be_json(client):
    assert client.post("/verify", data="text", content_type="text/plain").status_code == 415


def test_plain_sentences_are_checked_against_the_whole_article(client):
    body = verify(client, "Revenue rose. It has an open model.", title="星河智能", published_at="2025-08-13").get_json()
    assert body["checks"]["citations"] == {"checked": 0, "confirmed": 0}
    assert not [finding for finding in body["findings"] if finding["problem"] == "no-citation"]


def test_plain_sentences_with_marks_are_checked_by_them(client):
    body = verify(client, "Revenue rose. [3] It was downloaded often [99].").get_json()
    found = [(finding["problem"], finding["where"]) for finding in body["findings"]]
    assert ("unanchored", "/core_insights/0") in found
    assert ("no-such-paragraph", "/core_insights/1") in found


@pytest.mark.parametrize("number", [100, 101])
@pytest.mark.parametrize("head", ["", "Core Insights\n"])
def test_summary_of_more_insights_than_any_has_is_refused(client, head, number):
    """In every form, since each is compared with the whole article."""
    answer = client.post("/verify", json={**ARTICLE, "summary": head + "- The firm grew well\n" * number})
    assert answer.status_code == (200 if number == 100 else 422)
    assert number == 100 or "may have 100" in answer.json["detail"]
