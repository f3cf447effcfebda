"""What comes in, parsed at the door: bodies of four content types, query parameters, cache directives."""

from collections.abc import Collection
from dataclasses import replace
from http import HTTPStatus
from typing import TypeVar

from flask import Request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from service.adapters.article_reader import ArticleReader, Submission
from service.domain.article import Article
from service.domain.orders import Freshness, Reading, UnreadOrder
from service.ports.phases import phase
from service.schema.problems import Mistake
from service.schema.requests import ArticleDescription, SummarizeOptions, SummarizeRequest, VerifyRequest
from service.web.charsets import BOMS, CHARSETS
from service.web.errors import RequestInvalid

TEXT_TYPES = ("text/plain", "text/markdown", "text/html")
_ANSWER_PARAMETERS = frozenset({"format"})  # they choose the rendering, whatever the body is

Model = TypeVar("Model", bound=BaseModel)


def unread_order(request: Request) -> UnreadOrder:
    """Return what ``POST /summarize`` asks for; raise RequestInvalid, UnsupportedMediaType."""
    if request.mimetype == "application/json":
        body = read_json(request, SummarizeRequest)
        return replace(body.order(), freshness=freshness(request))
    options = parameters(request, SummarizeOptions)
    reading = Reading.HTML if request.mimetype == "text/html" else Reading.TEXT
    return replace(options.order(), text=_read_text(request), reading=reading, freshness=freshness(request))


def read_article(body: SummarizeRequest | VerifyRequest, articles: ArticleReader) -> Article:
    """Return the article of a JSON body; raise ArticleError."""
    if body.paragraphs:
        return articles.from_paragraphs(tuple(body.paragraphs), _submitted(body))
    return articles.from_text(body.text, _submitted(body))


def read_json(request: Request, model: type[Model]) -> Model:
    """Return the JSON body as the model; raise RequestInvalid, UnsupportedMediaType."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("the body must be application/json")
    refuse_parameters(request)
    return json_body(request, model)


@phase("read")
def json_body(request: Request, model: type[Model]) -> Model:
    """Return the body, which is JSON, as the model; raise RequestInvalid, UnsupportedMediaType."""
    refuse_encoding(request)
    try:
        return model.model_validate_json(request.get_data(cache=False))
    except ValidationError as error:
        raise RequestInvalid.of(error) from None  # pydantic's error holds the article


def freshness(request: Request) -> Freshness:
    """Return what the caller wants of the cache; the strictest directive wins where several are given."""
    control = request.cache_control
    if control.no_store:
        return Freshness.UNSTORED
    if control.only_if_cached:
        return Freshness.KEPT_ONLY
    return Freshness.RECOMPUTED if control.no_cache else Freshness.ANY


def _read_text(request: Request) -> str:
    if request.mimetype not in TEXT_TYPES:
        raise UnsupportedMediaType(f"the body must be one of application/json, {', '.join(TEXT_TYPES)}")
    refuse_encoding(request)
    raw = request.get_data(cache=False)
    named = request.mimetype_params.get("charset", "").lower()
    if named and named not in CHARSETS:
        raise RequestInvalid.at("", f"the charset must be one of {', '.join(CHARSETS)}", HTTPStatus.BAD_REQUEST)
    marked = next((codec for bom, codec in BOMS if raw.startswith(bom)), "")
    try:
        return raw.decode(marked or CHARSETS[named or "utf-8"])
    except UnicodeDecodeError:
        detail = "the body is not in the charset that Content-Type names (UTF-8 where it names none)"
        raise RequestInvalid.at("", detail, HTTPStatus.BAD_REQUEST) from None


def parameters(request: Request, model: type[Model], beside: Collection[str] = ()) -> Model:
    """Return the query parameters as the model, without those ``beside``; raise RequestInvalid."""
    given = {name: values for name, values in request.args.lists() if name not in {*_ANSWER_PARAMETERS, *beside}}
    twice = [name[:40] for name, values in given.items() if len(values) > 1]
    if twice:
        mistakes = tuple(Mistake(pointer=f"?{name}", detail="given more than once") for name in twice)
        raise RequestInvalid(HTTPStatus.UNPROCESSABLE_ENTITY, mistakes)
    try:
        return model.model_validate({name: values[0] for name, values in given.items()})
    except ValidationError as error:
        raise RequestInvalid.of(error, prefix="?") from None


def refuse_parameters(request: Request) -> None:
    """Refuse query parameters beside a body that says everything itself; raise RequestInvalid."""
    unknown = [name[:40] for name in request.args if name not in _ANSWER_PARAMETERS]
    if unknown:
        mistakes = tuple(Mistake(pointer=f"?{name}", detail="unknown with a JSON body") for name in unknown)
        raise RequestInvalid(HTTPStatus.UNPROCESSABLE_ENTITY, mistakes)


def refuse_encoding(request: Request) -> None:
    """Refuse a body that is compressed; raise UnsupportedMediaType."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType("send the body without a Content-Encoding")


def _submitted(body: ArticleDescription) -> Submission:
    return Submission(title=body.title, source=body.source, published_at=body.published_at, url=body.url)
