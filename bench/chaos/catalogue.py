"""What can go wrong while the service runs: the rows of shared/design/faults.md that are faults of the surroundings."""

import signal
from collections.abc import Callable
from functools import partial
from random import Random

from bench.chaos.models import FAULTS
from bench.chaos.schedule import BOTH, Kind
from bench.chaos.system import CACHE, QUEUE, System
from service.adapters.redis_keys import all_named
from tests.redis_server import RedisServer
from tests.tcp_proxy import BLACK_HOLE, REFUSE, Fault

Heal = Callable[[], None]
Make = Callable[[System, Random], Heal]

_RESET = Fault(after=300, end="reset")  # in the middle of a brief
_SLOW, _VERY_SLOW = Fault(delay=0.03), Fault(delay=0.3)


def _nothing() -> None:
    """Heal what is over at once."""


def _of_model(number: int, fault: str, system: System, _: Random) -> Heal:
    system.models[number].become(fault)
    return lambda: system.models[number].become("")


def _of_both(fault: str, system: System, _: Random) -> Heal:
    for model in system.models:
        model.become(fault)
    return lambda: [model.become("") for model in system.models] and None


def _on_the_way(redis: int, fault: Fault, system: System, _: Random) -> Heal:
    return system.harm_redis(redis, fault)


def _server(system: System, redis: int) -> RedisServer:
    return (system.cache, system.queue)[redis]


def _killed(redis: int, system: System, _: Random) -> Heal:
    server = _server(system, redis)
    server.kill()
    return server.start


def _paused(redis: int, system: System, _: Random) -> Heal:
    server = _server(system, redis)
    server.pause()
    return server.resume


def _read_only(redis: int, system: System, _: Random) -> Heal:
    """Make it a replica of nobody who answers."""
    server = _server(system, redis)
    server.command("REPLICAOF", "127.0.0.1", 1)
    return lambda: server.command("REPLICAOF", "NO", "ONE") and None


def _out_of_memory(redis: int, system: System, _: Random) -> Heal:
    server = _server(system, redis)
    policy, most = ("allkeys-lru", "256mb") if redis == CACHE else ("noeviction", 0)
    server.command("CONFIG", "SET", "maxmemory-policy", "noeviction")
    server.command("CONFIG", "SET", "maxmemory", 1)

    def heal() -> None:
        server.command("CONFIG", "SET", "maxmemory", most)
        server.command("CONFIG", "SET", "maxmemory-policy", policy)

    return heal


def _evicted(system: System, _: Random) -> Heal:
    system.cache.command("FLUSHALL")
    return _nothing


# Spoils every KEYS-th value in the way that ARGV[2] says; the lifetime stays.
_SPOIL = """
local names, cursor, spoiled, last = {}, '0', 0, nil
repeat
  local page = redis.call('SCAN', cursor, 'MATCH', ARGV[1], 'COUNT', 500)
  cursor = page[1]
  for _, name in ipairs(page[2]) do table.insert(names, name) end
until cursor == '0'
for at = 1, #names, 3 do
  local value = redis.call('GET', names[at])
  if ARGV[2] == 'swapped' and last then redis.call('SET', names[at], last, 'KEEPTTL')
  elseif ARGV[2] == 'cut' then redis.call('SET', names[at], string.sub(value, 1, #value - 200), 'KEEPTTL')
  elseif ARGV[2] == 'flipped' then redis.call('SETRANGE', names[at], #value - 50, '4711') end
  last = value
  spoiled = spoiled + 1
end
return spoiled
"""


def _spoiled(way: str, system: System, _: Random) -> Heal:
    pattern = all_named("value").replace("[", "\\[") + "*"
    system.cache.command("EVAL", _SPOIL, 0, pattern, way)
    return _nothing


def _web(number: signal.Signals, system: System, random: Random) -> Heal:
    return system.signal_web(number, random)


def _computing_killed(system: System, random: Random) -> Heal:
    system.kill_computing(random)
    return _nothing


def _rolled(system: System, _: Random) -> Heal:
    system.roll_web()
    return _nothing


def _worker(number: signal.Signals, system: System, random: Random) -> Heal:
    return system.signal_worker(number, random)


_ON_THE_WAY = {"refuses": REFUSE, "hangs": BLACK_HOLE, "slow": _SLOW, "very slow": _VERY_SLOW, "resets": _RESET}
_OF_THE_SERVER = {"killed": _killed, "stopped": _paused, "read-only": _read_only, "out of memory": _out_of_memory}
_OF_BOTH = ("refuses", "hangs", "fails", "limits for 1 s", "garbage", "another's answer", "invents", "filters")
_SIGNALS = {"killed": signal.SIGKILL, "stopped": signal.SIGSTOP, "told to end": signal.SIGTERM}


def catalogue() -> dict[Kind, Make]:
    """Return all faults but those that callers are, with what makes each."""
    return _of_endpoints() | _of_redis(CACHE, "cache") | _of_redis(QUEUE, "queue") | _of_values() | _of_processes()


def _of_endpoints() -> dict[Kind, Make]:
    alone: dict[Kind, Make] = {
        Kind(fault, "endpoint", target): partial(_of_model, number, fault)
        for number, target in enumerate(("first", "second"))
        for fault in ("refuses", *FAULTS)
    }
    return alone | {Kind(f"both: {fault}", "endpoint", BOTH): partial(_of_both, fault) for fault in _OF_BOTH}


def _of_redis(redis: int, target: str) -> dict[Kind, Make]:
    on_the_way: dict[Kind, Make] = {
        Kind(name, target, target): partial(_on_the_way, redis, fault) for name, fault in _ON_THE_WAY.items()
    }
    return on_the_way | {Kind(name, target, target): partial(make, redis) for name, make in _OF_THE_SERVER.items()}


def _of_values() -> dict[Kind, Make]:
    made: dict[Kind, Make] = {Kind("evicts all", "cache", "cache", sudden=True): _evicted}
    for way in ("swapped", "cut", "flipped"):
        made[Kind(f"values {way}", "cache", "cache", sudden=True)] = partial(_spoiled, way)
    return made


def _of_processes() -> dict[Kind, Make]:
    made: dict[Kind, Make] = {
        Kind("a process killed", "web", "web", sudden=True): partial(_web, signal.SIGKILL),
        Kind("a process stopped", "web", "web"): partial(_web, signal.SIGSTOP),
        Kind("a computing process killed", "web", "web", sudden=True): _computing_killed,
        Kind("another instance", "web", "web", sudden=True): _rolled,
    }
    for name, number in _SIGNALS.items():
        made[Kind(f"a job worker {name}", "worker", "worker")] = partial(_worker, number)
    return made
