"""One article as an item of each branch of ninjs, as agencies and Superdesk write them.

Its text is that of the paragraphs with a blank line between them: said as such in 1.x and 3.x, where HTML of it is there, too;
in 2.x and by Superdesk in HTML alone, or beside all of it in one line.
"""

from html import escape

URI = "urn:newsml:example.com:20250813:1"
PUBLISHED = "2025-08-13T12:33:00+08:00"
VERSIONS = ("1.7", "2.3", "3.2")


def item(version, paragraphs, title="", source="", published=PUBLISHED):
    """Return the article as an item that IPTC's schema of that version allows."""
    return {"1.7": _one, "2.3": _two, "3.2": _three}[version](paragraphs, title, source, published)


def superdesk(paragraphs, title="", source="", published="2025-08-13T04:33:00+0000"):
    """Return the article as Superdesk's ninjs formatter writes it: 1.x with names of its own, no uri."""
    return {
        "guid": "urn:newsml:localhost:5000:2025-08-13T04:33:00.000000:6e8e2a9c",
        "version": "3",
        "type": "text",
        "versioncreated": published,
        "firstcreated": "2025-08-13T01:00:00+0000",
        "pubstatus": "usable",
        "language": "en",
        "priority": 6,
        "urgency": 3,
        "headline": title,
        "source": source,
        "slugline": "models",
        "byline": "",
        "body_html": _html(paragraphs),
        "description_html": "<p>The abstract</p>",
        "service": [{"code": "f", "name": "Finance"}],
        "subject": [{"code": "04010000", "name": "media"}],
        "associations": {
            "featuremedia": {"guid": "tag:example.com:photo", "type": "picture", "body_text": "A caption"}
        },
        "renditions": {"original": {"href": "https://example.com/photo.jpg", "mimetype": "image/jpeg"}},
        "readtime": 1,
    }


def _one(paragraphs, title, source, published):
    return {
        "uri": URI,
        "type": "text",
        "versioncreated": published,
        "firstcreated": "2025-08-13T01:00:00Z",
        "pubstatus": "usable",
        "headline": title,
        "headline_sub": "A line below",
        "infosource": [{"name": source, "rel": "origin"}],
        "description_text": "The abstract",
        "body_text": "\n\n".join(paragraphs),
        "body_xhtml": f"<body>{_html(paragraphs)}</body>",
        "renditions": {"main": {"href": "https://example.com/photo.jpg"}},
        "associations": {"photo": {"uri": "urn:example:photo", "body_text": "A caption"}},
    }


def _two(paragraphs, title, source, published):
    return {
        "uri": URI,
        "type": "text",
        "versioncreated": published,
        "pubstatus": "usable",
        "headlines": [{"role": "sub", "value": "A line below"}, {"role": "main", "value": title}],
        "infosources": [{"name": "A distributor"}, {"name": source, "role": "http://example.com/roles/origin"}],
        "bodies": [
            {"role": "caption", "contenttype": "text/html", "value": "<p>A caption</p>"},
            {"role": "text", "contenttype": "text/plain", "value": " ".join(" ".join(paragraphs).split())},
            {"role": "xhtml", "contenttype": "text/html", "value": _html(paragraphs)},
        ],
    }


def _three(paragraphs, title, source, published):
    return {
        "uri": URI,
        "type": "text",
        "language": "en",
        "standard": {"name": "ninjs", "version": "3.2"},
        "versionCreated": published,
        "contentCreated": "2025-08-12T00:00:00Z",
        "pubStatus": "usable",
        "headlines": [{"role": "main", "contentType": "text/html", "value": escape(title)}],
        "infoSources": [{"name": source}],
        "bodies": [
            {"role": "main", "contentType": "text/plain", "value": "\n\n".join(paragraphs)},
            {"role": "richtext", "contentType": "application/xhtml+xml; charset=utf-8", "value": _html(paragraphs)},
        ],
        "renditions": [{"name": "page", "href": "https://example.com/1"}],
        "associations": [{"name": "photo", "uri": "urn:example:photo", "type": "picture"}],
    }


def _html(paragraphs):
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
