"""One attempt: signed as receivers check it, to a checked address, over TLS, within its time."""

import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from ipaddress import ip_network

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from service.adapters.endpoint.sockets import looked_up
from service.adapters.webhook_sender import WebhookSender
from service.adapters.webhook_settings import WebhookConfig
from service.domain.callback_addresses import AddressPolicy
from service.domain.callbacks import CallbackPolicy
from service.ports import CallbackMessage, CallbackOutcome
from tests.receiver import receiving
from tests.redis_server import AlwaysAnswers, NeverAnswers, TcpServer

KEY, OLD_KEY = os.urandom(24), os.urandom(64)
BODY = '{"type":"job.ended","data":{"title":"星河智能"}}'.encode()
DESK = "desk.example.org"


def sender(
    *ports: int, networks: str = "127.0.0.0/8", hosts: tuple[str, ...] = ("127.0.0.1", DESK), **options
) -> WebhookSender:
    """A sender that may call these ports of these hosts, in plain within the networks ("" for none)."""
    config = WebhookConfig(
        CallbackPolicy(frozenset((host, port) for host in hosts for port in ports), plain=True),
        AddressPolicy(tuple(map(ip_network, networks.split(","))) if networks else ()),
        (KEY, OLD_KEY),
    )
    return WebhookSender(config, **({"seconds": 5} | options))


def message(url: str) -> CallbackMessage:
    return CallbackMessage("msg_7", url, BODY)


def resolver(*answers: tuple[str, ...]):
    """Return a look-up that answers so, one after the other, and the list of the names it was asked for."""
    rest, asked = list(answers), []

    def look_up(host, port):
        asked.append(host)
        return [found for address in rest.pop(0) for found in looked_up(address, port)]

    return look_up, asked


def test_receiver_verifies_what_it_is_sent():
    with receiving(200) as receiver:
        outcome = sender(receiver.port).send(message(receiver.url(target="/ended?token=1")))
        assert outcome == CallbackOutcome(delivered=True, reason="status 200")
        (request,) = receiver.received
    for key in (KEY, OLD_KEY):
        assert Webhook(key).verify(request.body, request.headers) == {
            "type": "job.ended",
            "data": {"title": "星河智能"},
        }
    with pytest.raises(WebhookVerificationError):
        Webhook(b"another key").verify(request.body, request.headers)
    assert (request.target, request.body) == ("/ended?token=1", BODY)
    assert {name: request.headers[name] for name in ("host", "content-type", "user-agent", "webhook-id")} == {
        "host": f"127.0.0.1:{receiver.port}",
        "content-type": "application/json",
        "user-agent": "core-insights",
        "webhook-id": "msg_7",
    }
    assert abs(int(request.headers["webhook-timestamp"]) - time.time()) < 5


@pytest.mark.parametrize(
    ("status", "delivered", "final"),
    [
        (200, True, False),
        (299, True, False),
        (301, False, False),
        (304, False, False),
        (307, False, False),
        (400, False, False),
        (404, False, False),
        (410, False, True),
        (500, False, False),
    ],
)
def test_status_decides(status, delivered, final):
    with receiving(status) as receiver, receiving() as elsewhere:
        receiver.headers = {"Location": elsewhere.url()}
        outcome = sender(receiver.port, elsewhere.port).send(message(receiver.url()))
        assert outcome == CallbackOutcome(delivered=delivered, reason=f"status {status}", final=final)
        assert (len(receiver.received), elsewhere.received) == (1, [])


@pytest.mark.parametrize(("asked", "pause"), [("7", 7), ("9999999", 3_600), ("soon", 0), ("-1", 0), ("9" * 5_000, 0)])
def test_receiver_may_ask_for_a_pause(asked, pause):
    with receiving(503) as receiver:
        receiver.headers = {"Retry-After": asked}
        assert sender(receiver.port).send(message(receiver.url())).pause == pause


def test_receiver_that_is_not_there_is_a_failure():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert sender(port).send(message(f"http://127.0.0.1:{port}/")).reason == "ConnectionRefusedError"


@pytest.mark.parametrize(
    "answer", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nno header\r\n\r\n", b"x" * 500_000]
)
def test_answer_that_is_none_is_a_failure(answer):
    server = AlwaysAnswers(answer)
    try:
        outcome = sender(server.port, seconds=0.5).send(message(f"http://127.0.0.1:{server.port}/"))
        assert not outcome.delivered
        assert "status" not in outcome.reason
    finally:
        server.close()


class Drips(TcpServer):
    """Answers with the first bytes at once, then with the others for ever, one in 20 ms."""

    def __init__(self, first: bytes, other: bytes) -> None:
        self._first, self._other = first, other
        super().__init__()

    def talk(self, connection):
        connection.recv(65_536)
        connection.sendall(self._first)
        while True:
            connection.sendall(self._other)
            time.sleep(0.02)


