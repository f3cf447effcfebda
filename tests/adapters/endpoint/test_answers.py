"""Good answers in every shape that endpoints send them in."""

import json
import time

import pytest

from service.adapters.endpoint.events import values
from service.domain import errors
from service.domain.brief import Usage
from service.ports.paying import paid_by
from tests.adapters.endpoint.asking import TEXT, Recorder, ask, backend_for, error
from tests.stub_endpoint import Reply, as_json, chat, chunk, completion, events

STOP = chunk(finish_reason="stop")
USAGE = {"prompt_tokens": 7, "completion_tokens": 3}


def test_streamed_answer_is_a_completion(endpoint):
    endpoint.replies(chat(TEXT, model="real-model-7"))
    completion = ask(backend_for(endpoint), reader=(reader := Recorder()))
    assert completion.text == TEXT
    assert (completion.backend, completion.model) == ("custom/some/model:8b", "real-model-7")
    assert completion.usage == Usage(1, 1000, 200)
    assert len(reader.pieces) > 10
    assert "".join(reader.pieces) == TEXT


def test_answer_in_one_piece_is_taken_too(endpoint):
    """Asked for a stream, some endpoints and many proxies answer plain JSON."""
    endpoint.replies(as_json(completion(TEXT, model="real-model-7")))
    answer = ask(backend_for(endpoint), reader=(reader := Recorder()))
    assert (answer.text, answer.model, answer.usage) == (TEXT, "real-model-7", Usage(1, 1000, 200))
    assert reader.pieces == [TEXT]


@pytest.mark.parametrize(
    ("parts", "usage"),
    [
        ([chunk(content="four"), STOP], (len("rulesarticle"), 4)),  # nothing counted: our own estimate
        ([chunk(content="four"), STOP, {"choices": [], "usage": USAGE}], (7, 3)),
        ([chunk(content="four"), STOP, {"choices": None, "usage": USAGE}], (7, 3)),
        ([chunk(content="four"), {"choices": [{"delta": {}, "finish_reason": "stop", "usage": USAGE}]}], (7, 3)),
        ([chunk(content="four") | {"usage": None}, STOP | {"usage": USAGE}], (7, 3)),
        ([chunk(content="four") | {"usage": {"prompt_tokens": 7, "completion_tokens": "x"}}, STOP], (7, 4)),
        ([chunk(content="four") | {"usage": {"prompt_tokens": 7, "completion_tokens": 10**30}}, STOP], (7, 4)),
    ],
)
def test_usage_is_taken_wherever_it_stands(endpoint, parts, usage):
    endpoint.replies(events(*parts, b"data: [DONE]\n\n"))
    assert ask(backend_for(endpoint)).usage == Usage(1, *usage)


LOOPS = errors.AnswerUnreadable("it says the same again and again")


@pytest.mark.parametrize(
    ("parts", "paid"),
    [
        ([chunk(content="four"), chunk(finish_reason="length") | {"usage": USAGE}], [(7, 3)]),
        ([chunk(finish_reason="content_filter") | {"usage": USAGE}], [(7, 3)]),
        ([chunk(content="four"), error()], [(len("rulesarticle"), 4)]),  # nothing counted: our own estimate
        ([chunk(content="four!"), chunk(content="more"), STOP], [(len("rulesarticle"), 5)]),  # stopped by its reader
        ([error()], []),
        ([b"data: [DONE]\n\n"], []),
    ],
)
def test_answer_that_cannot_be_served_is_paid_for(endpoint, parts, paid):
    endpoint.replies(events(*parts))
    told = []
    with (
        paid_by(lambda model, usage: told.append((model, usage))),
        pytest.raises((errors.OutputError, errors.ContentFiltered, errors.BackendError)),
    ):
        ask(backend_for(endpoint), reader=Recorder(LOOPS, stop_at="!"))
    assert told == [("stub-1", Usage(1, *counted)) for counted in paid]


