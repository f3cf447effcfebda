"""The use case: key, cache, engine, check, repair, brief."""

from contextlib import suppress
from dataclasses import replace

import pytest

from service.adapters.limits.memory_usage import MemoryUsage
from service.domain.article import About, Source, read_paragraphs
from service.domain.brief import Usage
from service.domain.checker import STANDARD, Rules
from service.domain.errors import (
    AnswerUnreadable,
    BackendUnavailable,
    BriefNotFound,
    ContentFiltered,
    NotCached,
    NothingVerified,
    OutputError,
    TranslationNeedsModel,
    UnknownBackend,
)
from service.domain.finding import Severity, Strictness
from service.domain.glossary import Glossary, Term
from service.domain.language import Language
from service.domain.summary import Group, Summary
from service.domain.verification import Status
from service.engines.extractive import ExtractiveEngine
from service.engines.fallback import FallbackEngine
from service.ports import Assignment, Deadline, paying
from service.schema.briefs import load_brief
from service.summarizer import Accounts, Freshness, Order, Outcome, cache_key, keys
from tests.domain.samples import CHINESE
from tests.fakes import GOOD, INVENTED, OTHER, ScriptedEngine
from tests.services import summarizer_of

ABOUT = About(
    title="标题", source=Source("观察者网", "Guan Cha Zhe Wang"), published_at="2025-08-13", url="https://example.com/a"
)


def summarizer(engine, **policy):
    return summarizer_of({"fake/model": engine, "other": ScriptedEngine(identity="other")}, **policy)


def order(**changes):
    return replace(Order(article=read_paragraphs(CHINESE, ABOUT)), **changes)


def test_brief_carries_everything():
    served = summarizer(ScriptedEngine()).summarize(order())
    brief = load_brief(served.payload)
    assert brief.id == served.id
    assert (brief.header.language, brief.header.title) == (Language.ENGLISH, "标题")
    assert [insight.text for _, insight in brief.summary.located()] == [GOOD.text, OTHER.text]
    assert brief.summary.core_insights[0].citations[0].quote == "已超3.5亿次"
    assert (brief.provenance.backend, brief.provenance.model) == ("fake/model", "model-1")
    assert brief.provenance.generated_at == "2025-08-13T04:00:00+00:00"
    assert brief.usage.calls == 1
    assert brief.verification.status is Status.PASSED
    assert (served.outcome, served.kept) == (Outcome.MISS, True)


def test_failed_insight_is_asked_for_once_more():
    engine = ScriptedEngine(Summary((GOOD, INVENTED)), repairs=(OTHER,))
    brief = load_brief(summarizer(engine).summarize(order()).payload)
    ((failure,),) = engine.asked
    assert (failure.where, failure.insight.text) == ("/core_insights/1", INVENTED.text)
    assert [insight.text for insight in brief.summary.core_insights] == [GOOD.text, OTHER.text]
    assert brief.withheld == ()
    assert (brief.usage.calls, brief.usage.input_tokens) == (2, 150)


class Costly(ScriptedEngine):
    """Has an answer for each question that costs tokens and cannot be served."""

    def draft(self, assignment):
        return self._paid(super().draft, assignment)

    def repair(self, *asked):
        return self._paid(super().repair, *asked)

    def _paid(self, answer, *asked):
        try:
            return answer(*asked)
        except AnswerUnreadable:
            paying.spent("model-2", Usage(1, 40, 4))
            raise


@pytest.mark.parametrize(
    ("engine", "tokens"),
    [
        (Costly(error=AnswerUnreadable()), 44),
        (FallbackEngine(Costly(error=AnswerUnreadable()), ExtractiveEngine()), 44),
        (Costly(Summary((GOOD, INVENTED)), repairs=AnswerUnreadable()), 120 + 44),
        (Costly(Summary((INVENTED,))), 120 + 55),
    ],
    ids=["draft", "last resort", "repair", "nothing verified"],
)
def test_what_cannot_be_served_counts_for_the_key_that_asked(engine, tokens):
    """It costs its money, and a key with a limit of tokens could ask for it all day."""
    usage = MemoryUsage()
    with suppress(OutputError):
        summarizer(engine, accounts=Accounts(usage)).summarize(
            order(caller="anna", language=Language.SIMPLIFIED_CHINESE)
        )
    assert usage.tokens_today("anna") == tokens


