"""What nginx lets one caller hold, before anybody knows who it is: no instance behind it, so what passes is a 502."""

import socket
from contextlib import ExitStack

import httpx2
import pytest

from tests.end_to_end.proxy import proxied
from tests.redis_server import free_port

AS = "X-Test-Address"
OF_A_CALLER, OF_ALL = 8, 15


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Who asks is who the test says."""
    more = f"set_real_ip_from 127.0.0.1; real_ip_header {AS};"
    with proxied(tmp_path_factory.mktemp("limits"), free_port(), more=more) as address:
        yield address


class Senders:
    """Callers in the middle of a long body."""

    def __init__(self, stack, address):
        self.stack = stack
        host, port = address.removeprefix("http://").split(":")
        self.where = host, int(port)

    def begin(self, caller, path="/jobs", more=""):
        """Return the status that comes once nginx has begun, or refused, to read the body."""
        sender = self.stack.enter_context(socket.create_connection(self.where, timeout=10))
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\n{AS}: {caller}\r\nContent-Length: 200000\r\n{more}"
        sender.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode())
        return int(sender.recv(64).split()[1])


@pytest.fixture
def senders(address):
    with ExitStack() as stack:
        yield Senders(stack, address)


def asked(address, caller, path):
    return httpx2.post(f"{address}{path}", json={}, headers={AS: caller}, trust_env=False, timeout=20)


@pytest.mark.parametrize("key", ["", "Idempotency-Key: one\r\n"], ids=["once", "again"])
def test_network_holds_a_few_jobs_whichever_of_its_addresses_it_uses(senders, address, key):
    """An IPv6 network has 2^64 addresses; the disk in front of the service has 4 GiB, and a job 256 MB."""
    one, other = "2001:db8:a:b", "2001:db8:a:c"
    sent = [senders.begin(f"{one}:{n}::{n}", more=key) for n in range(OF_A_CALLER)]
    assert sent == [100] * OF_A_CALLER
    refused = asked(address, f"{one}::ffff", "/jobs")
    assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (429, "rate-limited", "1")
    assert senders.begin(f"{other}::1") == 100
    assert asked(address, f"{one}::1", "/summarize").status_code == 502


def test_all_together_send_no_more_jobs_than_the_disk_holds(senders, address):
    sent = [senders.begin(f"192.0.2.{n}") for n in range(OF_ALL)]
    assert sent == [100] * OF_ALL
    assert senders.begin("198.51.100.7") == 429
    assert senders.begin("198.51.100.7", "/summarize") == 100


def test_callers_of_ipv4_are_told_apart_by_their_whole_address(senders):
    assert [senders.begin("192.0.2.10") for _ in range(OF_A_CALLER + 1)] == [100] * OF_A_CALLER + [429]
    assert senders.begin("192.0.2.11") == 100
