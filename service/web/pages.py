"""The pages for people, rendered."""

import hashlib
from dataclasses import dataclass

from flask import Request, Response, render_template

from service.domain.brief import Brief
from service.formats.ai_label import AiLabel
from service.formats.labels import LABELS
from service.schema.briefs import dump_brief
from service.schema.problems import ProblemDetails
from service.web.evidence import Evidence, of_brief
from service.web.forms import Form
from service.web.interface import COOKIE, Interface, interface_of

# The page's own script, style and icon, and nothing of any other origin; "data:" for no one.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_A_YEAR = 31_536_000  # seconds that the choice of language lasts
OFFSETS = (
    ("+08:00", "北京 · Beijing"),
    ("+00:00", "London"),
    ("+01:00", "Paris"),
    ("+02:00", "Helsinki"),
    ("+05:30", "Delhi"),
    ("+09:00", "東京 · Tokyo"),
    ("-05:00", "New York"),
    ("-04:00", "New York (EDT)"),
    ("-08:00", "San Francisco"),
    ("-07:00", "San Francisco (PDT)"),
)
"""The time zones offered; the script adds the browser's own."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages in the language of the interface that a request chooses; ``backends`` are the names on offer."""

    request: Request
    backends: tuple[str, ...] = ()

    def desk(self, mode: str, form: Form, problem: ProblemDetails | None = None) -> Response:
        """Return the page on which an article is pasted, to ``brief`` it or to ``check`` a summary of it."""
        texts = interface_of(self.request).texts["desk"]
        languages = (
            ("", texts["language_default"]),
            ("en", "English"),
            ("zh-Hans", "简体中文"),
            ("zh-Hant", "繁體中文"),
            ("source", texts["language_source"]),
        )
        known = {"mode": mode, "form": form, "problem": problem, "languages": languages, "backends": self.backends}
        headings = {language: {"core": labels.core, "group": labels.group} for language, labels in LABELS.items()}
        response = self._page("desk.html", offsets=OFFSETS, headings=headings, **known)
        response.status_code = problem.status if problem else 200
        return response

    def brief(self, brief: Brief, label: AiLabel, *, kept: bool) -> Response:
        """Return the evidence of a brief, with a link to it where it is kept."""
        document = "" if kept else dump_brief(brief).decode()  # the script asks for renderings of it
        view = of_brief(brief, label.line(brief))
        known = {"kept": brief.id if kept else "", "version": version_of(brief) if kept else "", "brief_json": document}
        return self._page("evidence_page.html", view=view, **known)

    def checked(self, view: Evidence) -> Response:
        """Return the evidence of a summary written by anyone."""
        return self._page("evidence_page.html", view=view, kept="", brief_json="", mode="check")

    def problem(self, problem: ProblemDetails) -> Response:
        """Return a page that says what went wrong, with the problem's status."""
        response = self._page("problem_page.html", problem=problem)
        response.status_code = problem.status
        return response

    def _page(self, template: str, **known: object) -> Response:
        interface = interface_of(self.request)
        response = Response(render_template(template, ui=interface, t=interface.texts, **known), mimetype="text/html")
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.vary.update(("Accept", "Accept-Language", "Cookie"))
        self._remember(interface, response)
        return response

    def _remember(self, interface: Interface, response: Response) -> None:
        if COOKIE in self.request.args:
            response.set_cookie(COOKIE, interface.name, max_age=_A_YEAR, httponly=True, samesite="Lax")


def version_of(brief: Brief) -> str:
    """Return what tells this brief from one that was made anew, or reviewed, under the same id."""
    return hashlib.sha256(dump_brief(brief)).hexdigest()[:16]
