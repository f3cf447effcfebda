"""What ``POST /jobs`` brings, parsed at the door: articles in one JSON body, or one on each line."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import Request
from pydantic import ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from service.domain.callbacks import CallbackPolicy
from service.domain.jobs import MOST_ARTICLES
from service.domain.orders import Freshness
from service.schema.jobs import JobArticle, JobOptions
from service.schema.orders import QueuedOrder
from service.schema.problems import Mistake
from service.web.bodies import Body, Room
from service.web.errors import MOST_MISTAKES, RequestInvalid
from service.web.framing import MOST_BYTES, frame_of, too_many
from service.web.guards import on_behalf
from service.web.intake import freshness, parameters, refuse_encoding, refuse_parameters

JSON = "application/json"
NDJSON = "application/x-ndjson"
_MOST_BYTES = {JSON: 67_108_864, NDJSON: 268_435_456}  # 64 MiB, which is held in memory, and 256 MiB, which is not

Articles = Iterable[tuple[str, bytes]]
"""Where each article stands, as errors say it, and its JSON."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: its options at once, its orders as they are read."""

    options: JobOptions
    orders: Iterator[QueuedOrder]


class _Mistakes:
    """What is wrong with a job, gathered from errors, which themselves would hold the articles."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self.status = HTTPStatus.UNPROCESSABLE_ENTITY

    def add(self, error: RequestInvalid) -> None:
        self.mistakes += error.mistakes
        if error.status is HTTPStatus.BAD_REQUEST:
            self.status = error.status


class Door:
    """Reads what is sent, for a service with these backends, which may call these back."""

    def __init__(self, backends: tuple[str, ...], callbacks: CallbackPolicy) -> None:
        self._backends = backends
        self._callbacks = callbacks
        self._room = Room()

    def body(self, request: Request) -> Body:
        """Return the body, unread; raise RequestInvalid, UnsupportedMediaType."""
        if request.mimetype not in _MOST_BYTES:
            raise UnsupportedMediaType(f"the body must be {JSON} or {NDJSON}")
        refuse_encoding(request)
        if freshness(request) is Freshness.UNSTORED:
            detail = "a job keeps its articles until they are done: send what must leave nothing behind to /summarize"
            raise RequestInvalid.at("", f"Cache-Control: {detail}")
        return Body(request, _MOST_BYTES[request.mimetype])

    @contextmanager
    def sent(self, request: Request, body: Body) -> Iterator[Sent]:
        """Yield what was sent; it, or its orders as they are taken, raise RequestInvalid, BadRequest, JobsBusy."""
        if request.mimetype == NDJSON:
            lines = body.lines(MOST_BYTES)
            articles = ((f"line {number}", line) for number, line in enumerate(lines, 1) if line.strip())
            options = self._admitted(parameters(request, JobOptions), "?")
            yield Sent(options, self._orders(articles, freshness(request)))
            return
        refuse_parameters(request)
        with self._room.whole(body) as raw:
            frame = frame_of(raw)
            articles = ((f"/articles/{number}", one) for number, one in enumerate(frame.articles()))
            options = self._admitted(_options(frame.others), "/")
            yield Sent(options, self._orders(articles, freshness(request)))

    def _admitted(self, options: JobOptions, prefix: str) -> JobOptions:
        refusal = self._callbacks.refusal(options.callback_url) if options.callback_url else None
        if refusal is not None:
            raise RequestInvalid.at(f"{prefix}callback_url", refusal)
        return options

    def _orders(self, articles: Articles, wanted: Freshness) -> Iterator[QueuedOrder]:
        """Yield the orders; once one is wrong, read on to find what else is, and raise RequestInvalid."""
        names: set[str] = set()
        wrong = _Mistakes()
        number = 0
        for number, (where, raw) in enumerate(articles, 1):
            if number > MOST_ARTICLES:
                raise too_many()
            try:
                article = self._article(where, raw)
                _refuse_twice(f"{where}/id", article.id, names)
            except RequestInvalid as error:
                wrong.add(error)
            if len(wrong.mistakes) >= MOST_MISTAKES:
                break
            if not wrong.mistakes:
                yield QueuedOrder(on_behalf(replace(article.order(), freshness=wanted)), article.id)
        if wrong.mistakes:
            raise RequestInvalid(wrong.status, tuple(wrong.mistakes[:MOST_MISTAKES]))
        if not number:
            raise RequestInvalid.at("/articles", "a job needs an article")

    def _article(self, where: str, raw: bytes) -> JobArticle:
        if len(raw) > MOST_BYTES:
            raise RequestInvalid.at(where, "larger than 1 MiB")
        try:
            article = JobArticle.model_validate_json(raw)
        except ValidationError as error:
            raise RequestInvalid.of(error, prefix=where) from None  # pydantic's error holds the article
        if article.backend and article.backend not in self._backends:
            raise RequestInvalid.at(f"{where}/backend", f"the backends are {', '.join(self._backends)}")
        return article


def _refuse_twice(pointer: str, name: str, names: set[str]) -> None:
    if name and name in names:
        raise RequestInvalid.at(pointer, "an earlier article of the job has this id")
    names.add(name)


def _options(raw: bytes) -> JobOptions:
    try:
        return JobOptions.model_validate_json(raw)
    except ValidationError as error:
        raise RequestInvalid.of(error) from None
