"""The real openai client against the service as it is run: without a model, and with one that answers over HTTP."""

import time

import httpx2
import openai
import pytest

from service.schema.chat import MODELS
from tests.domain.samples import CHINESE, ENGLISH
from tests.end_to_end.server import served
from tests.stub_endpoint import StubEndpoint, chat
from tests.stub_endpoint.briefs import brief_or_notes_of

ARTICLES = {"core-insights-en": ENGLISH, "core-insights-zh": CHINESE}
CORE = {"core-insights-en": "Core Insights\n- ", "core-insights-zh": "核心观点\n- "}
LABEL = {"core-insights-en": "\n— Written by AI (", "core-insights-zh": "\n— 由人工智能撰写（"}


def client_of(address):
    http = httpx2.Client(trust_env=False)
    return openai.OpenAI(base_url=f"{address}/v1", api_key="anything", http_client=http, timeout=20)


@pytest.fixture(scope="module")
def endpoint():
    with StubEndpoint() as stub:
        yield stub


@pytest.fixture(scope="module")
def extractive(tmp_path_factory):
    with served(tmp_path_factory.mktemp("extractive") / "log") as address, client_of(address) as client:
        yield client


@pytest.fixture(scope="module")
def model(tmp_path_factory, endpoint):
    settings = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url, "REQUEST_TIMEOUT_SECONDS": "4"}
    with served(tmp_path_factory.mktemp("model") / "log", **settings) as address, client_of(address) as client:
        yield client


@pytest.fixture(params=["extractive", "model"])
def client(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def broken(endpoint):
    """The endpoint, to be told what to say."""
    yield endpoint
    endpoint.script = brief_or_notes_of


def messages(paragraphs, system="Summarise in one sentence."):
    return [{"role": "system", "content": system}, {"role": "user", "content": "\n\n".join(paragraphs)}]


@pytest.mark.parametrize("name", ARTICLES)
def test_client_gets_the_same_words_streamed_or_not(client, name):
    request = {"model": name, "messages": messages(ARTICLES[name])}
    with client.chat.completions.create(**request, stream=True, stream_options={"include_usage": True}) as stream:
        chunks = list(stream)
    completion = client.chat.completions.create(**request)
    text = completion.choices[0].message.content
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == text
    assert text.startswith(CORE[name])
    assert LABEL[name] in text
    assert (chunks[-2].choices[0].finish_reason, completion.choices[0].finish_reason) == ("stop", "stop")
    assert chunks[-1].usage == completion.usage
    assert completion.model == chunks[0].model == name
    assert completion.model_extra["brief_id"] == chunks[0].model_extra["brief_id"]


def test_client_finds_the_kept_brief(client):
    raw = client.chat.completions.with_raw_response.create(model="core-insights", messages=messages(ENGLISH))
    brief = client.get(f"..{raw.headers['Content-Location']}", cast_to=httpx2.Response).json()
    usage = raw.parse().usage
    assert (usage.prompt_tokens, usage.completion_tokens) == (
        brief["usage"]["input_tokens"],
        brief["usage"]["output_tokens"],
    )
    assert [paragraph["text"] for paragraph in brief["paragraphs"]] == list(ENGLISH)


def test_client_lists_models(client):
    assert [model.id for model in client.models.list()] == list(MODELS)
    assert client.models.retrieve("core-insights-zh").owned_by == "core-insights"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"model": "gpt-5"}, openai.NotFoundError),
        ({"n": 2}, openai.BadRequestError),
        ({"messages": [{"role": "user", "content": "short"}]}, openai.UnprocessableEntityError),
        ({"extra_headers": {"Cache-Control": "only-if-cached"}}, openai.InternalServerError),
    ],
)
def test_refusal_is_the_exception_of_its_kind_at_once(client, change, error):
    article = messages([*ENGLISH, "Nobody has asked about this one before."])
    began = time.monotonic()
    with pytest.raises(error) as raised:
        client.chat.completions.create(**{"model": "core-insights-en", "messages": article} | change)
    assert raised.value.code
    assert time.monotonic() - began < 3, "a client that tries again waits half a second before"


@pytest.mark.parametrize("stream", [False, True])
def test_unreadable_answer_is_not_asked_for_by_the_client_too(model, broken, stream):
    """Each try is a whole answer of a model, and the service has made its own."""
    broken.replies(chat("I am sorry, but I cannot help with that."))
    article = messages([*ENGLISH, f"Streamed: {stream}."])
    with pytest.raises(openai.APIError) as raised:
        list(model.chat.completions.create(model="core-insights-en", messages=article, stream=stream))
    assert raised.value.code == "answer_unreadable"
    assert isinstance(raised.value, openai.InternalServerError) is not stream
    asked = broken.calls
    time.sleep(1.5)  # longer than the client waits before it tries again
    assert broken.calls == asked


def test_deadline_is_told_once(model, broken):
    broken.replies(chat("Core Insights\n", delay=30))
    began = time.monotonic()
    with pytest.raises(openai.InternalServerError) as raised:
        model.chat.completions.create(model="core-insights-en", messages=messages([*ENGLISH, "Late."]))
    assert (raised.value.status_code, raised.value.code) == (504, "deadline_exceeded")
    assert time.monotonic() - began < 8, "one deadline of 4 s, not three"
