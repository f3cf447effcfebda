"""A brief as a ninjs item: valid by IPTC's schema whatever is in it, inert, and honest about its source."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from lxml import etree

from service.domain.article import Source
from service.domain.brief import Header, Provenance
from service.domain.language import Language
from service.domain.summary import Group, Summary
from service.formats import ninjs
from service.formats.ai_label import NO_LABEL, STANDARD_LABEL
from service.formats.ninjs import Links, uri_of
from service.formats.text import SIGNED
from tests.fakes import GOOD, INVENTED, OTHER, SUMMARY, checked_brief
from tests.formats.strategies import DRAFTS
from tests.formats.test_inert import HOSTILE, hostile_draft
from tests.ninjs.schemas import validator

VALID = validator("3.2")
BRIEF = checked_brief(Summary((GOOD, INVENTED), (Group(1, "Figures", (OTHER,)),)))
HEADER = Header(
    language=Language.ENGLISH,
    title="星河智能发布新模型",
    source=Source("观察者网", "Guan Cha Zhe Wang"),
    published_at="2025-08-13T12:33:00+08:00",
)


def item(brief, **links):
    made = json.loads(ninjs.render(brief, STANDARD_LABEL, Links(**links)))
    VALID.validate(made)
    return made


def bodies(made):
    return {body["contentType"]: body["value"] for body in made["bodies"]}


def elements(body):
    return [(one.tag, dict(one.attrib)) for one in etree.fromstring(f"<body>{body}</body>").iter()]


@pytest.mark.property
@given(DRAFTS)
def test_item_of_any_draft_is_valid_and_inert(draft):
    assert_inert(item(draft))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text):
    draft = hostile_draft(text)
    brief = replace(checked_brief(SUMMARY), header=draft.header, summary=draft.summary)
    assert_inert(item(brief, source=text))


def assert_inert(made):
    found = elements(bodies(made)["application/xhtml+xml"])
    assert {tag for tag, _ in found} <= {"body", "h2", "ul", "li", "cite", "p"}
    assert all(attributes in ({}, {"class": "ai-label"}) for _, attributes in found)


def test_item_tells_what_it_is_derived_from():
    made = item(replace(BRIEF, header=HEADER), source="urn:newsml:example.com:1")
    assert made["associations"] == [
        {
            "name": "星河智能发布新模型",
            "rel": "derivedFrom",
            "uri": "urn:newsml:example.com:1",
            "type": "text",
            "headlines": [{"role": "main", "value": "星河智能发布新模型"}],
            "infoSources": [{"name": "观察者网"}],
            "contentCreated": "2025-08-13T12:33:00+08:00",
        }
    ]
    assert made["infoSources"] == [{"name": "Guan Cha Zhe Wang"}]
    assert made["title"] == "星河智能发布新模型"


@pytest.mark.parametrize("name", ["", "6e8e2a9c", "urn:with space", "urn:新闻:1", "urn:x:%zz"])
def test_source_without_a_uri_is_named_by_what_it_says(name):
    (source,) = item(BRIEF, source=name)["associations"]
    assert re.fullmatch(r"ni:///sha-256;[\w-]{43}", source["uri"])
    assert source.get("altIds", []) == ([{"role": "guid", "value": name}] if name else [])


def test_name_of_the_content_is_that_of_rfc_6920():
    """The digest can be had from the article alone: its paragraphs, a blank line between them."""
    other = replace(BRIEF, paragraphs=BRIEF.paragraphs[:1])
    assert item(other)["associations"][0]["uri"] != item(BRIEF)["associations"][0]["uri"]
    assert item(other)["associations"][0]["uri"] == "ni:///sha-256;ST_IYv5RbrTtCu3invBeqYFqQJj5yvRVaYVtIta7spE"


@pytest.mark.parametrize(
    ("model", "source_type"), [("model-1", "trainedAlgorithmicMedia"), ("", "algorithmicallyEnhanced")]
)
def test_source_type_says_what_wrote_it(model, source_type):
    provenance = Provenance(engine="extractive", model=model, generated_at="2025-08-13T04:00:00+00:00")
    made = item(replace(BRIEF, provenance=provenance))
    assert made["digitalSourceType"]["uri"] == f"http://cv.iptc.org/newscodes/digitalsourcetype/{source_type}"
    assert made["by"] == (model or "extractive")


def test_editors_alone_are_told_what_was_withheld():
    made = item(BRIEF)
    assert INVENTED.text in made["edNote"]
    assert all(finding.message in made["edNote"] for finding in BRIEF.withheld[0].findings)
    assert INVENTED.text not in json.dumps(made["bodies"])
    assert "edNote" not in item(checked_brief(SUMMARY))


def test_headline_and_standfirst_are_checked_insights():
    made = item(BRIEF)
    assert [one["value"] for one in made["headlines"]] == [GOOD.text]
    assert [one["value"] for one in made["descriptions"]] == [f"{OTHER.text}."]


def test_link_is_given_only_where_the_brief_is_kept():
    assert "renditions" not in item(BRIEF)
    (rendition,) = item(BRIEF, kept="https://briefs.example/briefs/1")["renditions"]
    assert (rendition["href"], rendition["contentType"]) == ("https://briefs.example/briefs/1", "application/json")


def test_removing_the_label_removes_exactly_it():
    labelled, bare = (json.loads(ninjs.render(BRIEF, label)) for label in (STANDARD_LABEL, NO_LABEL))
    line = STANDARD_LABEL.line(BRIEF)
    assert "(model-1)" in line
    text, xhtml = bodies(labelled)["text/plain"], bodies(labelled)["application/xhtml+xml"]
    assert bodies(bare)["text/plain"] == text.removesuffix(f"\n{SIGNED}{line}\n")
    assert bodies(bare)["application/xhtml+xml"] == xhtml.removesuffix(f'<p class="ai-label">{line}</p>')
    assert labelled | {"bodies": bare["bodies"]} == bare


def test_name_of_a_brief_is_a_uuid_of_its_id():
    """RFC 9562, version 8; pinned: a content system finds a recomputed brief by it."""
    assert uri_of("0123456789abcdef0123456789abcdef") == "urn:uuid:01234567-89ab-8def-8123-456789abcdef"
    assert item(BRIEF)["uri"] == uri_of(BRIEF.id)
    assert item(replace(BRIEF, id="none of ours"))["uri"].startswith("urn:uuid:")


def test_review_makes_a_new_version():
    reviewed = replace(BRIEF.provenance, reviewed_by="A. Editor", reviewed_at="2025-08-13T05:00:00+00:00")
    made = item(replace(BRIEF, provenance=reviewed))
    assert (made["versionCreated"], made["firstCreated"]) == ("2025-08-13T05:00:00+00:00", "2025-08-13T04:00:00+00:00")
