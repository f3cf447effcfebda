"""Requests that no client should send: pieces of good ones, broken at random, under every route and header."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.domain.samples import CHINESE, ENGLISH

NAUGHTY = (
    "", " ", "\x00", "null", "undefined", "NaN", "-1", "1e999", "9" * 400, "0x10", "true", "[]", "{}", "../../etc/passwd",
    "%00", "%s%s%n", "{{7*7}}", "${jndi:ldap://127.0.0.1/a}", "' OR 1=1 --", "<script>alert(1)</script>", "\r\nX-A: b",
    "\ud800", "\udfff", "\u202e", "\ufeff", "\ufffe", "\U000e0041" * 9, "e" + "\u0301" * 400, "ﷺ" * 40, "Ω≈ç√∫", "田中さん",
    "１２３", "👩‍👩‍👧‍👦", "\x1b[31m", "=cmd|' /C calc'!A0", "<|endoftext|>", "[[[[" * 50, "“" * 300, "1," * 300, "a" * 5_000,
)  # fmt: skip
BODIES: dict[str, object] = {
    "/summarize": {
        "paragraphs": list(ENGLISH),
        "title": "t",
        "source": "s",
        "published_at": "2025-08-13",
        "language": "en",
    },
    "/verify": {"text": "\n".join(CHINESE), "summary": "核心观点\n- 营收增长15% [3]"},
    "/jobs": {"articles": [{"id": "a", "text": "\n".join(ENGLISH)}], "callback": {"url": "https://127.0.0.1/x"}},
    "/v1/chat/completions": {"model": "core-insights", "messages": [{"role": "user", "content": "\n".join(ENGLISH)}]},
    "/briefs/{id}/review": {"reviewed_by": "Anna"},
}
PATHS = (
    *BODIES, *BODIES, "/", "/briefs/{id}", "/briefs/{id}/review", "/jobs/{id}", "/jobs/{id}/results", "/verify", "/usage",
    "/v1/models", "/v1/models/{id}", "/metrics", "/readyz", "/healthz", "/openapi.json", "/docs", "/nowhere/{id}",
)  # fmt: skip
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE")
TYPES = (
    "application/json", "application/json", "application/json; charset=gbk", "text/plain", "text/html", "text/markdown",
    "application/x-ndjson", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data",
    "application/pdf", "text/plain; charset=utf-16", "text/plain; charset=klingon", 'application/json; profile="ninjs"', "/",
)  # fmt: skip
HEADERS = {
    "Accept": (
        "*/*",
        "text/event-stream",
        "text/html",
        "image/png",
        "application/json;profile=ninjs",
        "q=;;,",
        ",",
        "a/b;q=x",
    ),
    "Content-Encoding": ("gzip", "br", "identity", ""),
    "Cache-Control": ("no-store", "no-cache", "only-if-cached", "max-age=-1, =", "\xff"),
    "If-None-Match": ('"x"', "*", 'W/"', ","),
    "If-Match": ("*", '"x"', "x"),
    "Last-Event-ID": ("x-1", "0", "9" * 300, "-", "a-99999999999999999999"),
    "Idempotency-Key": ("k", '"k"', "k" * 300, ""),
    "Prefer": ("respond-async", "wait=0", "wait=999999999999", ";;"),
    "X-Request-Id": ("a", "<b>", "a" * 300),
    "Accept-Language": ("zh", "x-*-;q=", "de-" * 99),
    "Origin": ("null", "https://evil.example", "http://[::1"),
    "Cookie": ("a=b", "=;=;", "language=\x7f"),
    "Range": ("bytes=0-", "bytes=-"),
}
FIELDS = (
    "format",
    "title",
    "language",
    "source",
    "published_at",
    "previous",
    "backend",
    "from",
    "to",
    "limit",
    "after",
    "x",
)


@dataclass(frozen=True)
class Request:
    """What is sent; ``path`` has its query."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def bad_requests(chance: random.Random, keys: tuple[str, ...]) -> Iterator[Request]:
    """Yield such requests for ever; seven of eight show one of the keys, the others none or a wrong one."""
    while True:
        path = chance.choice(PATHS)
        headers = {name: chance.choice(HEADERS[name]) for name in chance.sample(sorted(HEADERS), chance.randrange(4))}
        body = _body(chance, BODIES.get(path))
        if body:
            headers["Content-Type"] = chance.choice(TYPES) if chance.random() < 0.4 else "application/json"
        headers |= _credentials(chance, keys)
        place = chance.choice(
            ("0" * 32, "x", "0" * 31 + "g", quote(chance.choice(NAUGHTY).encode("utf-8", "replace")[:300]))
        )
        yield Request(_method(chance, path), path.replace("{id}", place) + _query(chance), headers, body)