@pytest.mark.parametrize("repairs", [(INVENTED,), (), BackendUnavailable(), ContentFiltered(), AnswerUnreadable()])
def test_what_still_fails_is_withheld_and_not_kept(repairs):
    engine = ScriptedEngine(Summary((GOOD, INVENTED)), repairs=repairs)
    service = summarizer(engine)
    served = service.summarize(order())
    brief = load_brief(served.payload)
    assert [withheld.text for withheld in brief.withheld] == [INVENTED.text]
    assert brief.verification.status is Status.FLAGGED
    assert not served.kept
    with pytest.raises(BriefNotFound):
        service.kept(served.id)
    service.summarize(order())
    assert len(engine.assignments) == 2


def test_insight_without_support_carries_a_warning_and_the_brief_is_kept():
    """It is neither asked for once more nor withheld: one honest sentence in a hundred is taken for such a one."""
    prose = replace(GOOD, text="A plant-based diet keeps hearts healthy and deserves a place on every table")
    engine = ScriptedEngine(Summary((GOOD, prose)))
    served = summarizer(engine).summarize(order())
    brief = load_brief(served.payload)
    assert [insight.text for insight in brief.summary.core_insights] == [GOOD.text, prose.text]
    assert [(one.check, one.severity) for one in brief.summary.core_insights[1].findings] == [
        ("support", Severity.WARNS)
    ]
    assert (brief.verification.status, brief.withheld, engine.asked) == (Status.FLAGGED, (), [])
    assert served.kept


def test_answer_of_another_article_is_no_brief():
    """Faults row 14."""
    engine = ScriptedEngine(Summary((INVENTED,), (Group(1, "x", (INVENTED,)),)))
    service = summarizer(engine)
    with pytest.raises(NothingVerified):
        service.summarize(order())
    assert len(engine.asked) == 1


def test_second_request_hits():
    engine = ScriptedEngine()
    service = summarizer(engine)
    first, second = service.summarize(order()), service.summarize(order())
    assert (second.outcome, second.payload, second.kept) == (Outcome.HIT, first.payload, True)
    assert service.kept(first.id) == first.payload
    assert len(engine.assignments) == 1


def test_errors_are_not_kept():
    engine = ScriptedEngine(error=BackendUnavailable())
    service = summarizer(engine)
    with pytest.raises(BackendUnavailable):
        service.summarize(order())
    engine.error = None
    assert service.summarize(order()).outcome is Outcome.MISS


def test_no_cache_recomputes_and_keeps():
    engine = ScriptedEngine()
    service = summarizer(engine)
    service.summarize(order())
    again = service.summarize(order(freshness=Freshness.RECOMPUTED))
    assert (again.outcome, again.kept, len(engine.assignments)) == (Outcome.RECOMPUTED, True, 2)
    assert service.summarize(order()).payload == again.payload


def test_no_store_leaves_nothing_behind():
    engine = ScriptedEngine()
    service = summarizer(engine)
    served = service.summarize(order(freshness=Freshness.UNSTORED))
    assert (served.outcome, served.kept) == (Outcome.BYPASSED, False)
    with pytest.raises(BriefNotFound):
        service.kept(served.id)
    service.summarize(order(freshness=Freshness.UNSTORED))
    assert len(engine.assignments) == 2


def test_only_if_cached_asks_no_engine():
    engine = ScriptedEngine()
    service = summarizer(engine)
    with pytest.raises(NotCached):
        service.summarize(order(freshness=Freshness.KEPT_ONLY))
    service.summarize(order())
    assert service.summarize(order(freshness=Freshness.KEPT_ONLY)).outcome is Outcome.HIT
    assert len(engine.assignments) == 1


def test_backend_is_chosen_by_name():
    first = ScriptedEngine()
    service = summarizer(first)
    assert service.backends == ("fake/model", "other")
    service.summarize(order(backend="other"))
    assert first.assignments == []
    with pytest.raises(UnknownBackend, match="fake/model, other") as caught:
        service.summarize(order(backend="http://evil"))
    assert caught.value.pointer == "/backend"


@pytest.mark.parametrize(
    ("asked", "default", "translates", "written"),
    [
        (None, Language.ENGLISH, True, "en"),
        (None, None, True, "zh-Hans"),
        (None, Language.ENGLISH, False, "zh-Hans"),
        (Language.TRADITIONAL_CHINESE, Language.ENGLISH, True, "zh-Hant"),
    ],
)
def test_language_is_the_callers_or_the_default(asked, default, translates, written):
    engine = ScriptedEngine(translates=translates)
    summarizer(engine, default_language=default).summarize(order(language=asked))
    assert engine.assignments[0].language == written


