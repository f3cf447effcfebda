"""The frame of a large JSON body: where its articles stand, each of which is read by itself.

Reading 64 MiB of JSON at once may make gigabytes of objects, or of complaints; one article is never larger than any
other route's body.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from service.domain.jobs import MOST_ARTICLES
from service.web.errors import MOST_MISTAKES, RequestInvalid

MOST_BYTES = 1_048_576  # of one article, as of a body of POST /summarize
_MOST_BRACKETS = 100  # in one value: an article has four; 64 MiB of them would take 45 s to go through

_TOKEN = re.compile(rb'[ \t\r\n]*+("[^"\\]*+(?:\\.[^"\\]*+)*+"|[^ \t\r\n"{}\[\]:,]++|[{}\[\]:,])', re.DOTALL)
# The next bracket; strings, and whatever else stands before it, are passed over.
_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+([{}\[\]])', re.DOTALL)
_BLANK = re.compile(rb"[ \t\r\n]*+")
_OPENING = frozenset((b"{", b"["))
_CLOSING = frozenset((b"}", b"]"))
_NO_VALUE = _CLOSING | {b":", b","}


@dataclass(frozen=True, slots=True)
class Frame:
    """A JSON object in parts: where each element of ``articles`` stands, and the JSON of all its other members."""

    body: bytearray
    spans: tuple[tuple[int, int], ...]
    others: bytes

    def articles(self) -> Iterator[bytes]:
        """Yield the JSON of each article."""
        for start, end in self.spans:
            yield bytes(self.body[start:end])


def frame_of(body: bytearray) -> Frame:
    """Return the frame of a body, whose articles may still be anything; raise RequestInvalid."""
    scan = _Scanner(body)
    if scan.look() != b"{":
        raise RequestInvalid.at("", "must be an object") if scan.look() else _not_json()
    spans: tuple[tuple[int, int], ...] | None = None
    others = []
    for _ in scan.items(b"{}"):
        name = scan.name()
        if json.loads(name) != "articles":
            start, end = scan.value("")
            others.append(name + b":" + body[start:end])
            if len(others) > MOST_MISTAKES:
                raise RequestInvalid.at("", "has more members than a job can have")
        elif spans is None:
            spans = _elements(scan)
        else:
            raise RequestInvalid.at("/articles", "given more than once")
    scan.end()
    if spans is None:
        raise RequestInvalid.at("/articles", "Field required")
    return Frame(body, spans, b"{" + b",".join(others) + b"}")


def _elements(scan: "_Scanner") -> tuple[tuple[int, int], ...]:
    if scan.look() != b"[":
        raise RequestInvalid.at("/articles", "must be an array")
    spans: list[tuple[int, int]] = []
    for _ in scan.items(b"[]"):
        if len(spans) == MOST_ARTICLES:
            raise too_many()
        spans.append(scan.value(f"/articles/{len(spans)}"))
    return tuple(spans)


def too_many() -> RequestInvalid:
    """Return the error of a job with too many articles."""
    return RequestInvalid.at("/articles", f"a job has at most {MOST_ARTICLES:,} articles")


class _Scanner:
    """Goes from token to token (RFC 8259 §2); what stands within values is not its concern."""

    def __init__(self, body: bytearray) -> None:
        self._body = body
        self._at = 0

    def look(self) -> bytes:
        """Return the next token without going on, b"" where there is none."""
        found = _TOKEN.match(self._body, self._at)
        return bytes(found[1]) if found else b""

    def token(self) -> bytes:
        """Take the next token."""
        return self._next(_TOKEN)

    def items(self, brackets: bytes) -> Iterator[None]:
        """Yield before each item between the brackets, which whoever iterates takes."""
        self._take(brackets[:1])
        if self.look() == brackets[1:]:
            self.token()
            return
        while True:
            yield
            if (token := self.token()) == brackets[1:]:
                return
            if token != b",":
                raise _not_json()

    def name(self) -> bytes:
        """Take the name of a member and its colon."""
        name = self.token()
        try:
            json.loads(name)
        except ValueError:
            raise _not_json() from None
        if name[:1] != b'"':
            raise _not_json()
        self._take(b":")
        return name

    def value(self, pointer: str) -> tuple[int, int]:
        """Take a value and return where it stands; raise RequestInvalid where it is too large."""
        token = self.token()
        start = self._at - len(token)
        if token in _NO_VALUE:
            raise _not_json()
        depth = brackets = int(token in _OPENING)
        while depth and self._at - start <= MOST_BYTES:
            depth += 1 if self._next(_BRACKET) in _OPENING else -1
            brackets += 1
            if brackets > _MOST_BRACKETS:
                raise RequestInvalid.at(pointer, "has more parts than an article can have")
        if self._at - start > MOST_BYTES:
            raise RequestInvalid.at(pointer, "larger than 1 MiB")
        return start, self._at

    def end(self) -> None:
        """Take the rest, in which nothing may stand."""
        blank = _BLANK.match(self._body, self._at)
        if blank is None or blank.end() != len(self._body):
            raise _not_json()

    def _next(self, pattern: re.Pattern[bytes]) -> bytes:
        found = pattern.match(self._body, self._at)
        if not found:
            raise _not_json()
        self._at = found.end()
        return bytes(found[1])

    def _take(self, expected: bytes) -> None:
        if self.token() != expected:
            raise _not_json()


def _not_json() -> RequestInvalid:
    return RequestInvalid.at("", "Invalid JSON", HTTPStatus.BAD_REQUEST)
