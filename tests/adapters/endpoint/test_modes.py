"""JSON modes: asked for where the settings say so, and stepped down from where the endpoint refuses."""

import json

import pytest
from structlog.testing import capture_logs

from service.domain import errors
from tests.adapters.endpoint.asking import FORM, TEXT, ask, backend_for, error
from tests.stub_endpoint import as_json, chat

SCHEMA = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": FORM.schema}}
OBJECT = {"type": "json_object"}


def formats(endpoint):
    return [request.get("response_format") for request in endpoint.requests]


def refusing(*kinds, words="response_format of this type is not supported", status=400):
    """A script that refuses these response formats."""

    def script(request):
        kind = request.get("response_format", {}).get("type")
        return as_json(error(words), status) if kind in kinds else chat(TEXT)

    return script


@pytest.mark.parametrize(("mode", "sent"), [("json_schema", SCHEMA), ("json_object", OBJECT), ("text", None)])
def test_mode_is_asked_for(endpoint, mode, sent):
    endpoint.replies(chat(TEXT))
    ask(backend_for(endpoint, LLM_OUTPUT=mode), json=FORM)
    assert formats(endpoint) == [sent]
    user = endpoint.requests[0]["messages"][1]["content"]
    assert user == ("article" if mode == "text" else "article\n\nAnswer in JSON.")


def test_question_without_a_json_form_is_asked_as_text(endpoint):
    endpoint.replies(chat(TEXT))
    ask(backend_for(endpoint, LLM_OUTPUT="json_schema"))
    assert formats(endpoint) == [None]
    assert "JSON" not in json.dumps(endpoint.requests[0]["messages"])


@pytest.mark.parametrize(
    ("words", "status"),
    [("response_format is not supported", 400), ("json_schema: unknown variant", 422), ("bad request", 400), ("", 400)],
)
def test_refused_mode_is_stepped_down_from_once(endpoint, words, status):
    """From json_schema over json_object to text; remembered, and logged once."""
    endpoint.script = refusing("json_schema", "json_object", words=words, status=status)
    backend = backend_for(endpoint, LLM_OUTPUT="json_schema")
    with capture_logs() as logs:
        assert ask(backend, json=FORM).text == ask(backend, json=FORM).text == TEXT
    assert formats(endpoint) == [SCHEMA, OBJECT, None, None]
    assert [log["output"] for log in logs] == ["text"]


def test_next_plainer_mode_is_kept(endpoint):
    endpoint.script = refusing("json_schema")
    backend = backend_for(endpoint, LLM_OUTPUT="json_schema")
    assert ask(backend, json=FORM).text == ask(backend, json=FORM).text == TEXT
    assert formats(endpoint) == [SCHEMA, OBJECT, OBJECT]


def test_mode_that_the_endpoint_does_not_have_is_not_tried(endpoint):
    """LM Studio answers 400 to json_object."""
    endpoint.script = refusing("json_schema")
    backend = backend_for(endpoint, "lmstudio/m", LMSTUDIO_OUTPUT="json_schema")
    assert ask(backend, json=FORM).text == TEXT
    assert formats(endpoint) == [SCHEMA, None]


def test_other_refusals_are_no_matter_of_the_mode(endpoint):
    """Nothing is remembered where the plainest call is refused, too; and keys, windows and filters are told at once."""
    backend = backend_for(endpoint, LLM_OUTPUT="json_object")
    endpoint.replies(as_json(error("bad request"), 400))
    with pytest.raises(errors.BackendRefused):
        ask(backend, json=FORM)
    for reply in (as_json(error(), 401), as_json(error("prompt is too long"), 400), as_json(error(code="1301"), 400)):
        endpoint.replies(reply)
        with pytest.raises(errors.CoreInsightsError):
            ask(backend, json=FORM)
    assert formats(endpoint) == [OBJECT, None, OBJECT, OBJECT, OBJECT]


def test_refused_usage_is_not_asked_for_again(endpoint):
    def script(request):
        refused = "stream_options" in request
        return as_json(error("stream_options: extra fields not permitted"), 422) if refused else chat(TEXT)

    endpoint.script = script
    backend = backend_for(endpoint, LLM_OUTPUT="json_object")
    assert ask(backend, json=FORM).text == ask(backend, json=FORM).text == TEXT
    assert ["stream_options" in request for request in endpoint.requests] == [True, False, False]
    assert formats(endpoint) == [OBJECT] * 3


def test_call_under_way_forgets_nothing_that_another_has_learned(endpoint):
    """Notes are asked for as text, side by side with drafts that step down."""
    refuse, backend = refusing("json_schema", "json_object"), backend_for(endpoint, LLM_OUTPUT="json_schema")

    def script(request):
        if request["messages"][1]["content"] == "notes":
            ask(backend, json=FORM)
        return refuse(request)

    endpoint.script = script
    ask(backend, user="notes")
    ask(backend, json=FORM)
    assert formats(endpoint)[1:] == [SCHEMA, OBJECT, None, None]


def test_empty_json_answer_is_unreadable(endpoint):
    """DeepSeek's pages warn of it."""
    endpoint.replies(chat(""))
    with pytest.raises(errors.AnswerUnreadable):
        ask(backend_for(endpoint, "deepseek/m", DEEPSEEK_OUTPUT="json_object"), json=FORM)