def _method(chance: random.Random, path: str) -> str:
    if chance.random() < 1 / 8:
        return chance.choice(METHODS)
    if path.endswith("review"):
        return "PUT"
    return "POST" if path in BODIES else chance.choice(("GET", "GET", "GET", "DELETE"))


def _credentials(chance: random.Random, keys: tuple[str, ...]) -> dict[str, str]:
    if chance.random() < 7 / 8:
        return {"Authorization": f"Bearer {chance.choice(keys)}"}
    wrong = (
        "",
        "Bearer",
        "Bearer ci_aaaaaaaa_wrong",
        "Basic !!!",
        "Basic Og==",
        "Digest x",
        "Bearer " + "a" * 5_000,
        "\xff",
    )
    return {"Authorization": value} if (value := chance.choice(wrong)) else {}


def _query(chance: random.Random) -> str:
    if chance.random() < 0.6:
        return ""
    values = (chance.choice(NAUGHTY).encode("utf-8", "surrogatepass")[:600] for _ in range(chance.randrange(1, 4)))
    return "?" + "&".join(f"{chance.choice(FIELDS)}={quote(value)}" for value in values)


def _body(chance: random.Random, good: object) -> bytes:
    """Return a good body in which a value is a bad one, or whose bytes are damaged, or something else altogether."""
    kind = chance.randrange(10)
    if kind == 0:
        return b""
    if kind == 1:
        return chance.randbytes(chance.randrange(2_000))
    if kind == 2:
        return chance.choice((b"[", b'{"text":', b'{"a":[')) * chance.randrange(1, 30_000)
    document = json.loads(json.dumps(good if good is not None else chance.choice(list(BODIES.values()))))
    for _ in range(chance.randrange(1, 4)):
        _spoil(chance, document)
    raw = json.dumps(document, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return _damaged(chance, raw) if kind > 6 else raw


def _spoil(chance: random.Random, document: dict[str, object]) -> None:
    name = chance.choice([*document, *FIELDS])
    text = chance.choice(NAUGHTY)
    values = (
        text,
        text * chance.randrange(1, 20),
        5,
        -1,
        1e308,
        None,
        True,
        [],
        [text] * chance.randrange(300),
        {text: text},
    )
    value = chance.choice(values)
    inner = document.get(name)
    if isinstance(inner, list) and inner and chance.random() < 0.6:
        if isinstance(inner[0], dict) and chance.random() < 0.7:
            _spoil(chance, inner[0])
        else:
            inner[chance.randrange(len(inner))] = value
    else:
        document[name] = value


def _damaged(chance: random.Random, raw: bytes) -> bytes:
    spoiled = bytearray(raw)
    for _ in range(chance.randrange(1, 8)):
        place = chance.randrange(len(spoiled) + 1)
        match chance.randrange(3):
            case 0:
                spoiled[place : place + chance.randrange(20)] = b""
            case 1:
                spoiled[place:place] = chance.randbytes(chance.randrange(8))
            case 2:
                spoiled[place : place + 1] = chance.choice((b'"', b"\\", b"{", b"\x00", b"\xff", b"\xed\xa0\x80"))
        spoiled = spoiled or bytearray(b"x")
    return bytes(spoiled)
