"""The engine that asks a model, with a model that answers from a script."""

import json
from dataclasses import replace

import pytest

from service.adapters.failover_backend import FailoverBackend
from service.adapters.prompt_files import load_prompt
from service.domain.article import Article
from service.domain.brief import Usage
from service.domain.errors import AnswerInWrongLanguage, AnswerUnreadable, OutputError
from service.domain.finding import Finding, Problem
from service.domain.glossary import Glossary, Term
from service.domain.language import Language
from service.domain.paragraph import Paragraph
from service.domain.summary import Citation, Insight
from service.engines.json_forms import DRAFT_FORM, REPAIR_FORM
from service.engines.llm import LlmEngine
from service.ports import Assignment, Completion, CompletionRequest, Deadline, Engine, Failure
from tests.engines.answer_shapes import written
from tests.engines.answer_tables import ENGLISH, SIMPLIFIED, TRADITIONAL
from tests.engines.test_structured import written_as_json

ARTICLE = Article(
    title="新芯片",
    language=Language.SIMPLIFIED_CHINESE,
    paragraphs=(
        Paragraph(1, "青禾半导体宣布首款芯片开始量产。", 0, 16),
        Paragraph(2, "新工厂总投资近12亿元。", 17, 29),
    ),
)
PROMPT = load_prompt("news-brief/v2")


class ScriptedBackend:
    """Gives the answers of its script one after the other and remembers what it was asked; errors are raised."""

    name = "script/model"
    window = None

    def __init__(self, *script: str | Exception) -> None:
        self.script = list(script)
        self.requests: list[CompletionRequest] = []

    def complete(self, request: CompletionRequest) -> Completion:
        self.requests.append(request)
        answer = self.script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Completion(text=answer, backend=self.name, model="model-2", usage=Usage(1, 100, 10))


def engine(backend: ScriptedBackend, *terms: Term) -> LlmEngine:
    return LlmEngine(FailoverBackend((backend,)), PROMPT, glossary=Glossary.of(*terms))


def assignment(language: Language = Language.ENGLISH) -> Assignment:
    return Assignment(ARTICLE, language, Deadline.after(60))


@pytest.mark.parametrize(
    ("tongue", "language"),
    [(ENGLISH, "en"), (SIMPLIFIED, "zh-Hans"), (TRADITIONAL, "zh-Hant")],
    ids=lambda value: getattr(value, "name", value),
)
def test_good_answer_becomes_a_draft(tongue, language: str):
    backend = ScriptedBackend(written(tongue))
    asked = assignment(Language(language))
    drafted = engine(backend).draft(asked)
    assert drafted.summary == tongue.summary()
    assert (drafted.backend, drafted.model, drafted.usage) == ("script/model", "model-2", Usage(1, 100, 10))
    assert backend.requests[0].deadline is asked.deadline


def test_unreadable_answer_is_asked_for_once_more():
    backend = ScriptedBackend("Sure, which article?", written(ENGLISH))
    drafted = engine(backend).draft(assignment())
    assert drafted.summary == ENGLISH.summary()
    assert drafted.usage == Usage(2, 200, 20)
    assert replace(backend.requests[0], json=None) == backend.requests[1]  # a JSON mode may have been what spoilt it


def test_incomplete_call_counts_among_the_calls():
    backend = ScriptedBackend(AnswerUnreadable("empty"), written(ENGLISH))
    assert engine(backend).draft(assignment()).usage == Usage(2, 100, 10)


def test_second_unreadable_answer_is_an_error():
    backend = ScriptedBackend("no", "no", written(ENGLISH))
    with pytest.raises(AnswerUnreadable):
        engine(backend).draft(assignment())
    assert len(backend.requests) == 2


@pytest.mark.parametrize(
    ("answer", "language"),
    [
        (written(ENGLISH), Language.SIMPLIFIED_CHINESE),
        (written(SIMPLIFIED), Language.ENGLISH),
        (written(TRADITIONAL), Language.SIMPLIFIED_CHINESE),
        (written(ENGLISH).replace(ENGLISH.c, SIMPLIFIED.c), Language.ENGLISH),
    ],
    ids=["English", "Chinese", "traditional", "mixed"],
)
def test_answer_in_wrong_language_is_refused(answer: str, language: Language):
    with pytest.raises(AnswerInWrongLanguage):
        engine(ScriptedBackend(answer, answer)).draft(assignment(language))


def test_wrong_language_once_is_forgiven():
    backend = ScriptedBackend(written(SIMPLIFIED), written(ENGLISH))
    assert engine(backend).draft(assignment()).summary == ENGLISH.summary()


def test_too_many_insights_are_cut():
    many = "\n".join(f"- Qinghe has begun to make the chip number {i} [1]" for i in range(200))
    few = "\n".join(many.split("\n")[:7])
    groups = "\n".join(f"Group {i}: Topic {i}\n{few}" for i in range(9))
    summary = engine(ScriptedBackend(f"Core Insights\n{many}\n{groups}")).draft(assignment()).summary
    assert [len(summary.core_insights), len(summary.groups)] == [5, 6]
    assert {len(group.insights) for group in summary.groups} == {5}
    assert [group.number for group in summary.groups] == [1, 2, 3, 4, 5, 6]


def failure(where: str, text: str, message: str) -> Failure:
    finding = Finding(check="citations", problem=Problem.NO_CITATION, where=where, message=message, text=text)
    return Failure(where, Insight(text, (Citation(2, "新工厂"), Citation(1))), (finding,))


