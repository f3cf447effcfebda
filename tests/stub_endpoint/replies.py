"""What the stub can answer: whole bodies, streams of pieces and pauses, and the ways in which they end."""

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import Literal

Body = dict[str, object]
Part = bytes | float
"""Bytes to be sent, or a pause in seconds since the part before was due."""

End = Literal["whole", "closed", "cut", "reset", "silence"]
"""How a stream ends: as HTTP wants it; by closing a body that has no length of its own (also clean); by closing in the
middle of a chunked body; by a TCP reset; not at all."""

USAGE: Body = {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}
_JSON = {"Content-Type": "application/json"}
_EVENTS = {"Content-Type": "text/event-stream"}


@dataclass(frozen=True)
class Reply:
    """What goes out: bytes as they are, after ``delay`` seconds, ``drip`` seconds between them where it is not 0."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(_JSON))
    delay: float = 0.0
    drip: float = 0.0
    close: bool = False  # cut the connection in the middle of the body


@dataclass(frozen=True)
class Streamed:
    """A body that goes out part by part, after ``delay`` seconds."""

    parts: Callable[[], Iterator[Part]]
    end: End = "whole"
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(_EVENTS))
    delay: float = 0.0


@dataclass(frozen=True)
class Chat:
    """A completion: a JSON body, or a stream where the request asks for one.

    ``after`` so many pieces of text the stream ends in the way ``end`` says; by default when all is said.
    """

    message: Body
    finish_reason: str | None = "stop"
    model: str = "stub-1"
    usage: Body | None = field(default_factory=lambda: dict(USAGE))
    tokens_per_second: float = 0.0
    delay: float = 0.0
    after: int | None = None
    end: End = "whole"

    def answer(self, request: Body) -> Reply | Streamed:
        """Return what goes out. Where nothing else is said, long questions are counted as they are."""
        if self.usage == USAGE:
            return replace(self, usage={**USAGE, "prompt_tokens": max(1000, _tokens(request))})._answer(request)
        return self._answer(request)

    def _answer(self, request: Body) -> Reply | Streamed:
        if not request.get("stream"):
            choice = {"index": 0, "finish_reason": self.finish_reason, "message": self.message}
            return replace(as_json(_completion(choice, self.model) | {"usage": self.usage}), delay=self.delay)
        options = request.get("stream_options")
        with_usage = isinstance(options, dict) and bool(options.get("include_usage"))
        return Streamed(lambda: self._parts(with_usage), self.end, delay=self.delay)

    def _parts(self, with_usage: bool) -> Iterator[Part]:
        yield event(chunk(model=self.model, role="assistant", content=""))
        written = 0
        for name in ("reasoning_content", "reasoning", "content"):
            text = self.message.get(name)
            for piece in token_like(text) if isinstance(text, str) else ():
                if written == self.after:
                    return
                yield 1 / self.tokens_per_second if self.tokens_per_second else 0.0
                yield event(chunk(model=self.model, **{name: piece}))
                written += 1
        yield event(chunk(model=self.model, finish_reason=self.finish_reason))
        if with_usage and self.usage:
            yield event({**chunk(model=self.model), "choices": [], "usage": self.usage})
        yield b"data: [DONE]\n\n"


def token_like(text: str) -> list[str]:
    """Return the text in pieces about as long as tokens."""
    return re.findall(r" ?[A-Za-z]{1,8}|.", text, re.DOTALL)


def _tokens(request: Body) -> int:
    """Return about what a tokenizer would count in the question."""
    text = json.dumps(request.get("messages"), ensure_ascii=False)
    latin = sum(character < "\u2e80" for character in text)
    return round(0.25 * latin + 0.7 * (len(text) - latin))


def _completion(choice: Body, model: str) -> Body:
    return {"id": "x", "object": "chat.completion", "created": 1, "model": model, "choices": [choice]}


def completion(text: str | None, finish_reason: str | None = "stop", model: str = "stub-1", **message: object) -> Body:
    """Return the JSON of a completion; further keywords become fields of the message."""
    said = {"role": "assistant", "content": text, **message}
    choice = {"index": 0, "finish_reason": finish_reason, "message": said}
    return _completion(choice, model) | {"usage": USAGE}


def chat(
    text: str | None,
    *,
    finish_reason: str | None = "stop",
    model: str = "stub-1",
    usage: Body | None = USAGE,
    tokens_per_second: float = 0.0,
    delay: float = 0.0,
    after: int | None = None,
    end: End = "whole",
    **message: object,
) -> Chat:
    """Return an answer with the text, streamed where that is asked for; further keywords become fields of the message."""
    return Chat(
        {"role": "assistant", "content": text, **message},
        finish_reason=finish_reason,
        model=model,
        usage=usage,
        tokens_per_second=tokens_per_second,
        delay=delay,
        after=after,
        end=end,
    )


def as_json(answer: object, status: int = 200, **headers: str) -> Reply:
    """Return any JSON with any status, whatever was asked for; ``as_json(completion(…))`` is an answer in one piece."""
    return Reply(json.dumps(answer).encode(), status, {**_JSON, **headers})


def chunk(*, model: str = "stub-1", finish_reason: str | None = None, **delta: object) -> Body:
    """Return a piece of a streamed completion: ``chunk(content="text")``."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": model, "choices": [choice]}


def event(data: object) -> bytes:
    """Return a server-sent event."""
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def events(*parts: object, end: End = "whole", delay: float = 0.0) -> Streamed:
    """Return a stream of these parts: bytes as they are, numbers as pauses in seconds, all else as JSON events."""
    sent = [part if isinstance(part, bytes | float | int) else event(part) for part in parts]
    return Streamed(lambda: iter(sent), end, delay=delay)


def forever(part: object, *, pause: float = 0.0, first: tuple[object, ...] = ()) -> Streamed:
    """Return a stream that repeats the part (bytes, or JSON for an event) until its reader leaves."""

    def parts() -> Iterator[Part]:
        for other in first:
            yield other if isinstance(other, bytes) else event(other)
        for same in repeat(part if isinstance(part, bytes) else event(part)):
            yield same
            yield pause

    return Streamed(parts)


def silence() -> Reply:
    """Return no answer, ever."""
    return Reply(b"", delay=math.inf)


def huge(size: int = 200_000_000) -> Streamed:
    """Return a body of that many bytes, none of which is held in memory."""
    piece = b" " * 65_536
    return Streamed(lambda: repeat(piece, size // len(piece)), headers=dict(_JSON))


def redirect(address: str, status: int = 307) -> Reply:
    """Return the way to elsewhere."""
    return Reply(b"", status, {"Location": address})
