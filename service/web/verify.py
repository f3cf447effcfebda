"""The checks on a summary written by anyone."""

from flask import Blueprint, Response, request

from service.adapters.article_reader import ArticleReader
from service.adapters.summary_reader import read_summary
from service.domain.callers import Scope
from service.domain.checker import Rules
from service.domain.errors import SummaryError
from service.domain.gate import check
from service.domain.summary import Summary
from service.formats.prose import MAX_INSIGHTS
from service.ports.computing import compute
from service.schema.reports import ReportJson
from service.schema.requests import VerifyRequest
from service.web import negotiation
from service.web.evidence import Evidence, of_checked
from service.web.guards import needs
from service.web.intake import read_article, read_json
from service.web.pages import Pages


def blueprint(articles: ArticleReader, rules: Rules) -> Blueprint:
    """Return the route of verification."""
    routes = Blueprint("verify", __name__)

    @routes.post("/verify")
    @needs(Scope.BRIEFS)
    def verify_summary() -> Response:
        view = checked(read_json(request, VerifyRequest), articles, rules)
        if negotiation.wants_page(request):
            return Pages(request).checked(view)
        response = Response(ReportJson.of(view.report).model_dump_json(), mimetype="application/json")
        response.headers["Vary"] = "Accept"
        return response

    return routes


def checked(body: VerifyRequest, articles: ArticleReader, rules: Rules) -> Evidence:
    """Return what the checks find of a summary; raise ArticleError, SummaryError."""
    article = read_article(body, articles)
    summary = _summary(body)
    return of_checked(article, compute(check, article, summary, rules))


def _summary(body: VerifyRequest) -> Summary:
    given = body.summary
    summary = read_summary(given) if isinstance(given, str) else given.draft().summary
    located = dict(summary.located())
    if len(located) > MAX_INSIGHTS:
        raise SummaryError(f"a summary may have {MAX_INSIGHTS:,} insights")
    return summary.keeping(located)  # without empty groups, so that all places count the same
