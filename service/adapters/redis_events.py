"""What is told of keys while they are computed, in Redis."""

from collections.abc import Sequence
from functools import partial

from redis import Redis

from service.adapters.envelope import seal, unseal
from service.adapters.flight import RUN_TOKEN
from service.adapters.lifetime import ATTENDED_SECONDS, KEPT_SECONDS
from service.adapters.redis_breaker import Breaker
from service.adapters.redis_keys import named
from service.ports import Heard, Notice, Told

# KEYS[1] events; ARGV[1] run, ARGV[2] the first number, ARGV[3] milliseconds, ARGV[4] the head the list has afterwards,
# ARGV[5...] sealed notices. Adds them where they begin the run or follow what is there; else nothing happens.
_APPEND = """
local head = redis.pcall('LINDEX', KEYS[1], 0)
if ARGV[2] == '1' then
  redis.call('DEL', KEYS[1])
  redis.call('RPUSH', KEYS[1], ARGV[1])
elseif head ~= ARGV[1] or redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[2]) then
  return
end
for i = 5, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
redis.call('LSET', KEYS[1], 0, ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
"""

# KEYS[1] events, KEYS[2] lease; ARGV[1] run, ARGV[2] number, ARGV[3] characters of a token in a run. Returns the head
# and the notices after it, of this run those after the number; nil where there are none, or where the run has not ended
# and its lease is another's or nobody's.
_READ = """
local head = redis.pcall('LINDEX', KEYS[1], 0)
if type(head) ~= 'string' then return false end
local run = string.match(head, '^%S+')
if run == head then
  local holder = redis.pcall('GET', KEYS[2])
  if type(holder) ~= 'string' or string.sub(holder, 1, ARGV[3]) ~= string.sub(run, 1, ARGV[3]) then return false end
end
local notices = redis.call('LRANGE', KEYS[1], run == ARGV[1] and ARGV[2] + 1 or 1, -1)
table.insert(notices, 1, head)
return notices
"""

_ENDED = " ended"


class RedisEventLog:
    """The latest run of each key, shared by all processes; where Redis fails, as if nothing had been told.

    Keys, beside those of redis_cache.py, each with a lifetime:

    - ``core-insights:2:events:{key}``    a list: the run (with `` ended`` once it has), then each of its notices as
      a name, a line break and its data, sealed (see envelope.py) for its key, run and number; for ``KEPT_SECONDS``
    - ``core-insights:2:attended:{key}``  empty: somebody waits for what another process computes; ``ATTENDED_SECONDS``
    """

    def __init__(self, redis: Redis, breaker: Breaker) -> None:
        self._redis = redis
        self._breaker = breaker

    def append(self, key: str, told: Sequence[Told]) -> None:
        """Add notices of one run, in order: number 1 takes the place of any other run, after a gap none is taken."""
        run, first = told[0].run, told[0].number
        head = run + _ENDED if told[-1].notice.last else run
        sealed = (seal(_place(key, run, one.number), f"{one.notice.name}\n{one.notice.data}".encode()) for one in told)
        arguments: tuple[bytes | str | int, ...] = (run, first, round(KEPT_SECONDS * 1000), head, *sealed)
        self._breaker.call(lambda: self._redis.eval(_APPEND, 1, named(key, "events"), *arguments), None)

    def read(self, key: str, run: str = "", after: int = 0) -> Heard | None:
        """Return the latest run of the key, of this run only what came after that number, until the first damaged."""
        keys = (named(key, "events"), named(key, "lease"))
        answer = self._breaker.call(partial(self._redis.eval, _READ, 2, *keys, run, after, RUN_TOKEN), None)
        if not isinstance(answer, list) or not all(isinstance(one, bytes) for one in answer):
            return None
        name, _, ended = answer[0].decode("ascii", "replace").partition(" ")
        notices: list[Notice] = []
        for number, sealed in enumerate(answer[1:], start=after + 1 if name == run else 1):
            value = unseal(_place(key, name, number), sealed)
            if value is None:
                return Heard(name, tuple(notices), ended=False)
            kind, _, data = value.partition(b"\n")
            notices.append(Notice(kind.decode(), data.decode))
        return Heard(name, tuple(notices), bool(ended))

    def forget(self, key: str) -> None:
        """Forget what was told of the key: its run was given up."""
        self._breaker.call(lambda: self._redis.delete(named(key, "events")), None)

    def attend(self, key: str) -> None:
        """Say, for a few seconds, that somebody in this process waits for the key that another computes."""
        lifetime = round(ATTENDED_SECONDS * 1000)
        self._breaker.call(lambda: self._redis.set(named(key, "attended"), b"", px=lifetime), None)

    def attended(self, key: str) -> bool:
        """Whether somebody in another process has said so."""
        return bool(self._breaker.call(lambda: self._redis.exists(named(key, "attended")), 0))


def _place(key: str, run: str, number: int) -> str:
    return f"{key} {run} {number}"
