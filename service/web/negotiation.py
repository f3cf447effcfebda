"""Which rendering of a brief a caller gets."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Request, Response
from werkzeug.exceptions import NotAcceptable

from service.domain.brief import Brief
from service.formats import RENDERERS
from service.formats.ai_label import AiLabel
from service.summarizer import labelled

_MEDIA_TYPES = {
    "json": "application/json",
    "lines": "text/plain",
    "flat": "text/plain",
    "markdown": "text/markdown",
    "html": "text/html",
    "events": "text/event-stream",
}
FORMAT_NAMES = (*_MEDIA_TYPES, "text")
PAGE = "page"
"""What a browser gets that asks for HTML: the evidence as a page; ``?format=html`` is the inert document."""
_BY_MEDIA_TYPE = {media: name for name, media in _MEDIA_TYPES.items() if name != "flat"} | {"text/html": PAGE}
# The brief's HTML has no script, no style of its own and loads nothing; links in it stay inert.
PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class Rendering:
    """One way of answering: its name and media type."""

    name: str

    @property
    def streams(self) -> bool:
        """Whether it tells a brief while it is made: then ``web/stream.py`` answers."""
        return self.name == "events"

    @property
    def media_type(self) -> str:
        """The media type of the answer, without its charset."""
        return _MEDIA_TYPES[self.name]

    def respond(self, payload: bytes, brief: Callable[[], Brief], label: AiLabel) -> Response:
        """Return the brief in this rendering: its kept JSON with the label added, else rendered from structure."""
        json = self.name == "json"
        body = labelled(payload, label) if json else RENDERERS[self.name](brief(), label).encode()
        response = Response(body, mimetype=self.media_type)
        response.headers["Vary"] = "Accept"
        if self.name == "html":
            response.headers["Content-Security-Policy"] = PAGE_POLICY
        return response


def wants_page(request: Request) -> bool:
    """Whether a caller would rather have a page than JSON."""
    return request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html"


def chosen(request: Request) -> Rendering:
    """Return the rendering asked for by ``?format=``, else by ``Accept``; raise NotAcceptable for any other."""
    name = request.args.get("format")
    if name is not None:
        if name not in FORMAT_NAMES:
            raise NotAcceptable(f"format must be one of {', '.join(FORMAT_NAMES)}")
        return Rendering("lines" if name == "text" else name)
    if not request.accept_mimetypes:
        return Rendering("json")
    best = request.accept_mimetypes.best_match(_BY_MEDIA_TYPE)
    if best is None:
        raise NotAcceptable(f"the answer comes as {', '.join(_BY_MEDIA_TYPE)}")
    return Rendering(_BY_MEDIA_TYPE[best])
