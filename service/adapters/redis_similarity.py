"""The briefs whose articles have features in common, in Redis."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from redis import Redis
from redis.exceptions import ResponseError

from service.adapters.redis_breaker import Breaker
from service.adapters.redis_keys import named
from service.domain.similarity import ranked

MOST_IN_BUCKET = 128  # records; 65,536 full buckets are 200 MB of them, of 210,000 briefs
MOST_OF_FEATURE = 32  # briefs that share one: a phrase that everybody uses tells nothing, and costs the rare ones
_FEATURE, _ENDS, _BRIEF = 4, 4, 16  # bytes of a record
_RECORD = _FEATURE + _ENDS + _BRIEF

# KEYS buckets; ARGV[1] the end of their records or '', ARGV[2] the brief, ARGV[3] now in seconds, ARGV[4] milliseconds,
# ARGV[5] how many records a bucket keeps, ARGV[6] how many of one feature, ARGV[7...] the feature of each bucket.
# Takes the record of this feature and brief out, and with an end puts a new one first. What has ended goes from the
# other end, where the oldest are. Looks at few records: at each of 60 it took 0.2 ms.
_WRITE = """
local most, now = ARGV[5] * 24, tonumber(ARGV[3])
for i, bucket in ipairs(KEYS) do
  local feature = ARGV[6 + i]
  local kept = redis.pcall('GET', bucket)
  if type(kept) ~= 'string' then kept = '' end
  kept = string.sub(kept, 1, #kept - #kept % 24)
  local alike, at = tonumber(ARGV[6]), 1
  while true do
    at = string.find(kept, feature, at, true)
    if not at then break end
    if at % 24 ~= 1 then
      at = at + 1
    elseif alike > 1 and string.sub(kept, at + 8, at + 23) ~= ARGV[2] then
      alike, at = alike - 1, at + 24
    else
      kept = string.sub(kept, 1, at - 1) .. string.sub(kept, at + 24)
    end
  end
  if ARGV[1] ~= '' then kept = feature .. ARGV[1] .. ARGV[2] .. kept end
  local last = math.min(#kept, most)
  while last > 0 and struct.unpack('>I4', kept, last - 19) <= now do last = last - 24 end
  if last > 0 then
    redis.call('SET', bucket, string.sub(kept, 1, last), 'PX', ARGV[4])
  else
    redis.call('DEL', bucket)
  end
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
        self._apart = False  # whether Redis was found to take no script over several slots

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

    def _write(self, sketch: tuple[int, ...], ends: bytes, brief: bytes) -> None:
        # One script for all buckets, not 40 in a pipeline: so all that a miss asks of Redis takes this process 1.2 ms,
        # not 2.0 (bench/miss_cost.py). A proxy of a cluster refuses it, for they lie in many slots; there it is a
        # script for each bucket, in one round trip.
        arguments = (ends, brief, int(time.time()), round(self._ttl_seconds * 1000), MOST_IN_BUCKET, MOST_OF_FEATURE)
        if not sketch:
            return
        if not self._apart:
            try:
                self._redis.eval(_WRITE, len(sketch), *map(_name, sketch), *arguments, *map(_head, sketch))
            except ResponseError:
                pass
            else:
                return
        with self._redis.pipeline(transaction=False) as pipeline:
            for feature in sketch:
                pipeline.eval(_WRITE, 1, _name(feature), *arguments, _head(feature))
            pipeline.execute()
        self._apart = True

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
