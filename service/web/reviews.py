"""The form below a kept brief, in which an editor signs it."""

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.exceptions import PreconditionFailed
from werkzeug.wrappers import Response

from service.domain.callers import Scope
from service.schema.briefs import load_brief
from service.summarizer import Summarizer
from service.web.forms import refuse_other_sites, reviewer_of
from service.web.guards import needs
from service.web.pages import version_of


def blueprint(summarizer: Summarizer) -> Blueprint:
    """Return the route of the form, which needs no script; software has ``POST /briefs/{id}/review``."""
    routes = Blueprint("reviews", __name__)
    routes.before_request(lambda: refuse_other_sites(request))

    @routes.post("/page/briefs/<brief_id>/review")
    @needs(Scope.REVIEWS)
    def sign_brief(brief_id: str) -> Response:
        seen = summarizer.kept(brief_id, g.caller.owner)
        if request.form.get("version") != version_of(load_brief(seen)):
            raise PreconditionFailed("the brief is not the one that this form stood under")
        summarizer.review(seen, reviewer_of(request))
        return redirect(url_for("summaries.read_brief", brief_id=brief_id), 303)

    return routes
