"""A brief told while it is made, as server-sent events (text/event-stream, WHATWG HTML §9.2)."""

import re
import time
from collections.abc import Generator
from contextlib import closing

import structlog
from flask import Request, Response, g

from service.formats.ai_label import AiLabel
from service.schema.problems import StreamProblem
from service.summarizer import BEGINNING, Hearing, Place, labelled
from service.web.errors import problem_of

_RETRY_MILLISECONDS = 500  # sooner than the work of a caller who left is given up: that takes 1 to 2 seconds
BEAT = b":\n\n"  # a comment: nothing for the reader, but writing it tells whether the caller is still there
_PLACE = re.compile(r"([0-9a-f]{16}\.[0-9]{1,4})-([0-9]{1,6})")
_LINE_END = re.compile(r"\r\n|\r|\n")

_log = structlog.get_logger(__name__)


def left_off(request: Request) -> Place:
    """Return where the caller lost an earlier stream; the beginning where it does not say, or what we never said."""
    named = _PLACE.fullmatch(request.headers.get("Last-Event-ID", ""))
    return Place(named[1], int(named[2])) if named else BEGINNING


def respond(told: Hearing, label: AiLabel, after: Place = BEGINNING) -> Response:
    """Return the answer that tells it, the brief at its end labelled; once the status is out, errors are events."""
    frames = _frames(told, label, g.request_id, resumed=bool(after.run))
    response = Response(frames, mimetype="text/event-stream")
    response.headers["Vary"] = "Accept"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would hold the events back
    return response


def frame(name: str, data: str, number: str = "") -> bytes:
    """Return one event; ``number`` is its id. Whatever stands in the data stays data."""
    identified = f"id: {number}\n" if number else ""
    lines = "".join(f"data: {line}\n" for line in _LINE_END.split(data))
    return f"event: {name}\n{identified}{lines}\n".encode()


def _frames(told: Hearing, label: AiLabel, request_id: str, *, resumed: bool) -> Generator[bytes, None, None]:
    """Yield the events, the last of them ``done`` or ``error``; closing it is leaving."""
    began, sent, ended = time.perf_counter(), 0, "left"
    incomplete = resumed  # whether insights went out that are no whole brief
    try:
        yield f"retry: {_RETRY_MILLISECONDS}\n\n".encode()
        with closing(told):
            for one in told:
                if one is None:
                    yield BEAT
                    continue
                incomplete = bool(one.run) and (incomplete or one.notice.binding)  # without a run it begins anew
                ended, sent = "done" if one.notice.last else ended, sent + 1
                data = labelled(one.notice.data.encode(), label).decode() if one.notice.last else one.notice.data
                yield frame(one.notice.name, data, f"{one.run}-{one.number}" if one.run else "")
    except Exception as error:  # noqa: BLE001  an entry point: the status is out, so this is the last word
        problem = problem_of(error, request_id)
        ended = problem.code
        yield frame("error", StreamProblem(**problem.model_dump(), incomplete=incomplete).model_dump_json())
    finally:
        took = round((time.perf_counter() - began) * 1000, 1)
        _log.info("stream", request_id=request_id, ended=ended, events=sent, milliseconds=took)
