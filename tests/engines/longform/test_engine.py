"""Articles that do not fit the model's window, with a model that answers by rule."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Event

import pytest
from structlog.testing import capture_logs

from service.adapters.prompt_files import load_notes_prompt, load_prompt
from service.domain.article import Article
from service.domain.brief import Usage
from service.domain.errors import Abandoned, AnswerUnreadable, BackendBusy, BackendRefused, ContextTooLong
from service.domain.finding import Finding, Problem
from service.domain.gate import gate, settle
from service.domain.glossary import Glossary
from service.domain.language import Language
from service.domain.paragraph import Paragraph
from service.domain.summary import Citation, Insight, Span
from service.engines.llm import LlmEngine
from service.engines.longform import Crew, LongformEngine
from service.ports import Assignment, CompletionRequest, Deadline, Engine, Failure
from tests.engines.longform.samples import FourLettersAToken, Model, answer, article, numbers_shown, takes_notes

WINDOW = 4_096
LONG = article(300)  # 36,000 characters: 9,000 tokens, with the numbers 9,600
LONGER = article(900)
THREADS = ThreadPoolExecutor(8)


@dataclass
class Follower:
    """A watcher that remembers the progress."""

    committed: bool = False
    seen: list[tuple[str, int, int]] = field(default_factory=list)

    def begin(self) -> None: ...
    def group(self, number: int, heading: str) -> None: ...
    def insight(self, where: str, insight: Insight) -> None: ...

    def progress(self, stage: str, done: int, total: int) -> None:
        self.seen.append((stage, done, total))


def engine(model: Model, threads: ThreadPoolExecutor = THREADS, most: int = 8) -> LongformEngine:
    backend = model.failing_over()
    inner = LlmEngine(backend, load_prompt("news-brief/v2"), glossary=Glossary.of())
    return LongformEngine(
        inner, backend, prompt=load_notes_prompt(), tokens=FourLettersAToken(), crew=Crew(threads, most)
    )


def assignment(subject: Article = LONG, **changes) -> Assignment:
    return replace(Assignment(subject, Language.ENGLISH, Deadline.after(60)), **changes)


def length(request: CompletionRequest) -> int:
    return FourLettersAToken().count(request.system + request.user)


@pytest.mark.parametrize("window", [None, 16_000, 1_000_000])
def test_article_that_fits_is_shown_whole(window: int | None):
    """So is any article where nobody has told the window yet."""
    model = Model(window)
    drafted = engine(model).draft(assignment())
    (request,) = model.requests
    assert numbers_shown(request) == list(range(1, 301))
    assert (drafted.engine, drafted.usage) == ("llm", Usage(1, 100, 10))


def test_every_paragraph_is_read_once_in_chunks_that_fit():
    model = Model(WINDOW)
    drafted = engine(model).draft(assignment())
    read = [numbers_shown(request) for request in sorted(model.notes, key=numbers_shown)]
    assert [number for chunk in read for number in chunk] == list(range(1, 301))
    assert max(map(length, model.notes)) <= WINDOW - WINDOW // 8
    assert max(map(len, read)) - min(map(len, read)) <= 2
    assert len(model.briefs) == 1
    assert drafted.usage == Usage(len(read) + 1, 100 * (len(read) + 1), 10 * (len(read) + 1))
    assert (drafted.engine, drafted.backend, drafted.model) == ("longform", "script/model", "model-2")


def test_notes_become_a_brief_of_the_whole_article():
    """The merge shows whole sentences from all over, by their own numbers, and asks for the size of the whole."""
    model = Model(WINDOW)
    drafted = engine(model).draft(assignment())
    (merge,) = model.briefs
    shown = numbers_shown(merge)
    assert len(shown) == len(set(shown)) >= 4
    assert shown == sorted(shown)
    assert shown[0] == 1
    assert shown[-1] > 200
    assert length(merge) <= WINDOW * 5 // 8
    assert "[1] Company Aaab has opened plant Aaab near the river." in merge.user
    assert "4-5 core insights" in merge.user
    settled = settle(gate(LONG, drafted.summary))
    assert not settled.withheld
    cited = [citation for _, insight in settled.summary.located() for citation in insight.citations]
    assert cited
    assert all(citation.anchored for citation in cited)


def test_longer_windows_hold_more_of_the_article():
    shown = {}
    for window in (4_096, 8_192):
        model = Model(window)
        engine(model).draft(assignment())
        shown[window] = (len(model.notes), len(numbers_shown(model.briefs[0])))
    assert shown[4_096][0] > shown[8_192][0] > 1
    assert shown[4_096][1] < shown[8_192][1]


def test_beginning_is_always_among_the_material():
    """A model may pick what it likes: news begins with what matters."""

    def last_ones(request: CompletionRequest) -> str:
        return f"- [{numbers_shown(request)[-1]}: “near the river”]" if takes_notes(request) else answer(request)

    model = Model(WINDOW, last_ones)
    engine(model).draft(assignment())
    assert numbers_shown(model.briefs[0])[:2] == [1, 2]


def test_progress_is_told_chunk_by_chunk():
    watcher = Follower()
    model = Model(WINDOW)
    engine(model).draft(assignment(watcher=watcher))
    chunks = len(model.notes)
    assert watcher.seen[0] == ("notes", 0, chunks)
    assert watcher.seen[-1] == ("notes", chunks, chunks)
    assert [done for _, done, _ in watcher.seen] == sorted({done for _, done, _ in watcher.seen})


def too_long(limit: int, told: int | None):
    """Refuse questions over the limit, as an endpoint does."""

    def script(request: CompletionRequest) -> str | Exception:
        return ContextTooLong(window=told) if length(request) > limit else answer(request)

    return script


@pytest.mark.parametrize(("window", "told"), [(None, 4_096), (None, None), (9_000, None), (6_000, 6_000)])
def test_refusal_for_length_splits_smaller_once(window: int | None, told: int | None):
    model = Model(window, too_long(3_700, told))
    with capture_logs() as logs:
        drafted = engine(model).draft(assignment())
    (warned,) = [line for line in logs if line["event"] == "split-smaller"]
    assert warned["log_level"] == "warning"
    assert drafted.engine == "longform"
    accepted = [request for request in model.requests if length(request) <= 3_700]
    read = sorted(number for request in accepted if takes_notes(request) for number in numbers_shown(request))
    assert set(read) == set(range(1, 301))
    assert drafted.usage.calls == len(accepted) + 1  # calls made side by side were refused for one reason


def test_second_refusal_is_an_error():
    model = Model(None, too_long(1_000, None))
    with pytest.raises(ContextTooLong):
        engine(model).draft(assignment())
    assert len(model.briefs) == 1


def test_no_split_after_an_insight_went_out():
    model = Model(None, too_long(1_000, None))
    with pytest.raises(ContextTooLong):
        engine(model).draft(assignment(watcher=Follower(committed=True)))
    assert len(model.requests) == 1


def test_window_without_room_for_an_article_is_an_error():
    model = Model(1_500)
    with pytest.raises(ContextTooLong):
        engine(model).draft(assignment())
    assert model.requests == []


def test_notes_that_quote_nothing_are_asked_for_once_more():
    spoilt = iter(["- [3: “words of another article”]"])

    def script(request: CompletionRequest) -> str:
        return next(spoilt, answer(request)) if takes_notes(request) else answer(request)

    model = Model(WINDOW, script)
    drafted = engine(model, ThreadPoolExecutor(1)).draft(assignment())
    assert len(model.notes) == len({tuple(numbers_shown(request)) for request in model.notes}) + 1
    assert drafted.usage.calls == len(model.requests)


def test_notes_that_never_quote_anything_are_an_error():
    model = Model(WINDOW, lambda request: "I am sorry." if takes_notes(request) else answer(request))
    with pytest.raises(AnswerUnreadable):
        engine(model).draft(assignment())
    assert model.briefs == []


def test_one_chunk_without_readable_notes_is_told_by_its_beginning():
    """A model that stumbles over one part of forty must not fail the article; nor may the part be left out."""
    part = next(numbers_shown(question) for question in _notes_of(LONGER) if 450 in numbers_shown(question))

    def script(request: CompletionRequest) -> str:
        return "I am sorry." if takes_notes(request) and 450 in numbers_shown(request) else answer(request)

    model = Model(WINDOW, script)
    with capture_logs() as logs:
        drafted = engine(model).draft(assignment(LONGER))
    assert {
        "event": "notes-unreadable",
        "log_level": "warning",
        "backend": "script/model",
        "paragraph": part[0],
    } in logs
    assert part[0] in numbers_shown(model.briefs[0])
    assert drafted.usage.calls == len(model.requests)


def _notes_of(subject: Article) -> list[CompletionRequest]:
    model = Model(WINDOW)
    engine(model).draft(assignment(subject))
    assert len(model.notes) >= 5
    return model.notes


def test_failing_chunk_ends_the_others():
    """Those under way stop at their next word, those that wait never begin; another request's go on."""
    failed, ended = Event(), []

    def script(request: CompletionRequest) -> str | Exception:
        if 1 in numbers_shown(request):
            failed.set()
            return BackendRefused()
        failed.wait(5)
        try:
            for _ in range(500):
                time.sleep(0.01)
                request.reader.read("-")
        except Abandoned:
            ended.append(numbers_shown(request)[0])
            raise
        return answer(request)

    model = Model(WINDOW, script)
    with ThreadPoolExecutor(2) as threads:
        other = threads.submit(lambda: "done")
        with pytest.raises(BackendRefused):
            engine(model, threads).draft(assignment())
        assert other.result() == "done"
    assert len(model.requests) <= 3
    assert len(ended) == len(model.requests) - 1


