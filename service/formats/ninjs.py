"""A brief as a news item of its own: IPTC's ninjs 3.2, the latest version that IPTC has approved.

    headlines, descriptions   the short forms of the brief
    bodies                    the brief as text and as XHTML, both ending in the label
    digitalSourceType         that a machine wrote it, in IPTC's words
    associations              the article that it is derived from
    edNote                    for editors alone: what to look at, and what was withheld
    renditions                where the whole brief is kept as JSON

What wrote it is ``by``: ``aiInfo``, which would say more, was only proposed when this was written (IPTC's decision 0004
of September 2026).
"""

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from service.domain.article import is_date
from service.domain.brief import Brief, Draft, Header
from service.domain.finding import Severity
from service.domain.short_forms import headline_of, standfirst_of
from service.domain.summary import Insight
from service.formats import text
from service.formats.ai_label import AiLabel
from service.formats.labels import LABELS
from service.formats.text import Form, heading_text, insight_text, one_line, source_name

VERSION = "3.2"
SCHEMA = f"http://www.iptc.org/std/ninjs/ninjs-schema_{VERSION}.json#"
MEDIA_TYPE = f'application/json; profile="{SCHEMA}"'

Json = dict[str, object]

_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_BY_MODEL: Json = {"name": "Trained algorithmic media", "uri": f"{_SOURCE_TYPES}trainedAlgorithmicMedia"}
# "Modification or correction by algorithm without changing the main content" (IPTC NewsCodes): without a model the
# brief is sentences of the article itself, which no trained algorithm wrote.
_BY_SELECTION: Json = {"name": "Algorithmically-altered media", "uri": f"{_SOURCE_TYPES}algorithmicallyEnhanced"}
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # what XML 1.0 cannot hold, and C1 controls
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")


@dataclass(frozen=True, slots=True)
class Links:
    """What a brief does not know of itself: the source item's name, and the address where the brief is kept as JSON.

    "" where there is none.
    """

    source: str = ""
    kept: str = ""


UNLINKED = Links()


def render(item: Draft | Brief, label: AiLabel, links: Links = UNLINKED) -> str:
    """Return the item as a ninjs object; what is not known is left out."""
    made = {"uri": _uri(item), **_standard(item), **_texts(item, label)}
    if isinstance(item, Brief):
        made |= _provenance(item) | {"associations": [_source(item, links.source)]}
        made |= {"edNote": note} if (note := "\n".join(_notes(item))) else {}
        made |= {"renditions": [_rendition(links.kept)]} if links.kept else {}
    return json.dumps(made, ensure_ascii=False)


def uri_of(brief_id: str) -> str:
    """Return the name of a brief as an item, the same wherever it is served: its id as a UUID of version 8 (RFC 9562).

    The six bits that such a UUID needs take the place of six bits of the id.
    """
    name = brief_id[-32:]  # without its owner
    digits = f"{name[:12]}8{name[13:16]}{'89ab'[int(name[16], 16) & 3]}{name[17:]}"
    return "urn:uuid:" + "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _uri(item: Draft | Brief) -> str:
    if isinstance(item, Brief) and re.fullmatch("[0-9a-f]{32}", item.id):
        return uri_of(item.id)
    return uri_of(hashlib.sha256(repr((item.header, item.summary)).encode("utf-8", "surrogatepass")).hexdigest())


def _standard(item: Draft | Brief) -> Json:
    title = one_line(item.header.title)
    return {
        "standard": {"name": "ninjs", "version": VERSION, "schema": SCHEMA},
        "type": "text",
        "profile": "text-only",
        "representationType": "full",
        "pubStatus": "usable",
        "language": str(item.header.language),
        **({"title": title} if title else {}),
        "genres": [{"name": "Summary"}],
    }


