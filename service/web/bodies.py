"""Bodies: whole or refused; large ones are read once, a piece at a time, and digested on the way."""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO, RawIOBase
from threading import BoundedSemaphore
from wsgiref.types import WSGIEnvironment

from flask import Request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from service.domain.errors import JobsBusy
from service.web.idempotency import shape_of

_PIECE = 65_536  # bytes
_LARGE = 1_048_576  # bytes: what any other route takes whole
_LARGE_AT_A_TIME = 2  # in a process: two of 64 MiB at most are held
_PATIENCE_SECONDS = 10.0
_DIGITS = 20  # of a length: more are none
_ENDED_EARLY = "the body ended early"


class WholeRequest(Request):
    """A request whose body is whole or refused.

    Uploaded files stay in memory, bounded as the body is: a full disk, or none, fails nobody.
    """

    def get_data(  # type: ignore[override]  # never text
        self,
        cache: bool = True,  # noqa: FBT001, FBT002  Werkzeug's own
        *_: object,
        **__: object,
    ) -> bytes:
        """Return the body; raise RequestEntityTooLarge, BadRequest where it ends before it should.

        Werkzeug itself cuts a body of unknown length at the limit, and says nothing.
        """
        body: bytes = super().get_data(cache=cache)
        if self.content_length is None and len(body) >= (self.max_content_length or len(body) + 1):
            raise RequestEntityTooLarge
        if len(body) < (self.content_length or 0):
            raise BadRequest(_ENDED_EARLY)
        return body

    def _get_file_stream(self, *_: object, **__: object) -> BytesIO:
        return BytesIO()


def taken_in(environ: WSGIEnvironment, most: int) -> bytes | None:
    """Take in a body of ``most`` bytes in front of the application; b"" where the caller is gone.

    None where the application is to refuse it: unread where it has no length, or a greater one; with the error of its
    chunks, which reading it raises again. Of longer chunks just ``most`` bytes are returned, which is refused, too.
    """
    length = most if _chunked(environ) else _length(environ)
    if length is None or length > most:
        return None
    try:
        body: bytes = environ["wsgi.input"].read(length)
    except OSError:
        return b""
    except ParseException as error:
        environ["wsgi.input"] = _Broken(error)
        return None
    return body


def _chunked(environ: WSGIEnvironment) -> bool:
    return "HTTP_TRANSFER_ENCODING" in environ and bool(environ.get("wsgi.input_terminated"))


def _length(environ: WSGIEnvironment) -> int | None:
    length = environ.get("CONTENT_LENGTH", "")
    known = length.isascii() and length.isdigit() and len(length) < _DIGITS
    return int(length) if known and "HTTP_TRANSFER_ENCODING" not in environ else None


class _Broken(RawIOBase):
    """A body that could not be read: the chunks after a wrong one must not look like an end."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def readinto(self, _: object) -> int:
        raise self._error


class Body:
    """The body of a request of ``most`` bytes; ``digest`` is that of the request, all that shapes it included."""

    def __init__(self, request: Request, most: int) -> None:
        request.max_content_length = most
        self._request = request
        self._hash = hashlib.sha256(shape_of(request))
        self._read = 0

    def pieces(self) -> Iterator[bytes]:
        """Yield what is left of it; raise RequestEntityTooLarge, BadRequest where it ends before it should."""
        while piece := self._request.stream.read(_PIECE):
            self._hash.update(piece)
            self._read += len(piece)
            yield piece
        if self._read < (self._request.content_length or 0):  # gunicorn does not tell a caller who left from an end
            raise BadRequest(_ENDED_EARLY)

    def lines(self, longest: int) -> Iterator[bytes]:
        """Yield its lines, and with the first one that is longer, cut somewhere behind that length, the last."""
        rest = b""
        for piece in self.pieces():
            *lines, rest = (rest + piece).split(b"\n")
            yield from lines
            if len(rest) > longest:
                break
        yield rest

    def digest(self) -> str:
        """Read what is left and return the digest of the request, in hexadecimal digits."""
        for _ in self.pieces():
            pass
        return self._hash.hexdigest()


class Room:
    """Room in memory for whole bodies: of large ones a few at a time, however many callers send them."""

    def __init__(self) -> None:
        self._large = BoundedSemaphore(_LARGE_AT_A_TIME)

    @contextmanager
    def whole(self, body: Body) -> Iterator[bytearray]:
        """Yield all of a body; raise JobsBusy where others do not make room in time, and what reading raises."""
        read = bytearray()
        with ExitStack() as held:
            for piece in body.pieces():
                if len(read) <= _LARGE < len(read) + len(piece):
                    self._take_place()
                    held.callback(self._large.release)
                read += piece
            yield read

    def _take_place(self) -> None:
        if not self._large.acquire(timeout=_PATIENCE_SECONDS):
            message = "too many large bodies at a time: try again, or send application/x-ndjson, which is not held"
            raise JobsBusy(message, retry_after=_PATIENCE_SECONDS)
