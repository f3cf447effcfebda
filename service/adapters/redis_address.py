"""Where Redis is: at an address, or wherever sentinels say that the master is now."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

SENTINEL = "redis+sentinel"
FORMS = {
    "redis": "redis://host:port",
    "rediss": "rediss://host:port",
    SENTINEL: f"{SENTINEL}://host:26379,host:26379/master-name/0",
    "unix": "unix://path",
}
"""What addresses look like, by scheme."""

_PORT = 26_379  # of a sentinel


@dataclass(frozen=True, slots=True)
class Sentinels:
    """Sentinels, the name under which they know the master, and who we are to the master; sentinels ask nobody."""

    hosts: tuple[tuple[str, int], ...]
    master: str
    database: int = 0
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    def urls(self) -> Iterator[str]:
        """Yield an address for each, in kombu's form (its docs: Redis transport, sentinel)."""
        who = ":".join(quote(part or "", safe="") for part in (self.user, self.password)) + "@" if self.password else ""
        for host, port in self.hosts:
            yield f"sentinel://{who}{f'[{host}]' if ':' in host else host}:{port}/{self.database}"


def is_address(url: str, *schemes: str) -> bool:
    """Whether this is an address with one of these schemes."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and (sentinels_of(url) is not None or parts.port != 0)
    except ValueError:  # of a port or a bracket; its words hold the address
        return False


def sentinels_of(url: str) -> Sentinels | None:
    """Read ``redis+sentinel://[[user]:password@]host[:port],…/master-name[/database]``; None for another scheme.

    Raises ValueError where something of it is missing or wrong, without a word of the address.
    """
    parts = urlsplit(url)
    if parts.scheme != SENTINEL:
        return None
    who, _, hosts = parts.netloc.rpartition("@")
    master, _, database = parts.path.removeprefix("/").partition("/")
    if not master or parts.query or not (database or "0").isdecimal():
        raise ValueError("no master's name, or no database's number")
    user, _, password = map(unquote, who.partition(":"))
    return Sentinels(
        tuple(map(_host, hosts.split(","))), unquote(master), int(database or 0), user or None, password or None
    )


def _host(text: str) -> tuple[str, int]:
    parts = urlsplit(f"//{text}")
    if not parts.hostname or parts.port == 0 or "@" in text:
        raise ValueError("no host, or no port")
    return parts.hostname, parts.port or _PORT
