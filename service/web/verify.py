"""The checks on a summary written by anyone."""

from flask import Blueprint, Response, request

from service.adapters.article_reader import ArticleReader
from service.adapters.summary_reader import read_summary
from service.domain.checker import Rules
from service.domain.gate import verify
from service.domain.summary import Summary
from service.schema.reports import ReportJson
from service.schema.requests import VerifyRequest
from service.web.intake import read_article, read_json


def blueprint(articles: ArticleReader, rules: Rules) -> Blueprint:
    """Return the route of verification."""
    routes = Blueprint("verify", __name__)

    @routes.post("/verify")
    def verify_summary() -> Response:
        body = read_json(request, VerifyRequest)
        report = verify(read_article(body, articles), _summary(body), rules)
        return Response(ReportJson.of(report).model_dump_json(), mimetype="application/json")

    return routes


def _summary(body: VerifyRequest) -> Summary:
    given = body.summary
    return read_summary(given) if isinstance(given, str) else given.draft().summary
