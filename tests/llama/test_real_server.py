"""What we believe of endpoints, asked of a real one: llama.cpp's server with a tiny model of random weights."""

import time
from dataclasses import replace

import pytest

from service.adapters.failover_backend import FailoverBackend
from service.adapters.openai_backend import OpenAIBackend
from service.adapters.presets import configured_backends
from service.adapters.prompt_files import load_prompt
from service.adapters.token_counter import VocabularyTokenCounter
from service.bootstrap import build_summarizer
from service.domain.article import MAX_PARAGRAPHS, About, read_paragraphs
from service.domain.errors import Abandoned, AnswerIncomplete, ContextTooLong, NothingVerified
from service.domain.glossary import Glossary
from service.domain.language import Language
from service.domain.summary import MAX_CORE_INSIGHTS, MAX_GROUP_INSIGHTS, MAX_GROUPS, Citation, Insight
from service.engines.llm import LlmEngine
from service.engines.messages import draft_request
from service.ports import Assignment, CompletionRequest, Deadline, Failure
from service.settings import Settings
from service.summarizer import Order
from tests.domain.samples import CHINESE
from tests.llama.conftest import SMALL_WINDOW, WINDOW
from tests.llama.server import LlamaServer

pytestmark = pytest.mark.llama

TEXT = "Northwind Labs said on Tuesday that its open model had been downloaded twice as often as last year."
ARTICLE = read_paragraphs((TEXT,) * 9, About(title="Northwind opens its model"))
PROMPT = load_prompt("news-brief/v2")
NO_NAMES = Glossary.of()
ENOUGH = 60.0  # seconds for an answer; about 2 on an idle machine
AT_ONCE = 1.0  # issue 4, number 3: "no call outlives its deadline by more than 1 s"


def settings_for(server: LlamaServer, output: str) -> dict[str, str]:
    return {"LLM": "llamacpp/tiny", "LLAMACPP_BASE_URL": server.base_url, "LLAMACPP_OUTPUT": output}


@pytest.fixture
def backend_of():
    """Return what makes a backend of the preset ``llamacpp`` for a server; all are closed in the end."""
    made = []

    def backend(server: LlamaServer, *, output: str = "text", max_tokens: int = 0) -> OpenAIBackend:
        (config,) = configured_backends(settings_for(server, output))
        preset = replace(config.preset, max_tokens=max_tokens or config.preset.max_tokens)
        made.append(OpenAIBackend(replace(config, preset=preset), VocabularyTokenCounter()))
        return made[-1]

    yield backend
    for one in made:
        one.close()


class Listening:
    """A reader that keeps the pieces, and does something when the first one comes."""

    committed = False

    def __init__(self, first=lambda: None):
        self.pieces = []
        self._first = first

    def begin(self):
        self.pieces.clear()

    def read(self, piece):
        self.pieces.append(piece)
        if len(self.pieces) == 1:
            self._first()

    def end(self, text):
        pass


def assignment():
    return Assignment(ARTICLE, Language.ENGLISH, Deadline.after(ENOUGH))


def engine_on(backend):
    return LlmEngine(FailoverBackend((backend,)), PROMPT, glossary=NO_NAMES)


def test_schema_makes_any_model_write_a_brief(server, backend_of):
    engine = engine_on(backend_of(server, output="json_schema"))
    drafted = engine.draft(assignment())
    summary = drafted.summary
    assert 1 <= len(summary.core_insights) <= MAX_CORE_INSIGHTS
    assert 1 <= len(summary.groups) <= MAX_GROUPS
    for group in summary.groups:
        assert group.heading
        assert 1 <= len(group.insights) <= MAX_GROUP_INSIGHTS
    for _, insight in summary.located():
        assert insight.text
        assert insight.citations
        assert all(1 <= citation.paragraph <= MAX_PARAGRAPHS for citation in insight.citations)
    assert (drafted.backend, drafted.usage.calls) == ("llamacpp/tiny", 1)


def test_schema_makes_any_model_write_repairs(server, backend_of):
    failures = tuple(Failure(f"/core_insights/{place}", Insight("Failed", (Citation(1),)), ()) for place in range(9))
    repaired = engine_on(backend_of(server, output="json_schema")).repair(assignment(), failures)
    assert 1 <= len(repaired.insights) <= len(failures)
    assert all(insight.text and insight.citations for insight in repaired.insights.values())
    assert repaired.usage.calls == 1


def test_streamed_answer_comes_with_the_servers_own_count(server, backend_of):
    reader = Listening()
    question = draft_request(PROMPT, assignment(), NO_NAMES)
    completion = backend_of(server, output="json_schema").complete(replace(question, reader=reader))
    assert "".join(reader.pieces) == completion.text
    assert len(reader.pieces) > 100
    asked = f"{question.user}\n\n{question.json.instructions}"
    assert completion.usage.input_tokens == server.tokens_of(question.system, asked)
    assert completion.usage.output_tokens >= len(reader.pieces)


def test_answer_at_the_bound_of_tokens_is_incomplete(server, backend_of):
    reader = Listening()
    with pytest.raises(AnswerIncomplete):
        backend_of(server).complete(CompletionRequest("Write on and on.", TEXT, Deadline.after(ENOUGH), reader))
    assert len(reader.pieces) > 1000


def test_window_is_what_the_server_was_started_with(server, small_server, backend_of):
    assert backend_of(server).window == WINDOW
    assert backend_of(small_server).window == SMALL_WINDOW


def test_question_beyond_the_window_is_refused_by_its_name(small_server, backend_of):
    engine = engine_on(backend_of(small_server))
    with pytest.raises(ContextTooLong) as caught:
        engine.draft(assignment())
    assert caught.value.window == SMALL_WINDOW


def test_abandoned_answer_leaves_the_server_free(server, backend_of):
    deadline = Deadline.after(ENOUGH)
    seen = []

    def leave():
        seen.extend([server.busy(), time.monotonic()])
        deadline.cancel()

    request = CompletionRequest("Write on and on.", TEXT, deadline, Listening(leave))
    with pytest.raises(Abandoned):
        backend_of(server, max_tokens=20_000).complete(request)  # a second or more: it is still at it when we leave
    busy, left = seen
    assert busy
    assert time.monotonic() - left < AT_ONCE
    assert server.becomes_free()


def test_nonsense_in_perfect_form_is_never_served(server):
    settings = settings_for(server, "json_schema") | {"REQUEST_TIMEOUT_SECONDS": str(int(ENOUGH))}
    article = read_paragraphs(CHINESE[:3] * 3, About(title="星河智能发布新模型"))  # no quote of the model is in it
    summarizer = build_summarizer(Settings.from_env(settings))
    with pytest.raises(NothingVerified):
        summarizer.summarize(Order(article=article, language=Language.ENGLISH))