def test_engine_that_cannot_translate_is_not_asked_to():
    """Known before a stream begins, so that it is an answer with a status of its own."""
    engine = ScriptedEngine(translates=False)
    for ask in (summarizer(engine).summarize, summarizer(engine).stream):
        with pytest.raises(TranslationNeedsModel) as caught:
            ask(order(language=Language.ENGLISH))
        assert caught.value.pointer == "/language"
    assert engine.assignments == []


def key(article=None, engine=None, language=Language.ENGLISH, rules=STANDARD):
    article = article or read_paragraphs(CHINESE, ABOUT)
    return cache_key(Assignment(article, language, Deadline.after(1)), engine or ScriptedEngine(), rules)


CHANGES = {
    "a character": [*CHINESE[:2], CHINESE[2].replace("15%", "16%"), CHINESE[3]],
    "a paragraph less": CHINESE[:3],
    "another order": [CHINESE[1], CHINESE[0], *CHINESE[2:]],
    "a split": [*CHINESE[0].split("，", 1), *CHINESE[1:]],
    "boilerplate": [*CHINESE, "广告"],
}


@pytest.mark.fault(30, "every field that shapes a brief is in its key")
@pytest.mark.parametrize("texts", CHANGES.values(), ids=CHANGES.keys())
def test_change_of_the_text_changes_the_key(texts):
    assert key(read_paragraphs(texts, ABOUT)) != key()


@pytest.mark.fault(30, "every field that shapes a brief is in its key")
@pytest.mark.parametrize(
    "change",
    [
        {"title": "另一个标题"},
        {"title": ""},
        {"source": Source("观察者网", "Guancha")},
        {"source": Source("新华社", "Xinhua")},
        {"source": None},
        {"published_at": "2025-08-14"},
        {"published_at": ""},
    ],
    ids=str,
)
def test_change_of_the_header_changes_the_key(change):
    assert key(read_paragraphs(CHINESE, replace(ABOUT, **change))) != key()


@pytest.mark.fault(30, "every field that shapes a brief is in its key")
@pytest.mark.parametrize("change", [{"identity": "y"}, {"prompt_digest": "d2"}], ids=str)
def test_change_of_the_engine_changes_the_key(change):
    assert key(engine=ScriptedEngine(**change)) != key()


@pytest.mark.fault(30, "every field that shapes a brief is in its key")
def test_language_changes_the_key():
    assert len({key(language=language) for language in Language}) == 3


@pytest.mark.fault(30, "every field that shapes a brief is in its key")
@pytest.mark.parametrize(
    "rules", [Rules(strictness=Strictness.STRICT), Rules(Glossary.of(Term("星河智能", "Galaxy Intelligence")))]
)
def test_rules_of_checking_change_the_key(rules):
    assert key(rules=rules) != key()


@pytest.mark.fault(30, "every field that shapes a brief is in its key")
def test_spans_change_the_key():
    """They stand in the answer: the same paragraphs in other white space have other ones."""
    paragraphs = tuple(replace(p, start=p.start + 1, end=p.end + 1) for p in read_paragraphs(CHINESE, ABOUT).paragraphs)
    assert key(replace(read_paragraphs(CHINESE, ABOUT), paragraphs=paragraphs)) != key()


@pytest.mark.fault(34, "the versions of verifier and schema are in every key")
@pytest.mark.parametrize("version", ["VERIFIER_VERSION", "SCHEMA_VERSION"])
def test_version_changes_the_key(monkeypatch, version):
    before = key()
    monkeypatch.setattr(keys, version, "other")
    assert key() != before


def test_url_shapes_nothing():
    assert key(read_paragraphs(CHINESE, replace(ABOUT, url="https://example.com/b"))) == key()


def test_key_is_pinned():
    """Fails when the recipe changes: raise a version in it, then pin the new key."""
    assert key() == "ee3b1333a69d1eea07892995d6d351d0"


def test_brief_of_the_last_resort_is_marked_and_not_kept():
    """Its provenance names the engine that wrote it and no prompt; the model's brief has the next word."""
    first = ScriptedEngine(error=BackendUnavailable(), repairs=BackendUnavailable())
    use_case = summarizer(FallbackEngine(first, ExtractiveEngine()))
    served = use_case.summarize(order(language=Language.SIMPLIFIED_CHINESE))
    provenance = load_brief(served.payload).provenance
    assert (provenance.engine, provenance.backend, provenance.model) == ("extractive", "", "")
    assert (provenance.prompt, provenance.prompt_digest) == ("", "")
    assert (first.asked, served.kept) == ([], False)
    first.error = None
    again = use_case.summarize(order(language=Language.SIMPLIFIED_CHINESE))
    assert load_brief(again.payload).provenance.engine == "llm"
    assert again.kept
