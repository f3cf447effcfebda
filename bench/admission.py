"""What limits and usage add to a repeated hit: CPU time of the WSGI application, side by side with them off.

    python -m bench.admission            # in memory
    REDIS_URL=redis://… python -m bench.admission

One process, no socket: the least of several rounds, each of which asks all variants one after the other.
"""

import io
import json
import logging
import os
import tempfile
import time
from pathlib import Path
from wsgiref.types import WSGIApplication, WSGIEnvironment

from service.bootstrap import build_app
from service.domain.callers import Scope
from service.domain.keys import new_key
from service.schema.keys import KeyJson, KeysJson, LimitsJson, dump_keys
from service.settings import Settings
from tests.domain.samples import ENGLISH

ROUNDS, TIMES = 9, 3_000
BODY = json.dumps({"paragraphs": list(ENGLISH)}).encode()


def environ_of(key: str) -> WSGIEnvironment:
    shown = {"HTTP_AUTHORIZATION": f"Bearer {key}"} if key else {}
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/summarize",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(BODY)),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        "wsgi.input": io.BytesIO(BODY),
    } | shown


def ask(app: WSGIApplication, key: str) -> None:
    statuses: list[str] = []
    answer = app(environ_of(key), lambda status, _headers: statuses.append(status))  # type: ignore[arg-type,func-returns-value]
    body = b"".join(answer)
    assert statuses == ["200 OK"], (statuses, body[:300])


def microseconds(app: WSGIApplication, key: str) -> float:
    """Return the CPU time of one repeated hit, all threads included."""
    started = time.process_time()
    for _ in range(TIMES):
        ask(app, key)
    return (time.process_time() - started) / TIMES * 1e6


def main() -> None:
    unlimited, limited = new_key(), new_key()
    scopes, created = tuple(Scope), "2026-11-28T00:00:00Z"
    limits = LimitsJson(requests_per_minute=10**9)
    keys = [
        KeyJson(id=unlimited.id, sha256=unlimited.digest, scopes=scopes, created_at=created),
        KeyJson(id=limited.id, sha256=limited.digest, scopes=scopes, created_at=created, limits=limits),
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "keys.json"
        path.write_bytes(dump_keys(KeysJson(keys=tuple(keys))))
        environ = {"REDIS_URL": os.environ.get("REDIS_URL", ""), "LOG_LEVEL": "ERROR"}
        open_app = build_app(Settings.from_env(environ | {"API_KEYS_FILE": "none"}))
        app = build_app(Settings.from_env(environ | {"API_KEYS_FILE": str(path)}))
        logging.disable()
        uncounted = build_app(Settings.from_env(environ | {"API_KEYS_FILE": "none"}))
        repeats = uncounted.wsgi_app  # type: ignore[attr-defined]
        repeats._door = type(repeats._door)(repeats._door.caller, lambda *_: None, lambda *_: None)
        variants = {
            "no keys, nothing counted": (uncounted, ""),
            "no keys, usage": (open_app, ""),
            "a key, usage": (app, unlimited.text),
            "a key with a limit, usage": (app, limited.text),
        }
        for tried, key in variants.values():
            for _ in range(50):
                ask(tried, key)
        rounds = [{name: microseconds(*variant) for name, variant in variants.items()} for _ in range(ROUNDS)]
    least = {name: min(one[name] for one in rounds) for name in variants}
    first = next(iter(least.values()))
    for name, cost in least.items():
        print(f"{name:28} {cost:6.1f} µs of CPU a hit  {cost - first:+6.1f}")


if __name__ == "__main__":
    main()
