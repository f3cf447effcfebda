"""The HTTP interface: views of three lines over the use case."""

from dataclasses import dataclass, field, replace

from flask import Flask

from service.adapters.article_reader import ArticleReader
from service.adapters.limits.memory_limits import MemoryLimits
from service.adapters.line import DEFAULT_LINE_SECONDS, Line
from service.ports import KeyRing, RequestLimits
from service.summarizer import Summarizer
from service.summarizer.jobs import Jobs
from service.web import access, bodies, chat, errors, openapi, ops, page, reviews, summaries, usage, verify
from service.web import jobs as job_routes
from service.web.admission import Admission
from service.web.guards import Guards, open_to_anyone
from service.web.in_line import InLine
from service.web.origins import allowing
from service.web.repeats import Door, Repeats

MAX_BODY_BYTES = 1_048_576  # 1 MiB, contract §3


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who is let in: the holders of these keys, None for anyone; pages of these origins may call ``/v1``.

    ``limits`` counts how much they ask for; ``line_seconds`` of computing may be ahead of a request that is let in.
    """

    keys: KeyRing | None = None
    origins: tuple[str, ...] = ()
    limits: RequestLimits = field(default_factory=MemoryLimits)
    line_seconds: float = DEFAULT_LINE_SECONDS


def create_app(
    summarizer: Summarizer, articles: ArticleReader, entrance: Entrance = Entrance(), jobs: Jobs | None = None
) -> Flask:
    """Return the WSGI application over the given use case; ``jobs`` is None where no queue is configured."""
    guards, admission = Guards(entrance.keys), Admission(entrance.limits)
    app = Flask(__name__)
    app.request_class = bodies.WholeRequest
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY_BYTES  # Flask's own half would refuse articles that JSON may bring
    app.url_map.strict_slashes = False
    access.register(app)
    errors.register(app)
    guards.register(app)
    admission.register(app)
    app.after_request(allowing(entrance.origins))
    app.register_blueprint(summaries.blueprint(summarizer, articles, jobs))
    app.register_blueprint(job_routes.blueprint(summarizer, jobs))
    app.register_blueprint(verify.blueprint(replace(articles, least=1), summarizer.rules))  # one sentence will do there
    app.register_blueprint(page.blueprint(summarizer, articles))
    app.register_blueprint(reviews.blueprint(summarizer))
    app.register_blueprint(chat.blueprint(summarizer, articles))  # behind the page, which turns problems into pages
    app.register_blueprint(ops.blueprint())
    app.register_blueprint(usage.blueprint(summarizer.accounts.usage))
    app.register_blueprint(openapi.blueprint(summarizer.backends, keyed=entrance.keys is not None))
    open_to_anyone(app.view_functions["static"])  # the page's script and style
    app.wsgi_app = InLine(app, Line(entrance.line_seconds), guards.knows, later=jobs is not None)  # type: ignore[method-assign]
    door = Door(guards.repeats, admission.permit, summarizer.accounts.given_again)
    app.wsgi_app = Repeats(app.wsgi_app, summarizer.kept_now, door, max_body=MAX_BODY_BYTES)  # type: ignore[method-assign]
    return app
