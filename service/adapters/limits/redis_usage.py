"""Usage that all processes keep together, in Redis."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import islice

from redis import Redis

from service.adapters.limits.memory_usage import in_order
from service.adapters.redis_breaker import Breaker
from service.adapters.redis_keys import named
from service.domain.errors import UsageOutOfReach
from service.domain.usage import KEPT_DAYS, Tally, Usage

_KEPT_SECONDS = (KEPT_DAYS + 1) * 86_400
_AT_A_TIME = 200  # questions in one go: each answer is due within Timings.answer
_LONGEST_MODEL = 100  # characters; the name is an endpoint's own
_FIELDS = ("requests", "hits", "calls", "input_tokens", "output_tokens")

# KEYS[1] a caller's day; ARGV[1] field of the writing process, ARGV[2] number of its batch, ARGV[3] seconds, then
# fields and what is to be added to them. A batch that is written already is passed over: its answer was lost.
_ADD = """
if (tonumber(redis.call('HGET', KEYS[1], ARGV[1])) or 0) >= tonumber(ARGV[2]) then return end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
for at = 4, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[at], ARGV[at + 1]) end
redis.call('EXPIRE', KEYS[1], ARGV[3])
"""


class RedisUsage:
    """Usage of days in Redis, each kept for ``KEPT_DAYS``. Only BatchedUsage writes it.

    - ``core-insights:2:usage:{caller/day}``  hash: ``requests:<model>`` and so on → number; ``tokens`` → of all models;
      ``~<process>`` → the number of the last batch which that process wrote
    - ``core-insights:2:callers:{day}``       set of the callers that used anything
    """

    def __init__(self, redis: Redis, breaker: Breaker) -> None:
        self._redis = redis
        self._breaker = breaker

    def add(self, process: str, number: int, batch: Sequence[Usage]) -> bool:
        """Add the batch once, however often it is written; False where it must be written again."""
        return self._breaker.call(partial(self._added, process, number, batch), False)  # noqa: FBT003  (not written)

    def tokens(self, caller: str, day: date) -> int | None:
        """Return how many tokens the caller used on that day; None where nobody knows."""
        return self._breaker.call(lambda: int(self._redis.hget(_usage(caller, day), "tokens") or 0), None)

    def between(self, first: date, last: date, caller: str | None) -> tuple[Usage, ...]:
        """Return the usage of these days in order; None is all callers. Raise UsageOutOfReach."""
        days = [first + timedelta(number) for number in range((last - first).days + 1)]
        found: list[Usage] = []
        wanted = ((name, day) for day in days for name in ([caller] if caller is not None else self._callers(day)))
        while some := list(islice(wanted, _AT_A_TIME)):
            for (name, day), fields in zip(some, self._asked([_usage(*one) for one in some]), strict=True):
                found += _read(name, day, fields)
        return in_order(found)

    def _callers(self, day: date) -> list[str]:
        members = self._breaker.call(lambda: self._redis.smembers(_callers(day)), None)
        if members is None:
            raise UsageOutOfReach(_UNKNOWN)
        return [one.decode() for one in members if isinstance(one, bytes)]

    def _asked(self, names: list[bytes]) -> list[dict[bytes, bytes]]:
        def ask() -> list[dict[bytes, bytes]]:
            with self._redis.pipeline(transaction=False) as pipe:
                for name in names:
                    pipe.hgetall(name)
                return list(pipe.execute())

        answers = self._breaker.call(ask, None)
        if answers is None:
            raise UsageOutOfReach(_UNKNOWN)
        return answers

    def _added(self, process: str, number: int, batch: Sequence[Usage]) -> bool:
        fields: dict[tuple[str, date], list[str | int]] = {}
        for one in batch:
            fields.setdefault((one.key, one.day), []).extend(_increments(one))
        with self._redis.pipeline(transaction=False) as pipe:
            for (caller, day), increments in fields.items():
                pipe.eval(_ADD, 1, _usage(caller, day), f"~{process}", number, _KEPT_SECONDS, *increments)
                pipe.sadd(_callers(day), caller)
                pipe.expire(_callers(day), _KEPT_SECONDS)
            pipe.execute()
        return True


_UNKNOWN = "where usage is kept does not answer; try again"


def _usage(caller: str, day: date) -> bytes:
    return named(f"{caller}/{day}", "usage")


def _callers(day: date) -> bytes:
    return named(str(day), "callers")


def _increments(usage: Usage) -> Iterator[str | int]:
    for name in _FIELDS:
        if number := getattr(usage.tally, name):
            yield from (f"{name}:{usage.model[:_LONGEST_MODEL]}", number)
    if usage.tally.tokens:
        yield from ("tokens", usage.tally.tokens)


def _read(caller: str, day: date, fields: dict[bytes, bytes]) -> Iterator[Usage]:
    models: dict[str, dict[str, int]] = {}
    for field, number in fields.items():
        name, told, model = field.decode(errors="replace").partition(":")
        if told and name in _FIELDS:
            models.setdefault(model, {})[name] = int(number)
    for model, numbers in models.items():
        yield Usage(day, caller, model, Tally(**numbers))
