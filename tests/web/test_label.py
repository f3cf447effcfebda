"""The label in every answer: one line or member, which the setting words or removes, and nothing else with it."""

import json

import pytest

from service.adapters.article_reader import ArticleReader
from service.adapters.glossary_file import load_glossary
from service.adapters.romanizer import Romanizer
from service.domain.article import MIN_ARTICLE_CHARACTERS
from service.domain.language import Language
from service.formats.ai_label import NO_LABEL, STANDARD_LABEL, worded
from service.web import create_app
from service.web.negotiation import FORMAT_NAMES
from tests.fakes import ARTICLE, ScriptedEngine
from tests.services import summarizer_of

LABEL = "Written by AI (model-1), not reviewed"
PAGE = {"Accept": "text/html", "Accept-Language": "en"}


def client(label=STANDARD_LABEL):
    summarizer = summarizer_of({"fake/model": ScriptedEngine()}, label=label)
    articles = ArticleReader(Romanizer(load_glossary()), least=MIN_ARTICLE_CHARACTERS)
    return create_app(summarizer, articles).test_client()


def answers(label):
    """The brief in every format, made and kept, and as a page."""
    caller = client(label)
    made = {f"made as {name}": caller.post(f"/summarize?format={name}", json=ARTICLE) for name in FORMAT_NAMES}
    address = f"/briefs/{caller.post('/summarize', json=ARTICLE).json['id']}"
    kept = {f"kept as {name}": caller.get(f"{address}?format={name}") for name in FORMAT_NAMES}
    shown = caller.post("/page/evidence", json=caller.get(address).json, headers=PAGE)
    pages = {"page": caller.get(address, headers=PAGE), "page of JSON": shown}
    return {name: answer.get_data(as_text=True) for name, answer in (made | kept | pages).items()}


PIECES = {
    "json": f',"label":"{LABEL}"',
    "events": f',"label":"{LABEL}"',
    "lines": f"\n— {LABEL}\n",
    "text": f"\n— {LABEL}\n",
    "flat": f"\n\n— {LABEL}",
    "markdown": f"\n{LABEL}\n",
    "html": f'<p class="label">{LABEL}</p>\n',
    "page": f'<p class="label" lang="en">{LABEL}</p>',
}
IN_BOTH_BODIES = (f"\\n— {LABEL}\\n", f'<p class=\\"ai-label\\">{LABEL}</p>')
"""What it is in a news item: a line of its text and of its XHTML."""
"""What the label is in each format: a member, or a line with what sets it apart."""


def test_label_is_in_every_format_and_removing_it_removes_exactly_it():
    labelled, removed = answers(STANDARD_LABEL), answers(NO_LABEL)
    assert labelled.keys() == removed.keys()
    for name, answer in labelled.items():
        kind = "page" if name.startswith("page") else name.split()[-1]
        pieces = IN_BOTH_BODIES if kind == "ninjs" else (PIECES[kind],)
        assert answer.count(LABEL) == len(pieces), name
        rest = answer
        for piece in pieces:
            assert answer.count(piece) == 1, name
            rest = rest.replace(piece, "")
        assert rest == removed[name], name


def test_software_is_told_that_ai_wrote_where_the_label_is_removed():
    for name, answer in answers(NO_LABEL).items():
        if "html" in name or "page" in name:
            assert 'data-ai-generated="true"' in answer
        elif "json" in name or "events" in name:
            assert '"ai_generated":true' in answer


def test_label_is_worded_by_the_setting():
    own = answers(worded({Language.ENGLISH: "Robot: {writer}"}))
    for name, answer in own.items():
        assert answer.count("Robot: model") == (len(IN_BOTH_BODIES) if "ninjs" in name else 1), name
    assert not any("Written by AI" in answer for answer in own.values())


@pytest.mark.parametrize(("language", "words"), [("zh-Hans", "由人工智能撰写"), ("zh-Hant", "由人工智慧撰寫")])
def test_label_is_in_the_language_of_the_brief(language, words):
    caller = client()
    for name in ("json", "lines", "markdown", "html"):
        answer = caller.post(f"/summarize?format={name}", json=ARTICLE | {"language": language})
        assert words in answer.get_data(as_text=True)


def test_label_is_the_last_member_of_json():
    assert list(client().post("/summarize", json=ARTICLE).json)[-1] == "label"
    assert "label" not in client(NO_LABEL).post("/summarize", json=ARTICLE).json


def test_setting_changes_the_etag_and_not_the_id():
    def seen(label):
        caller = client(label)
        answer = caller.post("/summarize", json=ARTICLE)
        return answer.json["id"], caller.get(answer.headers["Content-Location"]).headers["ETag"]

    (labelled, tag), (removed, other) = seen(STANDARD_LABEL), seen(NO_LABEL)
    assert labelled == removed
    assert tag != other


def test_summary_written_by_anyone_has_no_label():
    given = {"paragraphs": ARTICLE["paragraphs"], "summary": "Downloads passed 350 million [1]"}
    for headers in ({}, PAGE):
        answer = client().post("/verify", json=given, headers=headers).get_data(as_text=True)
        assert "Written by AI" not in answer
        assert "ai-generated" not in answer


def test_labelled_json_is_checked_like_any_other():
    caller = client()
    brief = caller.post("/summarize", json=ARTICLE).json
    report = caller.post("/verify", json={"paragraphs": ARTICLE["paragraphs"], "summary": brief})
    assert report.json["status"] == "passed"
    text = json.dumps(brief, ensure_ascii=False)
    assert caller.post("/verify", json={"paragraphs": ARTICLE["paragraphs"], "summary": text}).json == report.json