def test_caller_who_leaves_ends_all():
    deadline, started = Deadline.after(60), Event()

    def script(request: CompletionRequest) -> str:
        started.set()
        deadline.wait(10)
        deadline.check()
        return answer(request)

    model = Model(WINDOW, script)
    with ThreadPoolExecutor(2) as threads, ThreadPoolExecutor(1) as callers:
        drafted = callers.submit(engine(model, threads).draft, assignment(deadline=deadline))
        assert started.wait(5)
        deadline.cancel()
        with pytest.raises(Abandoned):
            drafted.result(5)
    assert len(model.requests) <= 2


def test_full_endpoint_is_waited_for():
    """It is full of the article's own notes, most likely."""
    full = iter([BackendBusy(retry_after=0.05), BackendBusy()])

    def script(request: CompletionRequest) -> str | Exception:
        return next(full, answer(request)) if takes_notes(request) else answer(request)

    model = Model(WINDOW, script)
    drafted = engine(model, most=1).draft(assignment())
    assert drafted.usage.calls == len(model.requests) - 2


def test_full_endpoint_is_not_waited_for_past_the_deadline():
    model = Model(WINDOW, lambda request: BackendBusy(retry_after=61))
    with pytest.raises(BackendBusy):
        engine(model).draft(assignment())


