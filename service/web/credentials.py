"""The key that a request shows: as a bearer token (RFC 6750 §2.1), or as the password of a browser (RFC 7617)."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field
from wsgiref.types import WSGIEnvironment

from service.domain.keys import holds_key

_NAMES = frozenset({"key", "token", "api_key", "apikey", "api-key", "access_token", "auth_token", "authorization"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """What stands in ``Authorization``, "" where no key does. ``basic`` is what browsers add by themselves."""

    key: str = field(default="", repr=False)
    basic: bool = False


def credentials_of(environ: WSGIEnvironment) -> Credentials:
    """Return what a request shows; what cannot be read of it is a key that nobody has."""
    scheme, _, value = environ.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
    match scheme.lower():
        case "bearer":
            return Credentials(value.strip())
        case "basic":
            return Credentials(_password(value.strip()), basic=True)
    return Credentials()


def in_query(parameters: Iterable[tuple[str, str]]) -> bool:
    """Whether one of the parameters is a key, by its name or by its form."""
    return any(name.lower() in _NAMES or holds_key(name) or holds_key(value) for name, value in parameters)


def sent_by_another_site(environ: WSGIEnvironment) -> bool:
    """Whether a page of another site has a browser do something here, with the key that the browser remembers.

    Browsers say so in Sec-Fetch-Site where the address is one of HTTPS or of this machine, elsewhere by an Origin.
    """
    if environ["REQUEST_METHOD"] in _READING:
        return False
    if site := environ.get("HTTP_SEC_FETCH_SITE"):
        return site not in {"same-origin", "none"}
    origin = environ.get("HTTP_ORIGIN")
    return origin is not None and origin.partition("://")[2] != environ.get("HTTP_HOST")


def _password(encoded: str) -> str:
    try:
        pair = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):  # the latter for characters beyond ASCII
        return "?"
    return pair.partition(b":")[2].decode("utf-8", "replace")
