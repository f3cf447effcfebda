"""What goes to an endpoint and comes from it, and over which connection."""

import socket
import ssl
import threading
from contextlib import suppress

import httpcore2
import pytest

from service.adapters.endpoint import transport
from service.domain import errors
from tests.adapters.endpoint.asking import KEY, TEXT, ask, backend_for, error
from tests.stub_endpoint import StubEndpoint, as_json, chat, completion, redirect

PRESETS = {
    "custom": {"max_tokens": 4000, "stream_options": {"include_usage": True}},
    "openai": {"max_completion_tokens": 16000, "stream_options": {"include_usage": True}},
    "qwen": {"max_tokens": 8000, "stream_options": {"include_usage": True}, "enable_thinking": False},
    "moonshot": {"max_tokens": 16000},
    "glm": {"max_tokens": 8000, "thinking": {"type": "disabled"}},
}


@pytest.mark.parametrize(("preset", "fields"), PRESETS.items())
def test_only_what_the_preset_says_is_sent(endpoint, preset, fields):
    endpoint.replies(chat(TEXT))
    ask(backend_for(endpoint, f"{preset}/m"))
    messages = [{"role": "system", "content": "rules"}, {"role": "user", "content": "article"}]
    assert endpoint.requests == [{"model": "m", "messages": messages, "stream": True} | fields]


def test_headers_carry_the_key_and_nothing_of_the_environment(endpoint, monkeypatch):
    monkeypatch.setenv("OPENAI_ORG_ID", "org-canary")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    endpoint.replies(chat(TEXT))
    ask(backend_for(endpoint))
    assert endpoint.headers[0]["authorization"] == f"Bearer {KEY}"
    assert set(endpoint.headers[0]) == {
        *("host", "content-type", "content-length", "authorization", "accept", "accept-encoding", "user-agent")
    }


def test_no_key_no_header(endpoint):
    endpoint.replies(chat(TEXT))
    ask(backend_for(endpoint, LLM_API_KEY=""))
    assert "authorization" not in endpoint.headers[0]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_is_refused_and_nothing_resent(endpoint, status):
    """Faults row 12."""
    with StubEndpoint() as elsewhere:
        endpoint.replies(redirect(f"{elsewhere.base_url}/chat/completions", status))
        with pytest.raises(errors.BackendRefused):
            ask(backend_for(endpoint))
        assert elsewhere.calls == 0


def test_connection_is_used_again(endpoint):
    """After an answer, a stream with its [DONE], and an error."""
    backend = backend_for(endpoint)
    endpoint.replies(chat(TEXT), as_json(error(), 500), as_json(completion(TEXT)), chat(TEXT))
    for _ in range(4):
        with suppress(errors.BackendUnavailable):
            ask(backend)
    assert len(endpoint.callers) == 4
    assert len(set(endpoint.callers)) == 1


def test_connection_that_was_closed_meanwhile_is_replaced(endpoint):
    backend = backend_for(endpoint)
    endpoint.replies(chat(TEXT, end="closed", after=None), chat(TEXT))
    assert ask(backend).text == ask(backend).text == TEXT


def test_what_speaks_no_http_is_unavailable():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def greet():
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")

        threading.Thread(target=greet, daemon=True).start()
        with pytest.raises(errors.BackendUnavailable):
            ask(backend_for(_Address(f"http://127.0.0.1:{listening.getsockname()[1]}/v1")))


def test_tls_with_a_stranger_is_unreachable(endpoint):
    """The stub speaks plain HTTP, so that no handshake comes about."""
    with pytest.raises(errors.BackendUnreachable):
        ask(backend_for(_Address(endpoint.base_url.replace("http", "https"))))


class _Address:
    def __init__(self, base_url):
        self.base_url = base_url


def _exceptions(module):
    return {cls for cls in list(vars(module).values()) if isinstance(cls, type) and issubclass(cls, Exception)}


def test_every_foreign_exception_is_translated():
    """A new class in the library's tree that nobody maps fails here, not in a newsroom."""
    assert [cls for cls in _exceptions(httpcore2) if not issubclass(cls, transport._BROKEN)] == []
    assert issubclass(ssl.SSLError, OSError)  # which the sockets translate
