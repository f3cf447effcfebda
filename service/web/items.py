"""News items of content systems (ninjs) as they come in: articles to be briefed, and withdrawals."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Request, Response

from service.adapters.html_text import visible_text
from service.domain.brief import Brief
from service.domain.orders import Freshness, Reading, UnreadOrder
from service.formats import ninjs
from service.formats.ai_label import AiLabel
from service.formats.ninjs import Links
from service.schema.ninjs import Content, NinjsItem, WithdrawnJson
from service.schema.requests import BriefOptions
from service.web.errors import RequestInvalid
from service.web.intake import freshness, json_body, parameters
from service.web.negotiation import asks_for_ninjs

PROFILE = "profile"
"""The query parameter that says what a header says elsewhere: Superdesk's HTTP push sends bare ``application/json``."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The item that its publisher has canceled."""

    item: str


def sent(request: Request) -> bool:
    """Whether the body is an item: JSON with a profile that names ninjs, in its media type or as ``?profile=ninjs``."""
    if request.mimetype != "application/json":
        return False
    return asks_for_ninjs(request.content_type or "") or request.args.get(PROFILE, "").lower() == "ninjs"


def read(request: Request) -> UnreadOrder | Withdrawal:
    """Return what an item asks for; raise RequestInvalid, UnsupportedMediaType."""
    options = parameters(request, BriefOptions, beside=(PROFILE,))
    item = json_body(request, NinjsItem)
    if item.pub_status == "canceled":
        if not item.uri:
            raise RequestInvalid.at("/uri", "a canceled item is withdrawn by its uri (or guid)")
        return Withdrawal(item.uri)
    body = item.body()
    if body is None:
        raise RequestInvalid.at(
            "/bodies", "an item needs a body: bodies[].value as HTML or text, in 1.x body_html or body_text"
        )
    embargoed = item.embargoed(datetime.now(UTC))
    return UnreadOrder(
        text=body.text,
        reading=Reading.BODY if body.markup else Reading.TEXT,
        title=_plain(item.main_headline()),
        source=item.source_name(),
        published_at=item.published_at(),
        language=options.language,
        backend=options.backend,
        freshness=Freshness.UNSTORED if embargoed else freshness(request),
        item=item.uri or "",
        previous=options.previous or "",
        evolved_from=item.evolved_from or "",
    )


def withdrawn(brief_ids: tuple[str, ...]) -> Response:
    """Return the answer to a withdrawal."""
    body = WithdrawnJson(withdrawn=list(brief_ids)).model_dump_json()
    response = Response(body, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def derived(brief: Brief, label: AiLabel, links: Links) -> Response:
    """Return the brief as an item derived from its article."""
    response = Response(ninjs.render(brief, label, links), mimetype=ninjs.MEDIA_TYPE)
    response.headers["Vary"] = "Accept"
    return response


def _plain(content: Content) -> str:
    return visible_text(content.text) if content.markup else content.text
