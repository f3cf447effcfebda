"""Making briefs and reading kept ones."""

from flask import Blueprint, Response, request

from service.adapters.article_reader import ArticleReader
from service.schema.briefs import load_brief
from service.summarizer import Served, Summarizer
from service.web import negotiation
from service.web.intake import read_order


def blueprint(summarizer: Summarizer, articles: ArticleReader) -> Blueprint:
    """Return the routes of briefs."""
    routes = Blueprint("summaries", __name__)

    @routes.post("/summarize")
    def summarize() -> Response:
        rendering = negotiation.chosen(request)
        served = summarizer.summarize(read_order(request, articles))
        response = rendering.respond(served.payload, lambda: load_brief(served.payload))
        return _described(response, served)

    @routes.get("/briefs/<brief_id>")
    def read_brief(brief_id: str) -> Response:
        rendering = negotiation.chosen(request)
        payload = summarizer.kept(brief_id)
        response = rendering.respond(payload, lambda: load_brief(payload))
        response.headers["Cache-Control"] = "private, no-cache"  # a recomputed brief keeps its id: ask each time
        response.add_etag()
        response.make_conditional(request)
        return response

    return routes


def _described(response: Response, served: Served) -> Response:
    stored = "; stored" if served.kept and served.outcome.value.startswith("fwd") else ""
    response.headers["Cache-Status"] = f"core-insights; {served.outcome.value}{stored}"
    response.headers["Cache-Control"] = "no-store"  # the answer to a POST: the kept copy is at Content-Location
    if served.kept:
        response.headers["Content-Location"] = f"/briefs/{served.id}"
    return response
