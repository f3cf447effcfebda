"""Making briefs and reading kept ones."""

from flask import Blueprint, Response, request

from service.adapters.article_reader import ArticleReader
from service.formats.ai_label import AiLabel
from service.schema.briefs import load_brief
from service.summarizer import Order, Outcome, Served, Streamed, Summarizer, told_of_kept
from service.web import negotiation, stream
from service.web.intake import read_order
from service.web.pages import Pages


def blueprint(summarizer: Summarizer, articles: ArticleReader) -> Blueprint:
    """Return the routes of briefs."""
    routes = Blueprint("summaries", __name__)

    @routes.post("/summarize")
    def summarize() -> Response:
        rendering = negotiation.chosen(request)
        order = read_order(request, articles)
        if rendering.streams:
            return _streamed(summarizer, order)
        served = summarizer.summarize(order)
        return described(_rendered(rendering, served, summarizer.label), served)

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


def _rendered(rendering: negotiation.Rendering, served: Served, label: AiLabel) -> Response:
    if rendering.name == negotiation.PAGE:
        return Pages(request).brief(load_brief(served.payload), label, kept=served.kept)
    return rendering.respond(served.payload, lambda: load_brief(served.payload), label)


def _streamed(summarizer: Summarizer, order: Order) -> Response:
    after = stream.left_off(request)
    streamed = summarizer.stream(order, after)
    return described(stream.respond(streamed.told, summarizer.label, after), streamed)


def described(response: Response, served: Served | Streamed) -> Response:
    """Add to an answer how the cache took part, and where the brief is kept."""
    stored = "; stored" if served.kept and served.outcome is not Outcome.HIT else ""
    response.headers["Cache-Status"] = f"core-insights; {served.outcome.value}{stored}"
    response.headers["Cache-Control"] = "no-store"  # the answer to a POST: the kept copy is at Content-Location
    if served.kept:
        response.headers["Content-Location"] = f"/briefs/{served.id}"
    return response