FAILURES = (
    failure(
        "/core_insights/1", "Qinghe spent 12 billion yuan on it", "says 12 billion; paragraph 2 says 12亿 = 1.2 billion"
    ),
    failure("/groups/0/insights/0", "Qinghe is the largest maker", "no citation supports this insight"),
    failure("/groups/0/insights/1", "Qinghe made chips", "no citation supports this insight"),
)


def test_repair_asks_for_the_failed_insights_only():
    answer = (
        "1. Qinghe spent nearly 1.2 billion yuan on the plant [2: “近12亿元”]\n2. DROP\n3. 青禾制造了芯片 [1: “芯片”]"
    )
    backend = ScriptedBackend(answer)
    asked = assignment()
    repaired = engine(backend).repair(asked, FAILURES)
    mended = Insight("Qinghe spent nearly 1.2 billion yuan on the plant", (Citation(2, "近12亿元"),))
    assert repaired.insights == {"/core_insights/1": mended}  # the second was dropped, the third is in Chinese
    assert repaired.usage == Usage(1, 100, 10)
    request = backend.requests[0]
    assert request.deadline is asked.deadline
    assert (
        "1. Qinghe spent 12 billion yuan on it [2: “新工厂”][1]\n   Wrong: you wrote 12 billion; paragraph 2"
        in request.user
    )
    assert "3. Qinghe made chips" in request.user
    assert "[1] 青禾半导体宣布首款芯片开始量产。" in request.user


def test_repair_names_the_words_that_failed():
    finding = Finding(
        check="citations", problem=Problem.QUOTE_NOT_FOUND, where="", message="the quote stands nowhere", text="亿万"
    )
    backend = ScriptedBackend("1. DROP")
    engine(backend).repair(assignment(), (Failure("/core_insights/0", Insight("Qinghe grew"), (finding,)),))
    assert "1. Qinghe grew\n   Wrong: the quote stands nowhere: “亿万”" in backend.requests[0].user


def test_repair_that_cannot_be_read_is_an_error():
    with pytest.raises(OutputError):
        engine(ScriptedBackend("<think>1.")).repair(assignment(), FAILURES)


def test_draft_and_repair_share_their_rules():
    """The system message is the same, so an endpoint's prefix cache serves the second call."""
    backend = ScriptedBackend(written(ENGLISH), "1. DROP")
    engine(backend).draft(assignment())
    engine(backend).repair(assignment(), FAILURES)
    assert backend.requests[0].system == backend.requests[1].system


def test_identity_changes_with_all_that_shapes_a_draft():
    one: Engine = engine(ScriptedBackend())
    other_prompt = LlmEngine(ScriptedBackend(), replace(PROMPT, digest="0"), glossary=Glossary.of())
    other_backend = ScriptedBackend()
    other_backend.name = "other/model"
    other_output = LlmEngine(ScriptedBackend(), PROMPT, glossary=Glossary.of(), output="json_schema")
    engines = (
        one,
        other_prompt,
        engine(other_backend),
        engine(ScriptedBackend(), Term("青禾", "Qinghe")),
        other_output,
    )
    assert len({one.identity for one in engines}) == 5
    assert engine(ScriptedBackend()).identity == one.identity
    assert (one.name, one.prompt, one.prompt_digest, one.translates) == ("llm", "news-brief/v2", PROMPT.digest, True)


class StreamingBackend(ScriptedBackend):
    """Tells the reader each answer a few characters at a time, and counts how many it took."""

    def __init__(self, *script: str | Exception) -> None:
        super().__init__(*script)
        self.pieces = 0

    def complete(self, request: CompletionRequest) -> Completion:
        completion = super().complete(request)
        for start in range(0, len(completion.text), 4):
            self.pieces += 1
            request.reader.read(completion.text[start : start + 4])
        return completion


ENDLESS = {
    "blanks": written(ENGLISH) + " " * 100_000, "JSON blanks": '{"core_insights": [' + "\n" * 100_000, "lines": "Core Insights\n" + "- Qinghe made chips [1]\n" * 9_000,
    "words": "Core Insights\n- " + "and so on " * 9_000, "insights in turn": "Core Insights\n" + "- Qinghe made chips [1]\n- Qinghe sold chips [2]\n" * 5_000,
}  # fmt: skip


@pytest.mark.parametrize("answer", ENDLESS.values(), ids=ENDLESS.keys())
def test_answer_without_an_end_ends_the_call(answer: str):
    """faults.md row 11: long before the endpoint's own limit, and asked for once more."""
    backend = StreamingBackend(answer, written(ENGLISH))
    assert engine(backend).draft(assignment()).summary == ENGLISH.summary()
    assert backend.pieces < 900


def test_looping_repair_is_an_error():
    """Row 11 holds for every call."""
    backend = StreamingBackend(*["1. Qinghe made chips [1]\n" * 9] * 2)
    with pytest.raises(AnswerUnreadable):
        engine(backend).repair(assignment(), FAILURES)


def test_answers_may_come_as_json():
    """Whether or not it was asked for; the question carries the form for backends in one of their JSON modes."""
    repairs = {"insights": [{"number": 2, "text": "Qinghe is a maker of chips", "citations": [1]}]}
    backend = ScriptedBackend(written_as_json(ENGLISH), json.dumps(repairs))
    assert engine(backend).draft(assignment()).summary == ENGLISH.summary()
    repaired = engine(backend).repair(assignment(), FAILURES)
    assert repaired.insights == {FAILURES[1].where: Insight("Qinghe is a maker of chips", (Citation(1),))}
    assert [request.json for request in backend.requests] == [DRAFT_FORM, REPAIR_FORM]
