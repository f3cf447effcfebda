"""Items of every branch of ninjs: which of their texts is the article, and when and by whom it was published."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from service.schema.ninjs import Content, NinjsItem
from tests.domain.samples import ENGLISH
from tests.ninjs.items import VERSIONS, item, superdesk
from tests.ninjs.schemas import path_of, schema, validator


def read(**fields):
    return NinjsItem.model_validate(fields)


@pytest.mark.parametrize("version", VERSIONS)
def test_samples_are_items_of_their_branch(version):
    validator(version).validate(item(version, ENGLISH, "A title", "Wire"))


@pytest.mark.parametrize(("version", "characters"), [("1.7", 32_033), ("2.3", 37_559), ("3.2", 47_268)])
def test_bundled_schemas_are_whole(version, characters):
    """As many characters as the repository iptc/newsinjson has of them, at commit f34555e2."""
    assert len(path_of(version).read_text(encoding="utf-8")) == characters
    assert schema(version)["$id"] == f"http://www.iptc.org/std/ninjs/ninjs-schema_{version}.json#"


BODY = Content("<p>x</p>", markup=True)
TEXT = Content("x", markup=False)
LINES = Content("x\n\ny", markup=False)
PRINTED = Content("<p>x</p>\n<p>y</p>", markup=True)


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({}, None),
        ({"bodies": []}, None),
        ({"bodies": [{"role": "main"}, {"value": " \n"}]}, None),
        ({"bodies": [{"value": "x"}]}, TEXT),
        ({"bodies": [{"value": "x", "contentType": "text/plain"}, {"value": "<p>x</p>", "contentType": "text/html"}]}, BODY),
        ({"bodies": [{"value": "<p>x</p>", "role": "html"}, {"value": "x\n\ny", "role": "text"}]}, LINES),
        ({"body_html": "<p>x</p>", "body_text": "x\n\ny"}, LINES),
        ({"bodies": [{"value": "<p>x</p>\n<p>y</p>", "role": "html"}, {"value": "x y\n", "role": "text"}]}, PRINTED),
        ({"bodies": [{"value": "<p>x</p>", "contenttype": "Application/XHTML+XML; charset=utf-8"}]}, BODY),
        ({"bodies": [{"role": "XHTML", "value": "<p>x</p>"}]}, BODY),
        ({"bodies": [{"role": "html", "contentType": "text/plain", "value": "x"}]}, TEXT),
        ({"bodies": [{"role": "teaser", "contentType": "text/html", "value": "<p>t</p>"}, {"role": "main", "value": "x"}]}, TEXT),
        ({"bodies": [{"role": "caption", "value": "x"}]}, TEXT),
        ({"bodies": [{"contentType": "image/png", "value": "iVBORw0KGgo="}]}, None),
        ({"body_html": "<p>x</p>", "body_text": "y"}, BODY),
        ({"body_text": "x"}, TEXT),
        ({"body_html": "", "body_text": "x"}, TEXT),
        ({"body_xhtml": "<p>x</p>"}, BODY),
        ({"body_story": "x"}, TEXT),
        ({"body_story": 5, "body_x": None}, None),
        ({"description_text": "x", "associations": {"a": {"body_text": "x"}}}, None),
    ],
)  # fmt: skip
def test_body_is_the_article(fields, body):
    assert read(**fields).body() == body


@pytest.mark.parametrize(
    ("fields", "headline"),
    [
        ({}, ""),
        ({"title": "slug"}, "slug"),
        ({"headline": "H", "title": "slug"}, "H"),
        ({"headlines": [{"value": "H"}, {"value": "I"}]}, "H"),
        ({"headlines": [{"role": "short", "value": "S"}, {"role": "main", "value": "H"}]}, "H"),
        ({"headlines": [{"role": "short", "value": "S"}], "title": "slug"}, "S"),
        ({"headlines": [{"role": "main"}], "title": "slug"}, "slug"),
    ],
)
def test_headline_is_the_main_one(fields, headline):
    assert read(**fields).main_headline() == Content(headline, markup=False)


def test_headline_in_html_is_told_apart():
    headline = read(headlines=[{"contentType": "text/html", "value": "R&amp;D"}]).main_headline()
    assert headline == Content("R&amp;D", markup=True)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, ""),
        ({"copyrightholder": "dpa"}, "dpa"),
        ({"infosource": [{"code": "x"}, {"name": "AFP"}], "copyrightholder": "dpa"}, "AFP"),
        ({"infoSources": [{"name": "A portal"}, {"name": "AFP", "role": "http://cv.example.com/Origin"}]}, "AFP"),
        ({"infosources": [{"name": "AFP"}], "source": "AAP"}, "AAP"),
    ],
)
def test_source_is_where_the_article_comes_from(fields, name):
    assert read(**fields).source_name() == name


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({}, ""),
        ({"versionCreated": ""}, ""),
        ({"firstCreated": "2025-08-13T00:00:00Z"}, "2025-08-13T00:00:00Z"),
        ({"contentcreated": "2025-08-12", "firstcreated": "2025-08-13"}, "2025-08-12"),
        ({"versioncreated": "2025-08-13T04:33:00+0000", "firstcreated": "2025-08-12"}, "2025-08-13T04:33:00+00:00"),
        ({"versioncreated": "2025-08-14T00:00:00Z", "firstpublished": "2025-08-13T00:00:00Z"}, "2025-08-13T00:00:00Z"),
    ],
)
def test_date_is_that_of_publication(fields, date):
    assert read(**fields).published_at() == date


@pytest.mark.parametrize(
    ("fields", "embargoed"),
    [
        ({}, False),
        ({"pubStatus": "usable"}, False),
        ({"pubstatus": "withheld"}, True),
        ({"embargoed": "2025-08-13T12:00:01Z"}, True),
        ({"embargoedUntil": "2025-08-13T20:00:00+08:00"}, False),
        ({"embargoed": "2025-08-14"}, True),
        ({"embargoed": "2025-08-13"}, False),
    ],
)
def test_embargo_leaves_nothing_behind(fields, embargoed):
    assert read(**fields).embargoed(datetime(2025, 8, 13, 12, tzinfo=UTC)) is embargoed


def test_superdesk_names_are_known():
    given = read(**superdesk(ENGLISH, "A title", "AAP") | {"evolvedfrom": "urn:before"})
    assert given.uri == superdesk(ENGLISH)["guid"]
    assert given.evolved_from == "urn:before"
    assert (given.main_headline().text, given.source_name()) == ("A title", "AAP")
    assert given.published_at() == "2025-08-13T04:33:00+00:00"


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"uri": 5}, ("uri",)),
        ({"guid": ["x"]}, ("guid",)),
        ({"pubstatus": "killed"}, ("pubstatus",)),
        ({"headlines": {"value": "x"}}, ("headlines",)),
        ({"headlines": [{"value": "x" * 501}]}, ("headlines", 0, "value")),
        ({"headlines": [{"value": "x"}] * 201}, ("headlines",)),
        ({"bodies": ["x"]}, ("bodies", 0)),
        ({"bodies": [{"value": "x"}, {"value": 5}]}, ("bodies", 1, "value")),
        ({"body_html": {}}, ("body_html",)),
        ({"versioncreated": "yesterday"}, ("versioncreated",)),
        ({"firstCreated": "2025-02-30T00:00:00Z"}, ("firstCreated",)),
        ({"infoSources": [{"name": 1}]}, ("infoSources", 0, "name")),
        ({"evolvedfrom": 7}, ("evolvedfrom",)),
    ],
)
def test_wrong_types_are_told_where_they_stand(fields, where):
    with pytest.raises(ValidationError) as caught:
        read(**fields)
    assert [error["loc"] for error in caught.value.errors()] == [where]


def test_null_hides_nothing_that_stands_under_another_branch_s_name():
    """Systems that write each field they know send both; a missed embargo would be kept, a missed uri never withdrawn."""
    given = '{"uri": null, "guid": "a", "pubStatus": null, "pubstatus": "canceled", "embargoedUntil": null, "embargoed": "2099-01-01T00:00:00Z"}'
    item = NinjsItem.model_validate_json(given)
    assert (item.uri, item.pub_status, item.embargoed_until) == ("a", "canceled", "2099-01-01T00:00:00Z")
