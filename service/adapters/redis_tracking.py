"""What Redis says has changed: the invalidation messages of its client-side caching (redis.io, CLIENT TRACKING)."""

import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import cast

import structlog
from redis.connection import AbstractConnection
from redis.exceptions import RedisError, ResponseError
from redis.maint_notifications import MaintNotificationsConfig

from service.adapters.redis_client import Patience, client
from service.adapters.redis_keys import all_named

_log = structlog.get_logger(__name__)

Changed = Callable[[bytes | None], None]
"""Is told the name of what changed; None where it may be anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Seconds: between two questions whether Redis is there, that its answer is good for, until it is tried again.

    ``refused`` is the pause where it does not know the command or does not allow it, which seldom changes.
    """

    ask: float = 0.25
    trust: float = 1.0
    lost: float = 1.0
    refused: float = 60.0


STEADY = Rhythm()


class RedisTracking:
    """Hears over a connection of its own what changes in Redis, in a thread that starts in the process that asks.

    ``changed`` runs in that thread. BCAST: Redis tells of all values and remembers nothing of us, so nothing is
    lost where its memory of readers is full. A message goes out together with the answer to who changed the value.
    """

    def __init__(self, url: str, changed: Changed, rhythm: Rhythm = STEADY) -> None:
        self._url = url
        self._changed = changed
        self._rhythm = rhythm
        self._thread: Thread | None = None
        self._lock = Lock()
        self._closed = Event()
        self._refused = False
        self.trusted_until = 0.0
        """Until then (``time.monotonic()``) everything that had changed a second before has been told."""

    def start(self) -> None:
        """See to it that this process listens: after a fork the thread is gone."""
        if self._thread is not None and self._thread.is_alive():
            return
        with self._lock:
            if self._closed.is_set() or (self._thread is not None and self._thread.is_alive()):
                return
            thread = Thread(target=self._run, name="redis-tracking", daemon=True)
            with suppress(RuntimeError):  # as many threads as the system allows: nothing is copied, until there is room
                thread.start()
                self._thread = thread

    def close(self) -> None:
        """Stop listening, for good."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._closed.is_set():
            pause = self._rhythm.lost
            try:
                with closing(_Connection(self._url, self._rhythm.trust, self._changed)) as connection:
                    self._follow(connection)
            except ResponseError as e:
                pause = self._rhythm.refused
                self._tell_refused(e)
            except (RedisError, OSError, ValueError):  # the breaker tells of a Redis that fails; ValueError as there
                pass
            finally:
                self.trusted_until = 0.0
                self._changed(None)
            self._closed.wait(pause)

    def _follow(self, connection: "_Connection") -> None:
        """Listen until the connection fails; raise RedisError, OSError."""
        connection.track()
        self._changed(None)  # whatever was read before
        asked, answered = 0.0, True
        while not self._closed.is_set():
            if answered and time.monotonic() - asked >= self._rhythm.ask:
                asked, answered = time.monotonic(), False
                connection.ask()
            if not connection.heard(self._rhythm.ask):  # silence, and not that this thread was late to listen
                if not answered and time.monotonic() - asked > self._rhythm.trust:
                    raise OSError("Redis is silent")
            elif connection.answered:
                # All that changed before the question came ahead of the answer.
                self.trusted_until, answered = asked + self._rhythm.trust, True

    def _tell_refused(self, error: ResponseError) -> None:
        if not self._refused:
            self._refused = True
            _log.warning("redis-tracking-refused", error=type(error).__name__)


class _Connection:
    """A connection that speaks RESP3, in which messages come between answers."""

    def __init__(self, url: str, seconds: float, changed: Changed) -> None:
        self._changed = changed
        # Kept: behind sentinels a connection knows its pool by a weak reference.
        self._redis = client(
            url,
            Patience(connect=seconds, answer=seconds),
            protocol=3,
            maint_notifications_config=MaintNotificationsConfig(enabled=False),
        )
        self._connection = cast("AbstractConnection", self._redis.connection_pool.make_connection())
        self.answered = False

    def track(self) -> None:
        """Connect and ask to be told; raise RedisError, ResponseError where Redis will not."""
        self._connection.connect()
        self._connection._parser.set_invalidation_push_handler(self._pushed)
        self._connection.send_command("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", all_named("value"))
        self._connection.read_response()

    def ask(self) -> None:
        """Ask for a sign of life; raise RedisError."""
        self._connection.send_command("PING")

    def heard(self, seconds: float) -> bool:
        """Wait so long for one message or answer; raise RedisError."""
        self.answered = False
        if not self._connection.can_read(timeout=seconds):
            return False
        self.answered = self._connection.read_response(push_request=True) == b"PONG"
        return True

    def close(self) -> None:
        """Close it."""
        self._connection.disconnect()

    def _pushed(self, message: list[bytes | list[bytes] | None]) -> None:
        names = message[1]
        for name in names if isinstance(names, list) else (None,):  # null: everything was flushed
            self._changed(name)
