"""Rows 22 and 23: bodies that are too large, lie, or never end, and JSON that wants to hurt, over real sockets."""

import gzip
import json
import socket
import time

import httpx2
import pytest

from tests.domain.samples import ENGLISH
from tests.end_to_end.server import served

CANARY = "canary-6c1f"
HEAD = "POST /summarize HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with served(tmp_path_factory.mktemp("bodies") / "log") as address:
        yield address


def talk(address, head, pieces=(), *, most=40_000_000):
    """Send a head and the pieces of a body until there is an answer; return its status and the bytes sent."""
    host, port = address.removeprefix("http://").split(":")
    sent = 0
    with socket.create_connection((host, int(port)), 20) as connection:
        connection.sendall(head.encode() + b"\r\n")
        connection.setblocking(False)
        ends, answer = time.monotonic() + 30, b""
        for piece in pieces:
            rest = piece
            while rest and not answer and time.monotonic() < ends:
                try:
                    rest = rest[connection.send(rest) :]
                except BlockingIOError:
                    time.sleep(0.001)
                except OSError:  # closed after its answer, which may still be read
                    break
                answer = _read(connection)
            sent += len(piece) - len(rest)
            if answer or sent > most:
                break
        while not answer and time.monotonic() < ends:
            time.sleep(0.005)
            answer = _read(connection)
    return int(answer.split(b" ", 2)[1]) if answer else 0, sent


def _read(connection):
    try:
        return connection.recv(65_536)
    except (BlockingIOError, ConnectionResetError):
        return b""


def endless(piece=b"a" * 65_536, *, chunked=True):
    while True:
        yield b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece


@pytest.mark.fault(22, "too large, lying or endless length, gzip bomb: refused before much past the cap is read")
@pytest.mark.parametrize(
    ("head", "pieces", "statuses"),
    [
        ("Content-Length: 1073741824\r\n", (), {413}),
        ("Content-Length: 99999999999999999999\r\n", (), {413, 400}),
        ("Content-Length: -1\r\n", (), {400}),
        ("Content-Length: 12, 13\r\n", (), {400}),
        ("Content-Length: 0x10\r\n", (), {400}),
        ("Content-Length: 10\r\nTransfer-Encoding: chunked\r\n", (b"0\r\n\r\n",), {400}),
        ("Transfer-Encoding: chunked\r\n", endless(), {413}),
        ("Transfer-Encoding: chunked\r\n", (b"zz\r\n",), {400}),
        ("Transfer-Encoding: gzip, chunked\r\n", (b"0\r\n\r\n",), {400, 501}),
        ("Content-Length: 100000\r\n", endless(chunked=False), {400, 413}),
    ],
    ids=[
        "huge",
        "absurd",
        "negative",
        "two",
        "hex",
        "both",
        "endless",
        "no chunk",
        "packed chunks",
        "longer than said",
    ],
)
def test_body_is_refused(address, head, pieces, statuses, figure):
    status, sent = talk(address, HEAD + head, pieces)
    figure(f"{status} after {sent / 2**20:.1f} MiB")
    assert status in statuses
    assert sent < 16_000_000  # 1 MiB is the cap; the kernel's buffers on both sides hold what nobody reads


@pytest.mark.fault(22, "too large, lying or endless length, gzip bomb: refused before much past the cap is read")
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "x"])
def test_packed_body_is_refused_unpacked(address, encoding):
    bomb = gzip.compress(b"0" * 50_000_000)
    response = httpx2.post(
        f"{address}/summarize",
        content=bomb,
        headers={"Content-Type": "text/plain", "Content-Encoding": encoding},
        trust_env=False,
        timeout=20,
    )
    assert (response.status_code, response.headers["Content-Type"]) == (415, "application/problem+json")


LONG = ENGLISH[0] + CANARY
JSONS = {
    "nesting": b"[" * 200_000,
    "nested fields": b'{"text":' * 100_000,
    "million digits": b'{"text": ' + b"9" * 1_000_000 + b"}",
    "exponent": b'{"text": 1e999999999}',
    "NaN": b'{"text": NaN}',
    "infinity": b'{"text": -Infinity}',
    "100k fields": b"{" + b",".join(b'"k%d":1' % n for n in range(70_000)) + b"}",
    "same field twice": f'{{"text": "{LONG}", "text": 5}}'.encode(),
    "lone surrogate": rf'{{"text": "{LONG} \ud800"}}'.encode(),
    "byte order mark": b"\xef\xbb\xbf" + json.dumps({"text": CANARY}).encode(),
    "GBK": json.dumps({"text": "标题" + CANARY}, ensure_ascii=False).encode("gbk"),
    "UTF-16": json.dumps({"text": LONG}).encode("utf-16"),
    "NUL": rf'{{"text": "{CANARY}\u0000"}}'.encode(),
    "200k combining marks": json.dumps({"text": CANARY + "e" + "\u0301" * 200_000}, ensure_ascii=False).encode(),
    "bidi marks": json.dumps({"text": "\u202e" * 200_000}, ensure_ascii=False).encode(),
    "zero-width marks": json.dumps({"text": "\u200b" * 200_000}, ensure_ascii=False).encode(),
    "tag characters": json.dumps({"text": "\U000e0041" * 200_000}, ensure_ascii=False).encode(),
    "opening quotes": json.dumps({"text": "“" * 200_001}, ensure_ascii=False).encode(),
    "ones": json.dumps({"text": "1," * 100_001}).encode(),
    "unknown field": json.dumps({"text": LONG, CANARY: CANARY}).encode(),
}


@pytest.mark.fault(23, "hostile JSON over a socket: 400 or 422, no echo, never 500")
@pytest.mark.parametrize("name", JSONS)
def test_hostile_json_is_refused(address, name, figure):
    started = time.monotonic()
    response = httpx2.post(
        f"{address}/summarize",
        content=JSONS[name],
        headers={"Content-Type": "application/json"},
        trust_env=False,
        timeout=20,
    )
    figure(f"{response.status_code} after {(time.monotonic() - started) * 1000:.0f} ms")
    assert response.status_code in {400, 413, 422}
    assert CANARY not in response.text.replace(json.dumps(f"/{CANARY}"), "")  # the name of an unknown field is told
    assert len(response.content) < 20_000
