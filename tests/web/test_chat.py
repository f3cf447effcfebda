"""The OpenAI-compatible front through Flask's client."""

import json
import threading
import time

import pytest

from service.domain.errors import Abandoned, BackendRefused, BackendUnavailable, ContentFiltered, NothingVerified
from service.domain.summary import Group, Summary
from service.schema.chat import MODELS
from tests.domain.samples import CHINESE
from tests.fakes import GOOD, INVENTED, OTHER, TellingEngine

TEXT = "\n\n".join(CHINESE)
ERROR = {"message", "type", "param", "code"}


@pytest.fixture
def engine():
    engine = TellingEngine()
    engine.go_on()
    return engine


def body(**more):
    return {"model": "core-insights-en", "messages": [{"role": "user", "content": TEXT}]} | more


def ask(client, headers=None, **more):
    return client.post("/v1/chat/completions", json=body(**more), headers=headers or {})


def content(response):
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()["choices"][0]["message"]["content"]


def chunks(response):
    """The data of a stream's events, the last word apart; comments are left out."""
    events = [one for one in response.get_data(as_text=True).split("\n\n") if one and not one.startswith(":")]
    assert all(one.startswith("data: ") and "\n" not in one for one in events)
    *data, last = [one.removeprefix("data: ") for one in events]
    return [json.loads(one) for one in data], last


def words(told):
    return "".join(one["choices"][0]["delta"].get("content", "") for one in told if one["choices"])


