"""What a brief costs Redis: memory, and the commands of a miss and of a hit."""

import re
import statistics
from collections import defaultdict
from collections.abc import Iterator

from redis import Redis

from bench.load.driving import driven
from bench.load.processes import endpoint, redis, service
from bench.load.telling import tell

BRIEFS = 5_000
_SAMPLES = 200  # keys of each kind whose size is asked for


def kept() -> dict[str, object]:
    """Return the bytes of each brief kept, and the commands and the bytes on the wire of each miss and hit."""
    with redis() as server, endpoint(0.0) as model, Redis.from_url(server.url) as client:
        settings = {"LLM": "custom/stub", "LLM_BASE_URL": f"{model.url}/v1", "REDIS_URL": server.url}
        with service(settings) as ours:
            url = f"{ours.url}/summarize"
            driven(url, connections=8, seconds=60, warm_up=0, distinct=64, first=6_000_000)  # all is imported
            client.flushall()
            told: dict[str, object] = {"briefs": BRIEFS}
            empty = client.info("memory")["used_memory"]
            for kind in ("miss", "hit"):
                client.config_resetstat()
                run = driven(url, connections=8, seconds=600, warm_up=0, distinct=BRIEFS)
                assert run["answered"] == BRIEFS, run
                told[kind] = {"a second": run["requests_per_second"], **_traffic(client)}
                tell(f"kept: {kind}: {told[kind]}")
            told["bytes a brief"] = round((client.info("memory")["used_memory"] - empty) / BRIEFS)
            told["keys"] = dict(_sizes(client))
    tell(f"kept: {told['bytes a brief']} bytes a brief")
    return told


def _traffic(client: "Redis") -> dict[str, object]:
    """Return what one request cost, on average, since the counts were set to 0."""
    commands = {name.removeprefix("cmdstat_"): stat for name, stat in client.info("commandstats").items()}
    stats = client.info("stats")
    calls = {name: round(stat["calls"] / BRIEFS, 2) for name, stat in commands.items() if stat["calls"] >= BRIEFS / 20}
    microseconds = sum(stat["usec"] for name, stat in commands.items() if "flush" not in name)
    return {
        "commands": calls,
        "Redis microseconds": round(microseconds / BRIEFS, 1),
        "bytes in": round(stats["total_net_input_bytes"] / BRIEFS),
        "bytes out": round(stats["total_net_output_bytes"] / BRIEFS),
    }


def _sizes(client: "Redis") -> Iterator[tuple[str, dict[str, float]]]:
    """Yield each kind of key with how many there are for each brief, and the bytes of one."""
    kinds: dict[str, list[bytes]] = defaultdict(list)
    for key in client.scan_iter(count=1000):
        kinds[re.sub(r"\{[^}]*\}", "{…}", re.sub(r"similar-\w+", "similar", key.decode()))].append(key)
    for kind, keys in sorted(kinds.items()):
        size = statistics.mean(client.memory_usage(key) or 0 for key in keys[:_SAMPLES])
        yield kind, {"keys a brief": round(len(keys) / BRIEFS, 2), "bytes": round(size)}
