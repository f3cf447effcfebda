"""Requests that may be sent twice and are answered once (draft-ietf-httpapi-idempotency-key-header-07)."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import structlog
from flask import Request, g

from service.domain.errors import IdempotencyKeyReused, JobsOutOfReach
from service.ports import IdempotencyKeys, KeptAnswer
from service.web.errors import RequestInvalid
from service.web.intake import freshness

HEADER = "Idempotency-Key"
_RENEWED_SECONDS = 15.0  # of the minute that the right lasts: some may be lost
_BARE = re.compile(r"[!#-~][!-~]{0,254}")
_QUOTED = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\]){1,255})"')  # a string of RFC 9651 §3.3.3, as the draft has it
_ESCAPED = re.compile(r"\\(.)")

_log = structlog.get_logger(__name__)


def key_of(request: Request) -> str:
    """Return the key of a request, "" where it has none; raise RequestInvalid."""
    given = request.headers.get(HEADER)
    if given is None or _BARE.fullmatch(given):
        return given or ""
    if quoted := _QUOTED.fullmatch(given):
        return _ESCAPED.sub(r"\1", quoted[1])
    raise RequestInvalid.at("", f"{HEADER} must be 1 to 255 visible ASCII characters, or a quoted string of them")


def shape_of(request: Request) -> bytes:
    """Return all that shapes what a request asks for, but its body."""
    parts = (request.method, request.full_path, request.headers.get("Content-Type", ""), freshness(request).value)
    return "\n".join(parts).encode("utf-8", "surrogatepass") + b"\n"


def digest_of(request: Request) -> str:
    """Return the digest of a request whose body is small; it can be read again."""
    return hashlib.sha256(shape_of(request) + request.get_data()).hexdigest()


def once(request: Request, keys: IdempotencyKeys, digest: Callable[[], str], answer: Callable[[], str]) -> str:
    """Return what ``answer`` returns, of a request with the key of an answered one what was returned then.

    ``digest`` is asked when the body was or can be read. What ``answer`` raises leaves the key free. Raise
    RequestInvalid, IdempotencyKeyReused, IdempotencyKeyInUse, JobsOutOfReach.
    """
    given = key_of(request)
    if not given:
        return answer()
    key = f"{g.caller.id}\n{given}" if g.caller.id else given  # two callers may choose the same; none has a line end
    held = keys.claim(key)
    if isinstance(held, KeptAnswer):
        if held.digest != digest():
            raise IdempotencyKeyReused(f"another request was sent under this {HEADER}")
        return held.answer
    try:
        with _renewed(keys, key, held):
            answered = answer()
    except BaseException:
        with suppress(JobsOutOfReach):
            keys.release(key, held)
        raise
    _keep(keys, key, held, KeptAnswer(digest(), answered))
    return answered


@contextmanager
def _renewed(keys: IdempotencyKeys, key: str, token: str) -> Iterator[None]:
    """Renew the right until the block ends, however slowly its body comes in."""
    ended = Event()

    def renew() -> None:
        while not ended.wait(_RENEWED_SECONDS):
            with suppress(JobsOutOfReach):
                keys.renew(key, token)

    Thread(target=renew, name="idempotency-key", daemon=True).start()
    try:
        yield
    finally:
        ended.set()


def _keep(keys: IdempotencyKeys, key: str, token: str, kept: KeptAnswer) -> None:
    """Keep the answer; who cannot is not told, since what was asked for is being done."""
    try:
        keys.keep(key, token, kept)
    except JobsOutOfReach:
        _log.warning("idempotency-key-not-kept")
