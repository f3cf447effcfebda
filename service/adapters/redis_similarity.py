"""The briefs whose articles have features in common, in Redis."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from redis import Redis

from service.adapters.redis_breaker import Breaker
from service.adapters.redis_keys import named
from service.domain.similarity import ranked

MOST_IN_BUCKET = 128  # records; 65,536 full buckets are 200 MB of them, of 210,000 briefs
MOST_OF_FEATURE = 32  # briefs that share one: a phrase that everybody uses tells nothing, and costs the rare ones
_FEATURE, _ENDS, _BRIEF = 4, 4, 16  # bytes of a record
_RECORD = _FEATURE + _ENDS + _BRIEF

# KEYS[1] bucket; ARGV[1] the record's feature, ARGV[2] its end or '', ARGV[3] its brief, ARGV[4] now in seconds,
# ARGV[5] milliseconds, ARGV[6] how many records are kept, ARGV[7] how many of one feature.
# Takes the record of this feature and brief out, and with an end puts a new one first. What has ended goes from the
# other end, where the oldest are. Looks at few records: at each of 60 it took 0.2 ms.
_WRITE = """
local kept = redis.pcall('GET', KEYS[1])
if type(kept) ~= 'string' then kept = '' end
kept = string.sub(kept, 1, #kept - #kept % 24)
local alike, at = tonumber(ARGV[7]), 1
while true do
  at = string.find(kept, ARGV[1], at, true)
  if not at then break end
  if at % 24 ~= 1 then
    at = at + 1
  elseif alike > 1 and string.sub(kept, at + 8, at + 23) ~= ARGV[3] then
    alike, at = alike - 1, at + 24
  else
    kept = string.sub(kept, 1, at - 1) .. string.sub(kept, at + 24)
  end
end
if ARGV[2] ~= '' then kept = ARGV[1] .. ARGV[2] .. ARGV[3] .. kept end
local last, now = math.min(#kept, ARGV[6] * 24), tonumber(ARGV[4])
while last > 0 and struct.unpack('>I4', kept, last - 19) <= now do last = last - 24 end
if last > 0 then
  redis.call('SET', KEYS[1], string.sub(kept, 1, last), 'PX', ARGV[5])
else
  redis.call('DEL', KEYS[1])
end
"""


class RedisSimilarityIndex:
    """Features and the briefs that have them, shared by all processes; where Redis fails, as if nothing were there.

    Keys, each with a lifetime, at most 65,536; the bucket is a feature's last two bytes in hexadecimal:

    - ``core-insights:2:briefs:{similar-{bucket}}``  records of 24 bytes, the newest first, for a tenth longer than
      ``ttl_seconds``, as long as a brief may live: 4 bytes of the feature, its end in seconds since 1970 (big-endian),
      the brief's id. At most ``MOST_IN_BUCKET``, the oldest go first.

    Strings, not sorted sets: 40 buckets are read as 40 values, not as 2,500 members, and take a sixth less memory. Ends
    are by this machine's clock: one that is wrong only makes entries live longer or shorter.
    """

    def __init__(self, redis: Redis, breaker: Breaker, *, ttl_seconds: float) -> None:
        self._redis = redis
        self._breaker = breaker
        self._ttl_seconds = ttl_seconds * 1.1

    def add(self, brief_id: str, sketch: tuple[int, ...]) -> None:
        """Remember the brief under the features of its article."""
        ends = (int(time.time() + self._ttl_seconds) + 1).to_bytes(_ENDS)
        self._breaker.call(partial(self._write, sketch, ends, bytes.fromhex(brief_id)), None)

    def candidates(self, sketch: tuple[int, ...]) -> tuple[str, ...]:
        """Return the ids of briefs that share features with the sketch, those that share most first."""
        nothing: Sequence[object] = ()
        buckets = self._breaker.call(partial(self._read, sketch), nothing)
        now = int(time.time()).to_bytes(_ENDS)
        found = [record for feature, bucket in zip(sketch, buckets, strict=False) for record in _of(feature, bucket)]
        newest_first = sorted((record for record in found if record[:_ENDS] > now), reverse=True)
        return ranked(Counter(record[_ENDS:].hex() for record in newest_first))

    def remove(self, brief_id: str, sketch: tuple[int, ...]) -> None:
        """Forget the brief."""
        self._breaker.call(partial(self._write, sketch, b"", bytes.fromhex(brief_id)), None)

    def _write(self, sketch: Iterable[int], ends: bytes, brief: bytes) -> None:
        # A script for each bucket, since those of a cluster lie in many slots; one round trip for all of them.
        with self._redis.pipeline(transaction=False) as pipeline:
            for feature in sketch:
                arguments = (ends, brief, int(time.time()), round(self._ttl_seconds * 1000))
                bounds = (MOST_IN_BUCKET, MOST_OF_FEATURE)
                pipeline.eval(_WRITE, 1, _name(feature), _head(feature), *arguments, *bounds)
            pipeline.execute()

    def _read(self, sketch: tuple[int, ...]) -> Sequence[object]:
        # One command, which proxies of clusters part: 40 in a pipeline took this process 1.0 ms instead of 0.4.
        return self._redis.mget([_name(feature) for feature in sketch]) if sketch else ()


def _name(feature: int) -> bytes:
    return named(f"similar-{feature & 0xFFFF:04x}", "briefs")


def _head(feature: int) -> bytes:
    """Return what tells a feature from the others of its bucket; smallest features begin alike, so not the first."""
    return (feature >> 16 & 0xFFFFFFFF).to_bytes(_FEATURE)


def _of(feature: int, bucket: object) -> Iterator[bytes]:
    """Yield end and brief of each record of the feature."""
    if not isinstance(bucket, bytes):
        return
    head = _head(feature)
    at = bucket.find(head)
    while at >= 0:
        if at % _RECORD == 0 and at + _RECORD <= len(bucket):
            yield bucket[at + _FEATURE : at + _RECORD]
        at = bucket.find(head, at + 1)
