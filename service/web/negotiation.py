"""Which rendering of a brief a caller gets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Request, Response
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import parse_options_header

from service.domain.brief import Brief
from service.formats import READABLE, RENDERERS, ninjs
from service.formats.ai_label import AiLabel
from service.summarizer import labelled

_MEDIA_TYPES = {
    "json": "application/json",
    "lines": "text/plain",
    "flat": "text/plain",
    "markdown": "text/markdown",
    "html": "text/html",
    "events": "text/event-stream",
    "ninjs": ninjs.MEDIA_TYPE,
}
FORMAT_NAMES = (*_MEDIA_TYPES, "text")
PAGE = "page"
"""What a browser gets that asks for HTML: the evidence as a page; ``?format=html`` is the inert document."""
_BY_MEDIA_TYPE = {media: name for name, media in _MEDIA_TYPES.items() if name not in {"flat", "ninjs"}} | {
    "text/html": PAGE
}
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
    def constant(self) -> bool:
        """Whether it is the same whoever asks, and where: the brief and its label alone shape it."""
        return self.name in {"json", *READABLE}

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
    wanted = request.accept_mimetypes.quality(best) if best else 0
    if any(quality and quality >= wanted and asks_for_ninjs(one) for one, quality in request.accept_mimetypes):
        return Rendering("ninjs")
    if best is None:
        raise NotAcceptable(f"the answer comes as {', '.join(_MEDIA_TYPES.values())}")
    return Rendering(_BY_MEDIA_TYPE[best])


def among(request: Request, offered: Mapping[str, str]) -> str:
    """Return which of these, media types by name, is asked for by ``?format=``, else by ``Accept``.

    The first one where nothing is asked for; raise NotAcceptable for any other.
    """
    name = request.args.get("format")
    if name is None and request.accept_mimetypes:
        best = request.accept_mimetypes.best_match(offered.values())
        name = next((name for name, media_type in offered.items() if media_type == best), "")
    if name is None:
        return next(iter(offered))
    if name not in offered:
        raise NotAcceptable(f"the answer comes as {', '.join(offered.values())} (format: {', '.join(offered)})")
    return name


def asks_for_ninjs(media_type: str) -> bool:
    """Whether a media type is JSON of a profile that names ninjs.

    IPTC registers none: its schemas' addresses, its user guide's and a bare ``ninjs`` are all taken.
    """
    kind, parameters = parse_options_header(media_type)
    return kind.lower() == "application/json" and "ninjs" in parameters.get("profile", "").lower()
