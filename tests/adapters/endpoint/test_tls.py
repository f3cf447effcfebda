"""The same way over TLS, as to every hosted endpoint: an encrypting proxy stands before the stub."""

import selectors
import shutil
import socket
import ssl
import subprocess
import threading
import time

import pytest

from service.adapters.endpoint import transport
from service.domain import errors
from service.ports import CompletionRequest, Deadline
from tests.adapters.endpoint.asking import TEXT, Recorder, ask, backend_for, until
from tests.stub_endpoint import chat, chunk, forever, silence

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="makes its certificate with openssl")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=stub"
    files = ("-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-addext", "subjectAltName=IP:127.0.0.1")
    subprocess.run([*command.split(), *files], check=True, capture_output=True)
    return folder


@pytest.fixture
def trusted(certificate, monkeypatch):
    """The operator's way to trust a certificate of one's own."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    transport._ssl_context.cache_clear()
    yield
    transport._ssl_context.cache_clear()


@pytest.fixture
def address(endpoint, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_serve, args=(listening, context, endpoint.port), daemon=True).start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}/v1"
        listening.shutdown(socket.SHUT_RDWR)


def _serve(listening, context, port):
    while True:
        try:
            accepted, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_forward, args=(accepted, context, port), daemon=True).start()


def _forward(accepted, context, port):
    with accepted, socket.create_connection(("127.0.0.1", port)) as behind, selectors.DefaultSelector() as selector:
        try:
            with context.wrap_socket(accepted, server_side=True) as front:
                selector.register(front, selectors.EVENT_READ, behind)
                selector.register(behind, selectors.EVENT_READ, front)
                while True:
                    for key, _ in selector.select():
                        if not (data := key.fileobj.recv(65_536)):
                            return
                        key.data.sendall(data)
        except OSError:
            return


@pytest.fixture
def backend(address, endpoint, trusted):
    return backend_for(endpoint, LLM_BASE_URL=address)


def test_answers_stream_over_one_connection(endpoint, backend):
    endpoint.replies(chat(TEXT * 20, tokens_per_second=1000))
    for _ in range(3):
        assert ask(backend, reader=(reader := Recorder())).text == TEXT * 20
        assert len(reader.pieces) > 100
    assert len(set(endpoint.callers)) == 1


def test_long_article_is_sent_whole(endpoint, backend):
    endpoint.replies(chat(TEXT))
    article = "星河智能" * 50_000
    assert ask(backend, user=article).text == TEXT
    assert endpoint.requests[0]["messages"][1]["content"] == article


@pytest.mark.parametrize("reply", [silence(), forever(b": keep-alive\n\n", pause=0.05), forever(chunk(content="x"))])
def test_deadline_and_cancelling_hold(endpoint, backend, reply):
    endpoint.replies(reply)
    deadline = Deadline.after(30)
    threading.Timer(0.3, deadline.cancel).start()
    start = time.monotonic()
    with pytest.raises((errors.Abandoned, errors.BackendUnavailable)):  # the flood may be too large first
        backend.complete(CompletionRequest("rules", "article", deadline))
    assert time.monotonic() - start < 1
    with pytest.raises((errors.DeadlineExceeded, errors.BackendUnavailable)):
        ask(backend, seconds=0.4)
    until(lambda: endpoint.in_flight == 0)


def test_handshake_that_hangs_ends_with_the_deadline(endpoint, trusted):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        start = time.monotonic()
        with pytest.raises(errors.DeadlineExceeded):
            ask(backend_for(endpoint, LLM_BASE_URL=f"https://127.0.0.1:{listening.getsockname()[1]}/v1"), seconds=0.4)
        assert time.monotonic() - start < 1


def test_unknown_certificate_is_refused(endpoint, address):
    with pytest.raises(errors.BackendUnreachable):
        ask(backend_for(endpoint, LLM_BASE_URL=address))
    assert endpoint.calls == 0


def test_certificate_of_another_host_is_refused(endpoint, address, trusted):
    with pytest.raises(errors.BackendUnreachable):
        ask(backend_for(endpoint, LLM_BASE_URL=address.replace("127.0.0.1", "localhost")))
    assert endpoint.calls == 0
