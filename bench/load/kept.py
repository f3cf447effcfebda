"""What a brief costs Redis: memory, and the commands of a miss and of a hit."""

import re
import statistics
from collections import defaultdict
from collections.abc import Iterator

from redis import Redis

from bench.load.driving import driven
from bench.load.processes import counts, endpoint, redis, service
from bench.load.telling import tell

_SAMPLES = 200  # keys of each kind whose size is asked for


def kept(briefs: int) -> dict[str, object]:
    """Return the bytes of each brief kept, and the commands and the bytes on the wire of each miss and hit."""
    with redis() as server, endpoint(0.0) as model, Redis.from_url(server.url) as client:
        settings = {"LLM": "custom/stub", "LLM_BASE_URL": f"{model.url}/v1", "REDIS_URL": server.url}
        with service(settings) as ours:
            url = f"{ours.url}/summarize"
            driven(url, connections=8, seconds=60, warm_up=0, distinct=64, first=6_000_000)  # all is imported
            client.flushall()
            told: dict[str, object] = {"briefs": briefs}
            empty = client.info("memory")["used_memory"]
            for kind in ("miss", "hit"):
                client.config_resetstat()
                before, _ = _cpu_seconds(client), counts(model)
                run = driven(url, connections=4, seconds=1_200, warm_up=0, distinct=briefs)
                assert run["answered"] == briefs, run
                told[kind] = {
                    "a second": run["requests_per_second"],
                    "model calls": counts(model)["calls"],
                    "Redis microseconds": round(1e6 * (_cpu_seconds(client) - before) / briefs, 1),
                    **_traffic(client, briefs),
                }
                tell(f"kept: {kind}: {told[kind]}")
            told["bytes a brief"] = round((client.info("memory")["used_memory"] - empty) / briefs)
            told["keys"] = dict(_sizes(client, briefs))
    tell(f"kept: {told['bytes a brief']} bytes a brief")
    return told


def _cpu_seconds(client: "Redis") -> float:
    cpu = client.info("cpu")
    return float(cpu["used_cpu_user"] + cpu["used_cpu_sys"])


def _traffic(client: "Redis", requests: int) -> dict[str, object]:
    """Return what one request cost, on average, since the counts were set to 0."""
    commands = {name.removeprefix("cmdstat_"): stat for name, stat in client.info("commandstats").items()}
    stats = client.info("stats")
    calls = {
        name: round(stat["calls"] / requests, 2) for name, stat in commands.items() if stat["calls"] >= requests / 20
    }
    return {
        "commands": calls,
        "bytes in": round(stats["total_net_input_bytes"] / requests),
        "bytes out": round(stats["total_net_output_bytes"] / requests),
    }


def _sizes(client: "Redis", briefs: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield each kind of key with how many there are for each brief, and the bytes of one."""
    kinds: dict[str, list[bytes]] = defaultdict(list)
    for key in client.scan_iter(count=1000):
        kinds[re.sub(r"\{[^}]*\}", "{…}", re.sub(r"similar-\w+", "similar", key.decode()))].append(key)
    for kind, keys in sorted(kinds.items()):
        size = statistics.mean(client.memory_usage(key) or 0 for key in keys[:_SAMPLES])
        yield kind, {"keys a brief": round(len(keys) / briefs, 2), "bytes": round(size)}
