"""Making briefs; reading, reviewing and withdrawing kept ones."""

from http import HTTPStatus

from flask import Blueprint, Response, g, request, url_for
from werkzeug.exceptions import PreconditionFailed

from service.adapters.article_reader import ArticleReader
from service.adapters.order_reader import OrderReader
from service.domain.callers import Scope
from service.domain.orders import Freshness, Order
from service.formats.ai_label import AiLabel
from service.formats.ninjs import Links
from service.ports.phases import phase
from service.schema.briefs import load_brief
from service.schema.requests import ReviewRequest
from service.summarizer import Outcome, Served, Streamed, Summarizer, told_of_kept
from service.summarizer.jobs import Jobs
from service.web import items, jobs, negotiation, repeats, stream
from service.web.guards import needs, on_behalf, require
from service.web.idempotency import digest_of
from service.web.intake import read_json, unread_order
from service.web.items import Withdrawal
from service.web.pages import Pages


def blueprint(summarizer: Summarizer, articles: ArticleReader, later: Jobs | None = None) -> Blueprint:
    """Return the routes of briefs; those that need not come at once are made by jobs, where there are any."""
    orders = OrderReader(articles)
    routes = Blueprint("summaries", __name__)

    @routes.post("/summarize")
    @needs(Scope.BRIEFS)
    def summarize() -> Response:
        rendering = negotiation.chosen(request)
        digest = digest_of(request) if later and jobs.wanted(request) else ""
        unread = items.read(request) if items.sent(request) else unread_order(request)
        if isinstance(unread, Withdrawal):
            require(Scope.REVIEWS)
            return items.withdrawn(summarizer.withdraw_item(unread.item, g.caller.owner))
        unread = on_behalf(unread)
        if later and digest and unread.freshness is not Freshness.UNSTORED:  # which must leave nothing behind
            require(Scope.JOBS)
            return jobs.accept_one(later, unread, summarizer.backends, digest)
        return _briefed(rendering, summarizer, orders.read(unread))

    @routes.get("/briefs/<brief_id>")
    @needs(Scope.BRIEFS)
    def read_brief(brief_id: str) -> Response:
        response = _kept(negotiation.chosen(request), summarizer.kept(brief_id, g.caller.owner), summarizer.label)
        response.make_conditional(request)
        return response

    @routes.post("/briefs/<brief_id>/review")
    @needs(Scope.REVIEWS)
    def review_brief(brief_id: str) -> Response:
        rendering = negotiation.chosen(request)
        asked = read_json(request, ReviewRequest)
        seen = summarizer.kept(brief_id, g.caller.owner)
        if "If-Match" in request.headers and not _matches(_kept(rendering, seen, summarizer.label)):
            raise PreconditionFailed("the brief is not the one that If-Match names")
        response = _kept(rendering, summarizer.review(seen, asked.reviewed_by), summarizer.label)
        response.headers["Content-Location"] = f"/briefs/{brief_id}"
        return response

    @routes.delete("/briefs/<brief_id>")
    @needs(Scope.REVIEWS)
    def withdraw_brief(brief_id: str) -> Response:
        summarizer.withdraw(brief_id, g.caller.owner)
        return Response(status=HTTPStatus.NO_CONTENT)

    return routes


def _briefed(rendering: negotiation.Rendering, summarizer: Summarizer, order: Order) -> Response:
    if rendering.streams:
        return _streamed(summarizer, order)
    served = summarizer.summarize(order)
    response = _rendered(rendering, served.payload, summarizer.label, kept=served.kept, item=order.item)
    _offer_again(response, order, served, rendering)
    return described(response, served)


def _kept(rendering: negotiation.Rendering, payload: bytes, label: AiLabel) -> Response:
    if rendering.streams:
        response = stream.respond((one for one in told_of_kept(payload)), label)
    else:
        response = _rendered(rendering, payload, label, kept=True)
        response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"  # a recomputed brief keeps its id: ask each time
    return response


def _matches(response: Response) -> bool:
    tag, _ = response.get_etag()  # a stream has none
    return request.if_match.contains(tag or "")


@phase("render")
def _rendered(
    rendering: negotiation.Rendering, payload: bytes, label: AiLabel, *, kept: bool, item: str = ""
) -> Response:
    if rendering.name == negotiation.PAGE:
        return Pages(request).brief(load_brief(payload), label, kept=kept)
    if rendering.name == "ninjs":
        brief = load_brief(payload)
        return items.derived(brief, label, Links(source=item, kept=_address(brief.id) if kept else ""))
    return rendering.respond(payload, lambda: load_brief(payload), label)


def _address(brief_id: str) -> str:
    """Return where the brief is kept as JSON, whatever the Accept header of who follows it says."""
    return url_for("summaries.read_brief", brief_id=brief_id, format="json", _external=True)


def _streamed(summarizer: Summarizer, order: Order) -> Response:
    after = stream.left_off(request)
    streamed = summarizer.stream(order, after)
    return described(stream.respond(streamed.told, summarizer.label, after), streamed)


def _offer_again(response: Response, order: Order, served: Served, rendering: negotiation.Rendering) -> None:
    """Offer the answer to the same request as long as the same brief is kept.

    Not where another brief, a withdrawal of an item or the end of its embargo decides, too.
    """
    more = order.item or order.previous or order.evolved_from or items.sent(request)
    if served.outcome is Outcome.HIT and order.freshness is Freshness.ANY and rendering.constant and not more:
        repeats.offer(request.environ, served.id, served.payload, response.get_data())


def described(response: Response, served: Served | Streamed) -> Response:
    """Add to an answer how the cache took part, and where the brief is kept."""
    stored = "; stored" if served.kept and served.outcome is not Outcome.HIT else ""
    response.headers["Cache-Status"] = f"core-insights; {served.outcome.value}{stored}"
    response.headers["Cache-Control"] = "no-store"  # the answer to a POST: the kept copy is at Content-Location
    if served.kept:
        response.headers["Content-Location"] = f"/briefs/{served.id}"
    return response
