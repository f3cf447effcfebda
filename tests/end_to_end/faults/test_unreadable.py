"""Rows 22 and 31: what is no HTTP at all is refused by gunicorn itself, and repeated nowhere."""

import json
import socket

import pytest

from service.schema.problems import ProblemDetails
from tests.end_to_end.server import served

CANARY = "ci_canary77_canarysecretcanarysecret77"
LINE = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n"
UNREADABLE = {
    "no colon": (f"{LINE}Authorization Bearer {CANARY}\r\n", 400),
    "a name that is none": (f"{LINE}{CANARY} : 1\r\n", 400),
    "an article where a request should begin": (f"{CANARY} said on Monday\r\n", 400),
    "a method that is none": (f"{{{CANARY} /readyz HTTP/1.1\r\nHost: localhost\r\n", 400),
    "a version that is none": (f"GET /readyz HTTP/{CANARY}\r\nHost: localhost\r\n", 400),
    "a long address": (f"GET /readyz?{CANARY}{'a' * 9_000} HTTP/1.1\r\nHost: localhost\r\n", 414),
    "a long header": (f"{LINE}Authorization: {CANARY}{'a' * 9_000}\r\n", 431),
    "an unknown coding": (f"{LINE}Transfer-Encoding: {CANARY}\r\n", 501),
    "an unknown expectation": (f"{LINE}Expect: {CANARY}\r\n", 417),
}


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("unreadable") / "log"


@pytest.fixture(scope="module")
def address(log):
    with served(log) as address:
        yield address


@pytest.mark.fault(31, "a request that cannot be read: a problem document, and nothing of it in the log")
@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_repeated_nowhere(address, log, name):
    sent, status = UNREADABLE[name]
    host, port = address.removeprefix("http://").split(":")
    before = log.read_text().count("unreadable-request")
    with socket.create_connection((host, int(port)), 20) as connection:
        connection.sendall(f"{sent}\r\n".encode())
        with connection.makefile("rb") as answer:
            head, _, body = answer.read().decode().partition("\r\n\r\n")
    problem = ProblemDetails.model_validate_json(body)
    told = log.read_text()
    assert (int(head.split()[1]), problem.status) == (status, status)
    assert "content-type: application/problem+json" in head.lower()
    assert json.loads(body)["request_id"] in told
    assert told.count("unreadable-request") == before + 1
    assert CANARY not in told + body