def _texts(item: Draft | Brief, label: AiLabel) -> Json:
    headline, standfirst = headline_of(item.summary), standfirst_of(item.summary, item.header.language)
    value, line = headline.text if headline else one_line(item.header.title), label.line(item)
    xhtml = "".join(_as_xhtml(item, line))
    return {
        **({"headlines": [_text("main", value)]} if value else {}),
        **({"descriptions": [_text("summary", standfirst.text)]} if standfirst else {}),
        "bodies": [_text("main", _as_text(item, line)), _text("richtext", xhtml, "application/xhtml+xml")],
    }


def _text(role: str, value: str, media_type: str = "text/plain") -> Json:
    return {"role": role, "contentType": media_type, "value": value}


def _as_text(item: Draft | Brief, label: str) -> str:
    bare = Draft(Header(language=item.header.language), item.summary)  # title and source are fields of their own
    return text.render(bare, Form.LINES, label)


def _as_xhtml(item: Draft | Brief, label: str) -> Iterator[str]:
    words = LABELS[item.header.language]
    yield from _section(words.core, item.summary.core_insights)
    for group in item.summary.groups:
        yield from _section(words.group.format(group.number, heading_text(group.heading)), group.insights)
    if label:
        yield f'<p class="ai-label">{_escaped(label)}</p>'


def _section(heading: str, insights: tuple[Insight, ...]) -> Iterator[str]:
    if not insights:
        return
    yield f"<h2>{_escaped(heading)}</h2><ul>"
    for insight in insights:
        marks = "".join(f"[{citation.paragraph}]" for citation in insight.citations)
        yield f"<li>{_escaped(insight_text(insight.text))} <cite>{marks}</cite></li>"
    yield "</ul>"


def _escaped(value: str) -> str:
    return escape(_UNSEEN.sub("", one_line(value)))


def _provenance(brief: Brief) -> Json:
    made = brief.provenance
    return {
        **_dated("versionCreated", made.reviewed_at or made.generated_at),
        **_dated("firstCreated", made.generated_at),
        **_dated("contentCreated", made.generated_at),
        "by": one_line(made.model or made.engine),
        "digitalSourceType": _BY_MODEL if made.model else _BY_SELECTION,
        "altIds": [{"role": "core-insights", "value": brief.id}],
        **({"infoSources": [{"name": name}]} if (name := source_name(brief.header)) else {}),
    }


def _source(brief: Brief, name: str) -> Json:
    """Return the article: by the name its sender has for it where that is a URI, else by what it says (RFC 6920)."""
    title = one_line(brief.header.title)
    return {
        "name": title or "article",
        "rel": "derivedFrom",
        "uri": name if _URI.fullmatch(name) else _content_name(brief),
        "type": "text",
        **({"headlines": [{"role": "main", "value": title}]} if title else {}),
        **({"infoSources": [{"name": brief.header.source.name}]} if brief.header.source else {}),
        **_dated("contentCreated", brief.header.published_at),
        **({"altIds": [{"role": "guid", "value": name}]} if name and not _URI.fullmatch(name) else {}),
    }


def _dated(name: str, given: str) -> Json:
    """Return the date-time under that name, nothing where it is a date alone or none at all."""
    return {name: given.upper().replace(" ", "T")} if is_date(given) and len(given) > len("2025-08-13") else {}


def _content_name(brief: Brief) -> str:
    content = "\n\n".join(paragraph.text for paragraph in brief.paragraphs).encode("utf-8", "surrogatepass")
    return "ni:///sha-256;" + urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


def _notes(brief: Brief) -> Iterator[str]:
    """Yield what an editor should know and a reader should not see, a line each."""
    for finding in brief.verification.findings:
        if finding.severity is not Severity.NOTES:
            yield one_line(f"Check {finding.where}: {finding.message}")
    for gone in brief.withheld:
        reasons = "; ".join(finding.message for finding in gone.findings)
        yield one_line(f"Withheld: {gone.text} ({reasons})" if reasons else f"Withheld: {gone.text}")


def _rendition(address: str) -> Json:
    return {
        "name": "brief",
        "title": "The brief with its citations, findings and source paragraphs",
        "href": address,
        "contentType": "application/json",
    }