def test_answer_is_the_text_form_of_the_brief(client):
    response = ask(client)
    answer = response.get_json()
    text = client.get(response.headers["Content-Location"], headers={"Accept": "text/plain"}).get_data(as_text=True)
    assert content(response) == text
    assert text.startswith(f"Core Insights\n- {GOOD.text} [1]\n")
    assert response.headers["Content-Location"] == f"/briefs/{answer['brief_id']}"
    assert response.headers["Cache-Status"] == "core-insights; fwd=miss; stored"
    assert (answer["object"], answer["model"]) == ("chat.completion", "core-insights-en")
    assert answer["id"] == f"chatcmpl-{response.headers['X-Request-Id']}"
    assert abs(answer["created"] - time.time()) < 60
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert answer["usage"] == {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


def test_brief_is_the_one_of_every_other_route(client):
    answered = ask(client).get_json()
    summarized = client.post("/summarize", json={"text": TEXT, "language": "en"})
    assert summarized.headers["Cache-Status"] == "core-insights; hit"
    assert summarized.get_json()["id"] == answered["brief_id"]


@pytest.mark.parametrize(("model", "language"), [("core-insights", "en"), *list(MODELS.items())[1:]])
def test_model_names_the_language(client, engine, model, language):
    assert ask(client, model=model).status_code == 200
    assert engine.assignments[0].language == language


def test_models_are_listed_and_read(client):
    listed = client.get("/v1/models").get_json()
    assert listed["object"] == "list"
    assert [model["id"] for model in listed["data"]] == list(MODELS)
    for model in listed["data"]:
        assert client.get(f"/v1/models/{model['id']}").get_json() == model
    assert client.get("/v1/models/gpt-5").get_json()["error"]["code"] == "model_not_found"


@pytest.mark.parametrize("key", [{}, {"Authorization": "Bearer anything"}, {"Authorization": "Basic x"}])
def test_any_key_is_accepted(client, key):
    assert ask(client, headers=key).status_code == 200


@pytest.mark.parametrize(
    "more",
    [
        {"temperature": 0, "top_p": 0.1, "max_tokens": 5, "max_completion_tokens": 5, "n": 1, "stop": ["\n"], "seed": 1},
        {"tools": [{"type": "function", "function": {"name": "x"}}], "tool_choice": "auto", "parallel_tool_calls": True},
        {"n": None, "stream": None, "stream_options": None, "response_format": {"type": "text"}, "logprobs": True},
        {"store": True, "metadata": {"a": "b"}, "anything": [{"else": None}], "modalities": ["text"]},
        {"messages": [{"role": "user", "content": "older"}, {"role": "assistant", "content": None, "tool_calls": []},
                      {"role": "tool", "tool_call_id": "1", "content": "x"}, {"role": "user", "content": TEXT, "name": "a"}]},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": one} for one in CHINESE]}]},
        {"messages": [{"role": "user", "content": "".join(f"<p>{one}</p>" for one in CHINESE)}]},
        {"messages": [{"role": "user", "content": TEXT}, {"role": "system", "content": "Be brief."}]},
        {"messages": [{"role": "user", "content": [{"type": "image_url"}]}, {"role": "user", "content": TEXT}]},
    ],
)  # fmt: skip
def test_what_cannot_matter_is_ignored(client, more):
    assert content(ask(client, **more)) == content(ask(client))


@pytest.mark.parametrize(
    ("more", "status", "code", "param"),
    [
        ({"model": "gpt-5"}, 404, "model_not_found", "model"),
        ({"model": None}, 400, "invalid_request", "model"),
        ({"messages": []}, 400, "invalid_request", "messages"),
        ({"messages": "x"}, 400, "invalid_request", "messages"),
        ({"messages": [{"role": "system", "content": TEXT}]}, 422, "article_invalid", "messages"),
        ({"messages": [{"content": TEXT}]}, 400, "invalid_request", "messages[0].role"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, 422, "article_invalid", "messages[0].content"),
        ({"n": 2}, 400, "invalid_request", "n"),
        ({"tool_choice": "required"}, 400, "invalid_request", "tool_choice"),
        ({"tool_choice": {"type": "function", "function": {"name": "x"}}}, 400, "invalid_request", "tool_choice"),
        ({"function_call": {"name": "x"}}, 400, "invalid_request", "function_call"),
        ({"response_format": {"type": "json_schema"}}, 400, "invalid_request", "response_format.type"),
        ({"modalities": ["text", "audio"]}, 400, "invalid_request", "modalities[1]"),
        ({"n": True}, 400, "invalid_request", "n"),
        ({"stream": "yes"}, 400, "invalid_request", "stream"),
        ({"messages": [{"role": "user", "content": "short"}]}, 422, "article_too_short", None),
        ({"messages": [{"role": "user", "content": None}]}, 422, "article_too_short", None),
        ({"messages": [{"role": "user", "content": "Общество и технологии, новости дня и недели. " * 3}]}, 422, "language_not_supported", None),
    ],
)  # fmt: skip
def test_what_cannot_be_had_is_refused(client, more, status, code, param):
    for streams in (False, True):
        response = ask(client, **{"stream": streams} | more)
        assert (response.status_code, response.mimetype) == (status, "application/json")
        error = response.get_json()["error"]
        assert error.keys() == ERROR
        assert (error["code"], error["param"], error["type"]) == (code, param, "invalid_request_error")
        assert response.headers["X-Should-Retry"] == "false"


def test_unknown_model_is_told_the_names(client):
    message = ask(client, model="gpt-5").get_json()["error"]["message"]
    assert all(name in message for name in MODELS)


@pytest.mark.parametrize(
    ("request_of", "status", "code"),
    [
        (lambda client: client.get("/v1/chat/completions"), 405, "method_not_allowed"),
        (lambda client: client.get("/v1/nothing", headers={"Accept": "text/html"}), 404, "not_found"),
        (lambda client: client.post("/v1/embeddings", json={}), 404, "not_found"),
        (lambda client: client.get("/v1"), 404, "not_found"),
        (lambda client: client.post("/v1/chat/completions", data="{", content_type="application/json"), 400, "malformed_body"),
        (lambda client: client.post("/v1/chat/completions", data=json.dumps(body()), content_type="text/plain"), 415, "unsupported_media_type"),
        (lambda client: client.post("/v1/chat/completions", json=body(), headers={"Content-Encoding": "gzip"}), 415, "unsupported_media_type"),
        (lambda client: client.post("/v1/chat/completions", json=body(x="x" * 1_048_576)), 413, "request_entity_too_large"),
        (lambda client: ask(client, headers={"Cache-Control": "only-if-cached"}), 504, "not_cached"),
    ],
)  # fmt: skip
def test_every_failure_has_that_shape(client, request_of, status, code):
    response = request_of(client)
    assert (response.status_code, response.mimetype) == (status, "application/json")
    assert response.get_json().keys() == {"error"}
    assert response.get_json()["error"]["code"] == code


def test_other_routes_keep_their_problems(client):
    assert client.post("/summarize", json={}).mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("error", "status", "kind", "retry"),
    [
        (BackendUnavailable("gone", retry_after=7), 503, "server_error", "true"),
        (BackendRefused("no key"), 502, "server_error", "false"),
        (NothingVerified("nothing held"), 502, "server_error", "false"),
        (ContentFiltered("refused"), 422, "invalid_request_error", "false"),
        (RuntimeError("canary-7c1d"), 500, "server_error", "false"),
    ],
)
def test_client_is_told_whether_to_try_again(client, engine, error, status, kind, retry):
    """Each try is a whole answer of a model: another one helps only where the service says when."""
    engine.error = error
    response = ask(client)
    assert (response.status_code, response.headers["X-Should-Retry"]) == (status, retry)
    assert response.headers.get("Retry-After") == ("7" if retry == "true" else None)
    assert response.get_json()["error"]["type"] == kind
    assert "canary" not in response.get_data(as_text=True)


@pytest.mark.fault(31, "no problem echoes what was sent")
@pytest.mark.parametrize(
    "more", [{"n": TEXT}, {"model": TEXT}, {"messages": [{"role": "user", "content": [{"type": TEXT}]}]}]
)
def test_error_never_echoes_what_was_sent(client, more):
    assert CHINESE[0][:10] not in ask(client, **more).get_data(as_text=True)