@pytest.mark.parametrize("stops", [True, False])
def test_one_endless_paragraph_is_read_in_parts(stops: bool):
    """Each part keeps the paragraph's number, whether sentences end in it or not."""
    text = " ".join(paragraph.text for paragraph in LONG.paragraphs) if stops else "no stop " * 4_500
    model = Model(WINDOW)
    engine(model).draft(assignment(replace(LONG, paragraphs=(Paragraph(1, text, 0, len(text)),))))
    assert {number for request in model.requests for number in numbers_shown(request)} == {1}
    assert len(model.notes) >= 3
    assert max(map(length, model.requests)) <= WINDOW - WINDOW // 8


def failure(*citations: Citation, paragraph: int | None = None) -> Failure:
    found = Finding(check="citations", problem=Problem.NO_CITATION, where="", message="wrong", paragraph=paragraph)
    return Failure("/core_insights/0", Insight("Company Aabc has opened a plant", citations), (found,))


FAILURES = (failure(Citation(120, "near", Span(30, 34)), Citation(150)), failure(paragraph=200), failure(paragraph=999))


def test_repair_of_a_short_article_shows_it_whole():
    model = Model(1_000_000, lambda request: "1. DROP\n2. DROP\n3. DROP")
    engine(model).repair(assignment(), FAILURES)
    assert numbers_shown(model.requests[0])[:300] == list(range(1, 301))


@pytest.mark.parametrize("window", [WINDOW, None])
def test_repair_of_a_long_article_shows_what_insights_rest_on(window: int | None):
    refused = iter([ContextTooLong()] if window is None else [])
    model = Model(window, lambda request: next(refused, "1. DROP\n2. DROP\n3. DROP"))
    repaired = engine(model).repair(assignment(watcher=Follower(committed=True)), FAILURES)
    shown = numbers_shown(model.requests[-1])
    assert {119, 120, 121, 149, 150, 151, 199, 200, 201} <= set(shown) < set(range(1, 301))
    assert length(model.requests[-1]) <= WINDOW
    assert repaired.usage.calls == len(model.requests)


def test_identity_tells_the_notes_prompt():
    one: Engine = engine(Model())
    other = engine(Model())
    assert one.identity == other.identity
    assert load_notes_prompt().digest in one.identity
    assert (one.name, one.prompt, one.translates) == ("llm", "news-brief/v2", True)
    assert one.prompt_digest == load_prompt("news-brief/v2").digest
