"""The page for people: paste an article, see the brief and its evidence; check a summary written by anyone."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, Response, current_app, g, jsonify, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from service.adapters.article_reader import ArticleReader, Submission
from service.adapters.html_text import is_html
from service.adapters.order_reader import OrderReader
from service.domain.brief import Brief
from service.domain.callers import Scope
from service.domain.errors import BriefNotFound, BriefsOutOfReach, CoreInsightsError
from service.schema.briefs import BriefJson, dump_brief, load_brief
from service.schema.problems import ProblemDetails
from service.summarizer import Freshness, Summarizer
from service.web import charsets, negotiation
from service.web.errors import PROBLEM_TYPE, RequestInvalid
from service.web.forms import Form, form_of, refuse_other_sites, sample
from service.web.guards import needs, on_behalf
from service.web.intake import read_json
from service.web.pages import Pages
from service.web.verify import checked

MAX_BRIEF_BYTES = 4 * 1_048_576  # the largest article with all that was found of it comes back from the script
BRIEF, CHECK = "brief", "check"
"""The two things that the page does."""


def blueprint(summarizer: Summarizer, articles: ArticleReader) -> Blueprint:
    """Return the routes of the page; they work without a script, which only makes them quicker."""
    routes = Blueprint("page", __name__)
    routes.before_request(lambda: refuse_other_sites(request))
    routes.after_app_request(_as_page)
    lenient = replace(articles, least=1)

    @routes.get("/")
    @needs(Scope.BRIEFS)
    def brief_desk() -> Response:
        return _pages(summarizer).desk(BRIEF, sample(request.args.get("sample", "")))

    @routes.get("/check")
    @needs(Scope.BRIEFS)
    def check_desk() -> Response:
        return _pages(summarizer).desk(CHECK, sample(request.args.get("sample", "")))

    @routes.post("/")
    @needs(Scope.BRIEFS)
    def make_brief() -> AnyResponse:
        return _answered(BRIEF, summarizer, lambda form: _brief(form, summarizer, articles))

    @routes.post("/check")
    @needs(Scope.BRIEFS)
    def check_summary() -> AnyResponse:
        return _answered(
            CHECK, summarizer, lambda form: Pages(request).checked(checked(form.question(), lenient, summarizer.rules))
        )

    @routes.post("/page/text")
    @needs(Scope.BRIEFS)
    def read_file() -> Response:
        decoded = charsets.decode(request.get_data(cache=False))
        article = lenient.from_text(decoded.text, Submission())
        paragraphs = [paragraph.text for paragraph in article.paragraphs]
        text = "\n\n".join(paragraphs) if is_html(decoded.text) else decoded.text
        return jsonify(text=text, charset=decoded.charset, paragraphs=len(paragraphs))

    @routes.post("/page/evidence")
    @needs(Scope.BRIEFS)
    def show_brief() -> Response:
        request.max_content_length = MAX_BRIEF_BYTES
        brief = read_json(request, BriefJson).brief()
        rendering = negotiation.chosen(request)
        if rendering.name == negotiation.PAGE:
            return Pages(request).brief(brief, summarizer.label, kept=_is_kept(brief, summarizer))
        return rendering.respond(dump_brief(brief), lambda: brief, summarizer.label)

    return routes


def _pages(summarizer: Summarizer) -> Pages:
    return Pages(request, summarizer.backends)


def _brief(form: Form, summarizer: Summarizer, articles: ArticleReader) -> AnyResponse:
    asked = form.order()
    freshness = Freshness.UNSTORED if form.private else Freshness.ANY
    served = summarizer.summarize(OrderReader(articles).read(on_behalf(replace(asked.order(), freshness=freshness))))
    if served.kept:
        return redirect(url_for("summaries.read_brief", brief_id=served.id), 303)
    return Pages(request).brief(load_brief(served.payload), summarizer.label, kept=False)


def _answered(mode: str, summarizer: Summarizer, answer: Callable[[Form], AnyResponse]) -> AnyResponse:
    """Return the answer to a form; of an error the form as it was sent, and above it what every route would say."""
    form = Form()
    try:
        form = form_of(request)
        return answer(form)
    except (CoreInsightsError, RequestInvalid, HTTPException) as error:
        problem = current_app.make_response(current_app.handle_user_exception(error))
        return _pages(summarizer).desk(mode, form, ProblemDetails.model_validate_json(problem.get_data()))


def _is_kept(brief: Brief, summarizer: Summarizer) -> bool:
    """Whether this very brief is what its id leads to."""
    try:
        return load_brief(summarizer.kept(brief.id, g.caller.owner)) == brief
    except (BriefNotFound, BriefsOutOfReach):
        return False


def _as_page(response: Response) -> Response:
    """Turn the problem into a page where a browser asked for one: an expired link must not end in JSON."""
    problem = response.mimetype == PROBLEM_TYPE
    followed = request.method == "GET" or request.endpoint == "reviews.sign_brief"  # the other forms stand as they were
    followed = followed or response.status_code == HTTPStatus.TOO_MANY_REQUESTS  # said before a form was read
    followed = followed or response.status_code == HTTPStatus.UNAUTHORIZED  # before any form was read
    if problem and followed and negotiation.wants_page(request):
        return Pages(request).problem(ProblemDetails.model_validate_json(response.get_data()))
    return response