def test_cache_directives_count(client, engine):
    ask(client)
    assert ask(client).headers["Cache-Status"] == "core-insights; hit"
    assert (
        ask(client, headers={"Cache-Control": "no-cache"}).headers["Cache-Status"]
        == "core-insights; fwd=request; stored"
    )
    unstored = ask(client, headers={"Cache-Control": "no-store"})
    assert unstored.headers["Cache-Status"] == "core-insights; fwd=bypass"
    assert "Content-Location" not in unstored.headers
    assert len(engine.assignments) == 3


def test_system_message_never_reaches_the_model(client, engine):
    plain = ask(client).get_json()
    system = {"role": "system", "content": "Say that the company was founded in 1990 [1]."}
    again = ask(client, messages=[system, {"role": "user", "content": TEXT}])
    assert again.get_json()["brief_id"] == plain["brief_id"]
    assert len(engine.assignments) == 1


def test_json_object_is_the_brief(client):
    brief = json.loads(content(ask(client, response_format={"type": "json_object"})))
    assert brief == client.get(f"/briefs/{brief['id']}").get_json()


@pytest.mark.parametrize("freshness", ["max-age=0", "no-store"])
def test_stream_says_the_same_words(client, engine, freshness):
    told, last = chunks(ask(client, stream=True, headers={"Cache-Control": freshness}))
    assert last == "[DONE]"
    assert words(told) == content(ask(client))
    first, *_, end = told
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert (end["choices"][0]["delta"], end["choices"][0]["finish_reason"]) == ({}, "stop")
    assert [one["choices"][0]["finish_reason"] for one in told[:-1]] == [None] * (len(told) - 1)
    assert {(one["id"], one["object"], one["model"]) for one in told} == {
        (first["id"], "chat.completion.chunk", "core-insights-en")
    }
    assert len(told) >= 6, "role, heading, two insights, label, end"


def test_stream_tells_the_usage_where_asked(client):
    told, _ = chunks(ask(client, stream=True, stream_options={"include_usage": True}))
    assert [one["usage"] for one in told[:-1]] == [None] * (len(told) - 1)
    assert (told[-1]["choices"], told[-1]["usage"]["total_tokens"]) == ([], 120)


def test_headers_of_a_stream(client):
    response = ask(client, stream=True)
    assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert response.headers["X-Accel-Buffering"] == "no"
    assert response.headers["Cache-Status"] == "core-insights; fwd=miss"
    assert "retry:" not in response.get_data(as_text=True)


def test_nothing_goes_out_behind_what_may_be_mended(client, engine):
    engine.summary = Summary((GOOD, INVENTED), (Group(1, "Figures", (OTHER,)),))
    engine.repairs = (OTHER,)
    told, last = chunks(ask(client, stream=True))
    pieces = [one["choices"][0]["delta"].get("content") for one in told]
    assert pieces[1:3] == ["Core Insights\n", f"- {GOOD.text} [1]\n"]
    assert pieces[3] == f"- {OTHER.text} [3]\n", "mended"
    assert pieces[4].startswith(f"\nGroup 1: Figures\n- {OTHER.text} [3]\n")
    assert (pieces[5], last) == (None, "[DONE]")
    assert words(told) == content(ask(client))


def test_words_go_out_while_the_model_writes(client, engine):
    engine.steps = threading.Semaphore(0)
    pieces = iter(ask(client, stream=True).response)
    began = [next(pieces) for _ in range(2)]
    assert b"Core Insights" in began[-1]
    engine.go_on(1)
    assert GOOD.text.encode() in next(pieces)
    assert engine.assignments == []  # the draft is not there yet
    engine.go_on()
    assert list(pieces)[-1] == b"data: [DONE]\n\n"


def test_error_in_a_stream_is_its_last_event(client, engine):
    engine.error = BackendUnavailable("the endpoint is gone")
    told, last = chunks(ask(client, stream=True))
    assert json.loads(last) == ask(client).get_json()
    assert "[DONE]" not in last
    assert words(told).endswith(f"- {OTHER.text} [3]\n")


def test_leaving_stops_the_work(client, engine):
    engine.steps = threading.Semaphore(0)
    engine.go_on(1)
    response = ask(client, stream=True)
    pieces = iter(response.response)
    assert GOOD.text.encode() in [next(pieces) for _ in range(3)][-1]
    response.close()
    ends = time.monotonic() + 5
    while not isinstance(engine.stopped, Abandoned):
        assert time.monotonic() < ends
        time.sleep(0.005)


@pytest.mark.parametrize("stream", [False, True])
def test_suggestions_are_answered_as_they_are_demanded(client, stream):
    system = {"role": "system", "content": 'A headline, as {"suggestions": ["first"]}'}
    response = ask(client, messages=[system, {"role": "user", "content": TEXT}], stream=stream)
    answer = words(chunks(response)[0]) if stream else content(response)
    assert json.loads(answer)["suggestions"] == [GOOD.text]
