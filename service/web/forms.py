"""What an editor fills in on the page, as the plain form of a browser without our script sends it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from flask import Request
from pydantic import ValidationError
from werkzeug.exceptions import Forbidden

from service.schema.requests import ReviewRequest, SummarizeRequest, VerifyRequest
from service.web import charsets
from service.web.errors import RequestInvalid

_FIELDS = ("text", "title", "source", "published", "time", "offset", "language", "backend", "summary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The fields as they stand on the page; ``published`` is a day, ``time`` local, ``offset`` how far from UTC."""

    text: str = ""
    title: str = ""
    source: str = ""
    published: str = ""
    time: str = ""
    offset: str = "+08:00"
    language: str = ""
    backend: str = ""
    summary: str = ""
    private: bool = False

    @property
    def published_at(self) -> str:
        """The time of publication as RFC 3339, a date where no time is given, "" where neither is."""
        return f"{self.published}T{self.time}:00{self.offset}" if self.time else self.published

    def order(self) -> SummarizeRequest:
        """Return the request for a brief; raise RequestInvalid."""
        try:
            return SummarizeRequest.model_validate(
                self._article() | {"language": self.language or None, "backend": self.backend}
            )
        except ValidationError as error:
            raise RequestInvalid.of(error) from None

    def question(self) -> VerifyRequest:
        """Return the request for a check; raise RequestInvalid."""
        try:
            return VerifyRequest.model_validate(self._article() | {"summary": self.summary})
        except ValidationError as error:
            raise RequestInvalid.of(error) from None

    def _article(self) -> dict[str, str | None]:
        return {"text": self.text, "title": self.title, "source": self.source, "published_at": self.published_at}


def refuse_other_sites(request: Request) -> None:
    """Refuse forms that another site makes a browser send: each may cost a model call, or sign in an editor's name."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        raise Forbidden("this form was sent from another site")


def form_of(request: Request) -> Form:
    """Return the form that was sent, an uploaded file in the place of the text; raise CharsetUnknown."""
    given = {name: request.form.get(name, "") for name in _FIELDS}
    form = Form(**given, private="private" in request.form)
    file = request.files.get("file")
    raw = file.read() if file else b""
    return replace(form, text=charsets.decode(raw).text) if raw else form


def reviewer_of(request: Request) -> str | None:
    """Return who signs, None for who takes the signature back; raise RequestInvalid."""
    try:
        return ReviewRequest.model_validate({"reviewed_by": request.form.get("reviewed_by")}).reviewed_by
    except ValidationError as error:
        raise RequestInvalid.of(error) from None


def sample(name: str) -> Form:
    """Return the form filled with a sample article, ``zh`` or ``en``; empty for any other name."""
    return _samples().get(name, Form())


@cache
def _samples() -> Mapping[str, Form]:
    tables = tomllib.loads((resources.files(__package__) / "samples.toml").read_text(encoding="utf-8"))
    return {name: Form(**{field: text.strip() for field, text in table.items()}) for name, table in tables.items()}
