"""The JSON values of an answer's body: one, or an event each where it is a stream."""

import json
from collections.abc import Iterator

from pydantic_core import from_json

from service.domain.errors import AnswerUnreadable, BackendUnavailable

MAX_BODY_BYTES = 2 * 1024 * 1024  # faults.md row 12; a brief has 10 kB
MAX_STREAM_BYTES = 16 * 1024 * 1024  # a token's event has 200 to 1,000 bytes, and models that think write 16,000 tokens
_BOM = b"\xef\xbb\xbf"
_DONE = b"[DONE]"


def values(pieces: Iterator[bytes]) -> Iterator[object]:
    """Yield the JSON values of a body, each as soon as it is there.

    Whether it is one value or a stream is told by how it begins: not all endpoints that are asked for a stream send
    one, and not all call it by its name.

    Raise AnswerUnreadable where a value is no JSON, BackendUnavailable where the body is too large.
    """
    pieces = _capped(pieces, MAX_STREAM_BYTES)
    begun = b""
    for piece in pieces:
        begun = (begun + piece).removeprefix(_BOM).lstrip()  # some send blank lines while the model thinks
        if begun:
            break
    if begun[:1] in {b"{", b"["}:
        yield _json(b"".join(_capped(_again(begun, pieces), MAX_BODY_BYTES)))
    else:
        yield from map(_json, _events(_again(begun, pieces)))


def _capped(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise BackendUnavailable("the model endpoint's answer is larger than any brief")
        yield piece


def _again(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _events(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the data of each event (html.spec.whatwg.org, "server-sent events"); comments and other fields are none.

    What stands after ``[DONE]`` is read, so that the connection can be used again, and left out. An event that ends
    with the body needs no blank line after it; a line that was cut is no event.
    """
    data: list[bytes] = []
    done = False
    for line in _lines(pieces):
        if line.startswith(b"data:"):
            data.append(line[5:].removeprefix(b" "))
        elif not line and data:
            done = done or _is_done(data)
            if not done:
                yield b"\n".join(data)
            data.clear()
    if data and not done and not _is_done(data):
        yield b"\n".join(data)


def _is_done(data: list[bytes]) -> bool:
    return data[0].strip() == _DONE


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    r"""Yield the lines that ended, in \n, \r\n or \r; a \r at the end of a piece may be half an ending."""
    begun: list[bytes] = []  # of the line under way; joined once, so that a line without end costs linear time
    for piece in pieces:
        text = begun.pop() + piece if begun and begun[-1] == b"\r" else piece
        held = text.endswith(b"\r")
        first, *more = (text[:-1] if held else text).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        begun.append(first)
        if more:
            yield b"".join(begun)
            yield from more[:-1]
            begun = [more[-1]]
        if held:
            begun.append(b"\r")


def _json(data: bytes) -> object:
    try:
        value: object = from_json(data)  # in a third of the time
    except ValueError:
        value = _slowly(data)
    return value


def _slowly(data: bytes) -> object:
    """Return what only Python's own reader takes, as halves of characters; raise AnswerUnreadable."""
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise AnswerUnreadable("the model endpoint's answer is not readable") from error
    return value
