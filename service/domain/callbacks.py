"""Whom the service may tell that a job has ended: the rules for a caller's address."""

import ipaddress
import re
from dataclasses import dataclass

_MOST_CHARACTERS = 2_048
_PORTS = {"http": 80, "https": 443}
_LAST_PORT = 65_535
_PLACE = r"(?P<host>\[[0-9a-f:.]+\]|[^/?#@\\:\[\]%\s]+)(?::(?P<port>[0-9]{1,5}))?"
_LISTED = re.compile(_PLACE, re.IGNORECASE)
_URL = re.compile(rf"(?P<scheme>https?)://{_PLACE}(?P<target>[/?][!-~]*)?", re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_MOST_OF_A_NAME = 253  # RFC 1035, 2.3.4, without the dot at the end
# Letters of their own since IDNA 2008; the codec of the standard library (2003) maps them to others, and so would name
# the domain of somebody else.
_DEVIATING = re.compile("[\u00df\u03c2\u200c\u200d]")


@dataclass(frozen=True, slots=True)
class CallbackUrl:
    """An address in its parts: ``host`` as it is looked up (lower case, IDNA), ``target`` the path and query."""

    scheme: str
    host: str
    port: int
    target: str


@dataclass(frozen=True, slots=True)
class CallbackPolicy:
    """Which addresses may be called: those of listed hosts and ports, by ``https`` unless ``plain`` admits ``http``.

    ``hosts`` are pairs of host and port; a port of 0 stands for the default one of the scheme. What the host's name
    leads to is looked at when it is called, see ``callback_addresses.py``.
    """

    hosts: frozenset[tuple[str, int]] = frozenset()
    plain: bool = False

    def refusal(self, url: str) -> str | None:
        """Return why the address may not be called, in words for the caller that repeat nothing of it; else None."""
        if not self.hosts:
            return "This service calls nobody back: fetch the job instead."
        parts = read_callback_url(url)
        if parts is None:
            return (
                f"Must be an address such as https://desk.example.org/ended: at most {_MOST_CHARACTERS} characters of "
                "ASCII (the host may be international), without user name and fragment."
            )
        if parts.scheme == "http" and not self.plain:
            return "Must begin with https://."
        default = parts.port == _PORTS[parts.scheme]
        if (parts.host, parts.port) not in self.hosts and not (default and (parts.host, 0) in self.hosts):
            return "This service does not call that host and port: the operator lists those it does."
        return None


NOBODY = CallbackPolicy()


def read_callback_url(url: str) -> CallbackUrl | None:
    """Return the parts of an http or https address, None of anything else.

    It is stricter than RFC 3986, since what is checked here is what is called later: no user name, fragment, white
    space or backslash, and a host as ``normal_host`` takes it.
    """
    match = _URL.fullmatch(url) if len(url) <= _MOST_CHARACTERS else None
    if match is None or "#" in (match["target"] or "") or "\\" in (match["target"] or ""):
        return None
    scheme, target = match["scheme"].lower(), match["target"] or "/"
    host, port = normal_host(match["host"]), int(match["port"] or _PORTS[scheme])
    if host is None or not 1 <= port <= _LAST_PORT:
        return None
    return CallbackUrl(scheme, host, port, "/" + target if target.startswith("?") else target)


def read_host(listed: str) -> tuple[str, int] | None:
    """Return a listed ``host`` or ``host:port`` as a pair, the port 0 where none is named; None of anything else."""
    match = _LISTED.fullmatch(listed)
    host = normal_host(match["host"]) if match else None
    if match is None or host is None:
        return None
    port = int(match["port"] or 0)
    return None if match["port"] and not 1 <= port <= _LAST_PORT else (host, port)


def normal_host(host: str) -> str | None:
    """Return the one way to write a name or address (of version 6 without brackets), None of what is neither.

    A name that ends in a number is an address to every resolver (2130706433, 127.1, 0x7f.1), so it must be one in the
    usual notation. A dot at the end is refused: it names the same host by another string.
    """
    if host.startswith("["):
        return _address(host[1:-1], version=6)
    name = _ascii(host)
    if name is None or len(name) > _MOST_OF_A_NAME or not all(map(_LABEL.fullmatch, name.split("."))):
        return None
    last = name.rpartition(".")[2]
    return _address(name, version=4) if last.isdigit() or last.startswith("0x") else name


def _ascii(host: str) -> str | None:
    if _DEVIATING.search(host):
        return None
    try:
        return host.encode("idna").decode().lower()
    except UnicodeError:
        return None


def _address(text: str, *, version: int) -> str | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return str(address) if address.version == version else None
