"""The stub plays what tests rely on: streams at their pace, every way to end, and notice of callers who leave."""

import json
import socket
import time

import httpx2
import pytest

from tests.stub_endpoint import StubEndpoint, as_json, chat, chunk, completion, events, forever, huge, silence

TEXT = "Core Insights\n- 星河智能 said so [1]"


@pytest.fixture
def endpoint():
    with StubEndpoint() as endpoint:
        yield endpoint


def ask(endpoint, *, seconds=3.0, **body):
    url = f"{endpoint.base_url}/chat/completions"
    return httpx2.post(url, json={"stream": True, **body}, timeout=seconds, trust_env=False)


def data_of(response):
    return [line[6:] for line in response.text.split("\n") if line.startswith("data: ")]


def text_of(response):
    chunks = [json.loads(line) for line in data_of(response) if line != "[DONE]"]
    return "".join(c["choices"][0]["delta"].get("content", "") for c in chunks if c["choices"])


def until(condition, seconds=2.0):
    ends = time.monotonic() + seconds
    while not condition() and time.monotonic() < ends:
        time.sleep(0.01)
    assert condition()


def test_chat_streams_where_that_is_asked_for(endpoint):
    endpoint.replies(chat(TEXT, reasoning_content="Hm."))
    response = ask(endpoint, stream_options={"include_usage": True})
    assert text_of(response) == TEXT
    assert data_of(response)[-1] == "[DONE]"
    assert json.loads(data_of(response)[-2])["usage"]["prompt_tokens"] == 1000
    assert json.loads(data_of(response)[1])["choices"][0]["delta"] == {"reasoning_content": "Hm"}
    assert ask(endpoint, stream=False).json()["choices"][0]["message"]["content"] == TEXT


def test_json_goes_out_whatever_is_asked_for(endpoint):
    endpoint.replies(as_json(completion(TEXT)))
    assert ask(endpoint).json()["choices"][0]["message"]["content"] == TEXT


def test_pace_is_kept(endpoint):
    endpoint.replies(chat("a b c d e f g h i j", tokens_per_second=50))
    start = time.monotonic()
    ask(endpoint)
    assert 0.19 <= time.monotonic() - start < 1


@pytest.mark.parametrize("end", ["whole", "closed"])
def test_clean_ends_raise_nothing(endpoint, end):
    endpoint.replies(chat("one two three", after=2, end=end))
    assert text_of(ask(endpoint)) == "one two"


@pytest.mark.parametrize(("end", "error"), [("cut", httpx2.RemoteProtocolError), ("reset", httpx2.ReadError)])
def test_broken_ends_raise(endpoint, end, error):
    endpoint.replies(chat("one two three", after=2, end=end, tokens_per_second=50))
    with pytest.raises(error):
        ask(endpoint)


def test_parts_go_out_as_they_are(endpoint):
    endpoint.replies(events(b": comment\n\n", chunk(content="x"), 0.1, {"error": "a string"}))
    assert ask(endpoint).text.startswith(': comment\n\ndata: {"id"')


@pytest.mark.parametrize("reply", [silence(), chat("one", end="silence"), forever(b"\n", pause=0.05)])
def test_callers_that_leave_are_noticed(endpoint, reply):
    endpoint.replies(reply)
    with socket.create_connection(("127.0.0.1", endpoint.port)) as caller:
        caller.sendall(b'POST /v1 HTTP/1.1\r\nContent-Length: 16\r\n\r\n{"stream": true}')
        until(lambda: endpoint.in_flight == 1)
        time.sleep(0.2)
    until(lambda: len(endpoint.abandoned) == 1)
    assert (endpoint.in_flight, endpoint.most_in_flight) == (0, 1)


def test_huge_body_is_as_large_as_was_said(endpoint):
    endpoint.replies(huge(10 * 65_536))
    assert len(ask(endpoint).content) == 10 * 65_536


def test_pages_answer_get(endpoint):
    endpoint.pages["/props"] = as_json({"n_ctx": 4096})
    assert httpx2.get(f"http://127.0.0.1:{endpoint.port}/props", trust_env=False).json() == {"n_ctx": 4096}
    assert httpx2.get(f"{endpoint.base_url}/models", trust_env=False).status_code == 404
