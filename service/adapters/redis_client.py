"""Clients of Redis, made of an address: the one place that knows what addresses mean."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from redis.sentinel import Sentinel

from service.adapters.redis_address import sentinels_of

ONCE = Retry(NoBackoff(), 0)
"""No call is repeated by the client: redis-py's own ten times would hold a thread for a minute."""

_PLAIN: dict[str, object] = {"protocol": 2, "driver_info": None}
"""Without a greeting, so that a new connection costs no further round trip."""


class NoMaster(RedisError):
    """No sentinel knows a master; not a ConnectionError, which would be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds for connecting, which may include TLS, and for one answer; of sentinels each is given as long."""

    connect: float
    answer: float
    retry: Retry = ONCE


def client(url: str, patience: Patience, **options: object) -> Redis:
    """Return a client, over redis-py's ``options``; nothing is connected to before its first call.

    Behind sentinels each new connection goes to the master of now. Raises ValueError for an address that is none.
    """
    timeouts = {"socket_connect_timeout": patience.connect, "socket_timeout": patience.answer}
    settings = _PLAIN | timeouts | {"retry": patience.retry} | options
    sentinels = sentinels_of(url)
    if sentinels is None:
        return Redis.from_url(url, **settings)
    asked = _Sentinels(sentinels.hosts, sentinel_kwargs=asking(patience))
    named = {"db": sentinels.database, "username": sentinels.user, "password": sentinels.password}
    redis: Redis = asked.master_for(sentinels.master, **settings, **named)  # type: ignore[no-untyped-call]
    return redis


def asking(patience: Patience) -> dict[str, object]:
    """Return how sentinels are asked: quickly, and each once."""
    return {
        **_PLAIN,
        "socket_connect_timeout": patience.connect,
        "socket_timeout": patience.answer,
        "retry": ONCE,
    }


def celery_address(url: str, patience: Patience) -> tuple[str, Mapping[str, object]]:
    """Return the address in the form that Celery takes, and what it must be told beside it."""
    sentinels = sentinels_of(url)
    if sentinels is None:
        return url, {}
    return ";".join(sentinels.urls()), {"master_name": sentinels.master, "sentinel_kwargs": asking(patience)}


class _Sentinels(Sentinel):
    """Asks who answered last first, then the others, each once.

    redis-py's own reorders its list while other threads do, which may lose a sentinel for good; it also asks for all
    that is known of all masters. Sentinel's protocol for clients is this one question (redis.io, Sentinel clients).
    """

    def __init__(self, hosts: tuple[tuple[str, int], ...], sentinel_kwargs: dict[str, object]) -> None:
        super().__init__(hosts, sentinel_kwargs=sentinel_kwargs)  # type: ignore[no-untyped-call]
        self._last = 0

    def discover_master(self, service_name: str) -> tuple[str, int]:
        """Return the master's host and port; raise NoMaster."""
        last, many = self._last, len(self.sentinels)
        for number in [*range(last, many), *range(last)]:
            with suppress(RedisError, OSError):
                address: tuple[str, int] | None = self.sentinels[number].sentinel_get_master_addr_by_name(service_name)
                if address:
                    self._last = number
                    return address
        raise NoMaster("no sentinel knows the master")