@pytest.mark.parametrize(
    ("server", "delivered"),
    [
        (NeverAnswers, False),
        (lambda: Drips(b"HTTP/1.1 200 OK\r\nx: ", b"x"), False),
        (lambda: Drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), False),
        (lambda: Drips(b"HTTP/1.1 200 OK\r\n\r\n", b"x"), True),  # its word stands
    ],
    ids=["silent", "header drips", "no end of continuing", "body drips"],
)
def test_slow_receiver_is_left_in_time(server, delivered):
    running = server()
    try:
        start = time.monotonic()
        outcome = sender(running.port, seconds=0.4).send(message(f"http://127.0.0.1:{running.port}/"))
        assert 0.3 < time.monotonic() - start < 2
        assert outcome.delivered == delivered
    finally:
        running.close()


def test_endless_answer_is_not_read():
    server = AlwaysAnswers(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 50_000_000)
    try:
        start = time.monotonic()
        assert sender(server.port).send(message(f"http://127.0.0.1:{server.port}/")).delivered
        assert time.monotonic() - start < 2
    finally:
        server.close()


def test_slow_lookup_counts_too():
    def look_up(host, port):
        time.sleep(1)
        return looked_up("127.0.0.1", port)

    with receiving() as receiver:
        start = time.monotonic()
        outcome = sender(receiver.port, seconds=0.3, look_up=look_up).send(message(receiver.url(DESK)))
        assert time.monotonic() - start < 0.9
        assert outcome.reason == "DeadlineExceeded"


def test_name_that_leads_nowhere_is_a_failure():
    def look_up(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    assert sender(80, look_up=look_up).send(message(f"http://{DESK}:80/")).reason == "gaierror"


def test_name_is_looked_up_once_and_its_address_pinned():
    """A name that leads elsewhere a moment later: the address that was checked is the one that is called."""
    look_up, asked = resolver(("127.0.0.2",), ("127.0.0.3",))
    with receiving(address="127.0.0.2") as good, receiving(address="127.0.0.3", port=good.port) as bad:
        calling = sender(good.port, networks="127.0.0.2/32", look_up=look_up)
        assert calling.send(message(good.url(DESK))).delivered
        assert (asked, len(good.received)) == ([DESK], 1)
        assert calling.send(message(good.url(DESK))) == CallbackOutcome(delivered=False, reason="AddressRefused")
        assert (asked, len(good.received), bad.received) == ([DESK] * 2, 1, [])


@pytest.mark.parametrize("addresses", [("127.0.0.2", "127.0.0.3"), ("127.0.0.3", "127.0.0.2"), ("127.0.0.2", "::1")])
def test_one_forbidden_address_forbids_the_name(addresses):
    look_up, _ = resolver(addresses)
    with receiving(address="127.0.0.2") as receiver:
        calling = sender(receiver.port, networks="127.0.0.2/32", look_up=look_up)
        assert calling.send(message(receiver.url(DESK))).reason == "AddressRefused"
        assert receiver.received == []


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_listed_host_with_a_private_address_is_refused(scheme, host):
    """By the system's own look-up."""
    with receiving() as receiver:
        calling = sender(receiver.port, networks="", hosts=(host,))
        outcome = calling.send(message(f"{scheme}://{host}:{receiver.port}/"))
        assert outcome == CallbackOutcome(delivered=False, reason="AddressRefused")
        assert receiver.received == []


def test_host_that_is_no_longer_listed_is_not_called():
    with receiving() as receiver:
        assert not sender(1).send(message(receiver.url())).delivered
        assert not sender(receiver.port).send(message(receiver.url("127.1"))).delivered
        assert receiver.received == []


def test_proxies_of_the_environment_are_passed_over(monkeypatch):
    with receiving() as receiver, receiving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url(target=""))
        assert sender(receiver.port).send(message(receiver.url())).delivered
        assert proxy.received == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("makes its certificate with openssl")
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=receiver"
    files = ("-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-addext", f"subjectAltName=DNS:{DESK}")
    subprocess.run([*command.split(), *files], check=True, capture_output=True)
    return folder


@pytest.fixture
def secured(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with receiving(tls=context) as receiver:
        yield receiver


def _secure_send(receiver, host, networks="127.0.0.0/8"):
    look_up, _ = resolver(("127.0.0.1",))
    calling = sender(receiver.port, hosts=(host,), networks=networks, look_up=look_up)
    return calling.send(message(f"https://{host}:{receiver.port}/"))


def test_tls_holds_the_receiver_to_its_name(secured, certificate, monkeypatch):
    assert _secure_send(secured, DESK).reason == "SSLCertVerificationError"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))  # the operator's way to trust one of one's own
    assert _secure_send(secured, DESK).delivered
    assert secured.received[0].headers["host"] == f"{DESK}:{secured.port}"
    assert _secure_send(secured, "cms.example.org").reason == "SSLCertVerificationError"
    assert len(secured.received) == 1


def test_handshake_that_hangs_is_left_in_time():
    server = NeverAnswers()
    try:
        start = time.monotonic()
        outcome = sender(server.port, seconds=0.3).send(message(f"https://127.0.0.1:{server.port}/"))
        assert time.monotonic() - start < 1
        assert outcome.reason == "DeadlineExceeded"
    finally:
        server.close()


def test_many_attempts_at_the_same_time():
    with receiving() as receiver:
        receiver.seconds = 0.2
        calling, outcomes = sender(receiver.port), []
        threads = [
            threading.Thread(target=lambda: outcomes.append(calling.send(message(receiver.url())))) for _ in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [outcome.delivered for outcome in outcomes] == [True] * 20