def test_answer_is_paid_for_once(endpoint):
    endpoint.replies(chat(TEXT, model="real-model-7"))
    told = []
    with paid_by(lambda model, usage: told.append((model, usage))):
        ask(backend_for(endpoint))
    assert told == [("real-model-7", Usage(1, 1000, 200))]


@pytest.mark.parametrize(
    "parts",
    [
        [chunk(role="assistant", content=""), chunk(content="a"), chunk(content="b", finish_reason="stop")],
        [{"choices": [], "prompt_filter_results": []}, chunk(content="a"), chunk(content="b"), STOP],  # azure
        [b": OPENROUTER PROCESSING\n\n", chunk(content="a"), b"\n\n\n", chunk(content="b"), STOP],
        [b"\n" * 99, b": keep-alive\n\n", chunk(content="ab"), STOP],
        [chunk(reasoning_content="Hm"), chunk(reasoning="Hm"), chunk(content="ab", reasoning_content=None), STOP],
        [chunk(content="ab"), STOP, b"data: [DONE]\n\n", b"data: {what comes after is nothing\n\n"],
        [{"choices": [{"delta": {"content": "ab"}, "finish_reason": ""}]}, STOP],
        [
            b"event: message\r\nid: 1\r\nretry: 5\r\ndata:" + json.dumps(chunk(content="ab")).encode() + b"\r\n\r\n",
            STOP,
        ],
        [
            b"data: " + json.dumps(chunk(content="ab", finish_reason="stop")).encode() + b"\n"
        ],  # no blank line at the end
    ],
)
def test_oddities_of_streams_are_no_text(endpoint, parts):
    endpoint.replies(events(*parts))
    assert ask(backend_for(endpoint)).text == "ab"


@pytest.mark.parametrize("end", ["closed", "cut", "reset", "silence"])
def test_end_of_a_complete_answer_does_not_matter(endpoint, end):
    """Once ``finish_reason`` came, a broken connection or a missing [DONE] takes nothing away."""
    endpoint.replies(events(chunk(content=TEXT), STOP, 0.05, end=end))
    assert ask(backend_for(endpoint)).text == TEXT


def test_stream_is_told_by_how_it_begins(endpoint):
    body = b'data: {"choices": [{"delta": {"content": "ab"}, "finish_reason": "stop"}]}\n\n'
    endpoint.replies(Reply(body, headers={"Content-Type": "application/json"}))
    assert ask(backend_for(endpoint)).text == "ab"


def test_halves_of_a_character_are_put_together(endpoint):
    """JSON may carry a character as two halves, and a stream each half in a chunk of its own."""
    endpoint.replies(events(chunk(content="a\ud83d"), chunk(content="\ude00b"), chunk(content="\udc00."), STOP))
    assert ask(backend_for(endpoint)).text == "a😀b\ufffd."


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_events_do_not_depend_on_packets(size, ending):
    sent = [{"n": 1}, {"文": "字"}, {"n": 3}]
    body = b"".join(b": c%bdata: %b%b%b" % (ending, json.dumps(data).encode(), ending, ending) for data in sent)
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    assert list(values(pieces)) == sent


def test_data_of_several_lines_is_one_value():
    assert list(values(iter([b'data: {"a":\ndata: 1}\n\n']))) == [{"a": 1}]


def test_mark_of_utf8_before_the_first_event_is_passed_over():
    """As WHATWG HTML 9.2.5 says."""
    assert list(values(iter([b'\xef\xbb\xbfdata: {"a": 1}\n\n']))) == [{"a": 1}]


def test_endless_events_have_an_end():
    with pytest.raises(errors.BackendUnavailable):
        list(values(b": keep-alive\n\n" * 10_000 for _ in range(1_000)))


@pytest.mark.no_cover  # tracing would be measured, too
def test_line_without_end_costs_linear_time():
    pieces = [b"data: ", *[b"x" * 1_000] * 10_000]
    start = time.process_time()
    assert list(values(iter(pieces))) == []
    assert time.process_time() - start < 1
