"""Making briefs and reading kept ones."""

from flask import Blueprint, Response, request, url_for

from service.adapters.article_reader import ArticleReader
from service.formats.ai_label import AiLabel
from service.formats.ninjs import Links
from service.schema.briefs import load_brief
from service.summarizer import Order, Outcome, Served, Streamed, Summarizer, told_of_kept
from service.web import items, negotiation, stream
from service.web.intake import read_order
from service.web.items import Withdrawal
from service.web.pages import Pages


def blueprint(summarizer: Summarizer, articles: ArticleReader) -> Blueprint:
    """Return the routes of briefs."""
    routes = Blueprint("summaries", __name__)

    @routes.post("/summarize")
    def summarize() -> Response:
        rendering = negotiation.chosen(request)
        order = items.read(request, articles) if items.sent(request) else read_order(request, articles)
        if isinstance(order, Withdrawal):
            return items.withdrawn(summarizer.withdraw_item(order.item))
        if rendering.streams:
            return _streamed(summarizer, order)
        served = summarizer.summarize(order)
        return _described(_rendered(rendering, served, summarizer.label, item=order.item), served)

    @routes.get("/briefs/<brief_id>")
    def read_brief(brief_id: str) -> Response:
        rendering = negotiation.chosen(request)
        served = Served(summarizer.kept(brief_id), brief_id, Outcome.HIT, kept=True)
        if rendering.streams:
            response = stream.respond((one for one in told_of_kept(served.payload)), summarizer.label)
        else:
            response = _rendered(rendering, served, summarizer.label)
            response.add_etag()
        response.headers["Cache-Control"] = "private, no-cache"  # a recomputed brief keeps its id: ask each time
        response.make_conditional(request)
        return response

    return routes


def _rendered(rendering: negotiation.Rendering, served: Served, label: AiLabel, *, item: str = "") -> Response:
    if rendering.name == negotiation.PAGE:
        return Pages(request).brief(load_brief(served.payload), label, kept=served.kept)
    if rendering.name == "ninjs":
        links = Links(source=item, kept=_address(served.id) if served.kept else "")
        return items.derived(load_brief(served.payload), label, links)
    return rendering.respond(served.payload, lambda: load_brief(served.payload), label)


def _address(brief_id: str) -> str:
    """Return where the brief is kept as JSON, whatever the Accept header of who follows it says."""
    return url_for("summaries.read_brief", brief_id=brief_id, format="json", _external=True)


def _streamed(summarizer: Summarizer, order: Order) -> Response:
    after = stream.left_off(request)
    streamed = summarizer.stream(order, after)
    return _described(stream.respond(streamed.told, summarizer.label, after), streamed)


def _described(response: Response, served: Served | Streamed) -> Response:
    stored = "; stored" if served.kept and served.outcome is not Outcome.HIT else ""
    response.headers["Cache-Status"] = f"core-insights; {served.outcome.value}{stored}"
    response.headers["Cache-Control"] = "no-store"  # the answer to a POST: the kept copy is at Content-Location
    if served.kept:
        response.headers["Content-Location"] = f"/briefs/{served.id}"
    return response
