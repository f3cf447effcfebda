"""The endpoint's answers, built once for each language and filled in for each article."""

import json
import re
from collections.abc import Callable
from functools import cache, partial

from bench.load.stories import TALES, Tale, Tongue, drawn

CODE = re.compile(rb"BL(EN|ZH)(\d{7})")
"""What tells the endpoint which of the generated articles it was shown."""

_EVENTS = 56  # of content; with the beginning and the end about 60
_USAGE = {"prompt_tokens": 2400, "completion_tokens": 620, "total_tokens": 3020}
_ABOUT = {"id": "chatcmpl-1", "created": 1, "model": "stub-1"}


def answer_of(body: bytes) -> tuple[bytes, bytes]:
    """Return what names the article of a call, and the HTTP answer: its brief, as events where asked for."""
    streamed = b'"stream":true' in body or b'"stream": true' in body
    found = CODE.search(body)
    if not found:
        return body, _foreign(body, streamed=streamed)
    tongue: Tongue = "en" if found[1] == b"EN" else "zh"
    return found[0], _filling(tongue, streamed)(int(found[2]))


def http(body: bytes, kind: str, status: str = "200 OK") -> bytes:
    """Return a whole HTTP/1.1 answer."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def brief_template(tale: Tale) -> str:
    """Return the brief in the service's wire format, its values still to be filled in."""
    lines = [f"- {said} [{paragraph}: “{quote}”]" for said, paragraph, quote in tale.insights]
    core, half = tale.core, (len(lines) + tale.core) // 2
    parts = (lines[:core], lines[core:half], lines[half:])
    return "\n\n".join("\n".join((heading, *part)) for heading, part in zip(tale.headings, parts, strict=True))


@cache
def _filling(tongue: Tongue, streamed: bool) -> Callable[[int], bytes]:  # noqa: FBT001  functools.cache takes it so
    template = brief_template(TALES[tongue])
    answer = _stream(_pieces(template)) if streamed else _whole(template)
    kind = "text/event-stream" if streamed else "application/json"
    pattern = re.sub(r"\{(\w+)\}", r"%(\1)s", answer.replace("%", "%%"))
    return partial(_filled, pattern, kind, tongue)


def _filled(pattern: str, kind: str, tongue: Tongue, number: int) -> bytes:
    return http((pattern % drawn(number, tongue)).encode(), kind)


def _foreign(body: bytes, *, streamed: bool) -> bytes:
    """Answer an article from elsewhere, more slowly, with a brief of its first words."""
    from tests.stub_endpoint import brief_or_notes_of  # noqa: PLC0415  the fast endpoint starts without it

    text = str(brief_or_notes_of(json.loads(body)).message["content"])
    whole = _stream(_pieces(text)) if streamed else _whole(text)
    return http(whole.encode(), "text/event-stream" if streamed else "application/json")


def _pieces(text: str) -> list[str]:
    """Return the text in about as many pieces as events are sent, no value to be filled in cut in two."""
    tokens = re.findall(r"\{\w+\}|[^{]+?(?=[ \n{，]|$)|.", text, re.DOTALL)
    size = -(-len(tokens) // _EVENTS)
    return ["".join(tokens[start : start + size]) for start in range(0, len(tokens), size)]


def _whole(text: str) -> str:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    return json.dumps({**_ABOUT, "object": "chat.completion", "choices": [choice], "usage": _USAGE}, ensure_ascii=False)


def _stream(pieces: list[str]) -> str:
    begin = _chunk({"role": "assistant", "content": ""})
    end = _chunk({}, finish="stop")
    usage = {**_ABOUT, "object": "chat.completion.chunk", "choices": [], "usage": _USAGE}
    chunks = [begin, *(_chunk({"content": piece}) for piece in pieces), end, usage]
    return "".join(f"data: {json.dumps(one, ensure_ascii=False)}\n\n" for one in chunks) + "data: [DONE]\n\n"


def _chunk(delta: dict[str, str], finish: str | None = None) -> dict[str, object]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {**_ABOUT, "object": "chat.completion.chunk", "choices": [choice]}
