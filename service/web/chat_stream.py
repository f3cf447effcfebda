"""A brief told as chat completion chunks while it is made, as server-sent events without names."""

import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass

import structlog
from flask import Response, g

from service.schema.chat import ChatChunk, ChatRequest, ChatUsage, ChunkChoice
from service.schema.chat_errors import ChatErrorBody
from service.summarizer import Speech, Streamed, Voice, spoken
from service.web.errors import problem_of
from service.web.stream import BEAT

_log = structlog.get_logger(__name__)


def respond(streamed: Streamed, voice: Voice, asked: ChatRequest) -> Response:
    """Return the answer that tells it; once the status is out, errors are events."""
    chunks = _Chunks(f"chatcmpl-{g.request_id}", int(time.time()), asked.model, streamed.id)
    frames = _frames(spoken(streamed.told, voice), chunks, g.request_id, usage=asked.tells_usage)
    response = Response(frames, mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"  # nginx would hold the events back
    return response


@dataclass(frozen=True, slots=True)
class _Chunks:
    """Makes the chunks of one answer."""

    id: str
    created: int
    model: str
    brief_id: str

    def frame(self, *choices: ChunkChoice, usage: ChatUsage | None = None) -> bytes:
        chunk = ChatChunk(
            id=self.id,
            created=self.created,
            model=self.model,
            choices=list(choices),
            usage=usage,
            brief_id=self.brief_id,
        )
        return _frame(chunk.model_dump_json())


def _frames(speech: Speech, chunks: _Chunks, request_id: str, *, usage: bool) -> Generator[bytes, None, None]:
    """Yield the events, the last of them ``[DONE]`` or an error; closing it is leaving."""
    began, sent, ended = time.perf_counter(), 0, "left"
    try:
        yield chunks.frame(ChunkChoice(delta={"role": "assistant", "content": ""}))
        with closing(speech):
            for one in speech:
                if one is None:
                    yield BEAT
                    continue
                sent += 1
                if one.text:
                    yield chunks.frame(ChunkChoice(delta={"content": one.text}))
                if one.brief:
                    yield chunks.frame(ChunkChoice(delta={}, finish_reason="stop"))
                    if usage:
                        yield chunks.frame(usage=ChatUsage.of(one.brief.usage))
                    ended = "done"
                    yield _frame("[DONE]")
    except Exception as error:  # noqa: BLE001  an entry point: the status is out, so this is the last word
        problem = problem_of(error, request_id)
        ended = problem.code
        yield _frame(ChatErrorBody.of(problem).model_dump_json())
    finally:
        took = round((time.perf_counter() - began) * 1000, 1)
        _log.info("stream", request_id=request_id, ended=ended, events=sent, milliseconds=took)


def _frame(data: str) -> bytes:
    return f"data: {data}\n\n".encode()
