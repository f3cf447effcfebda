"""The parts of the engine for long articles: chunks, notes, passages, windows, calls side by side."""

import contextvars
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from service.domain.article import Article
from service.domain.checks.citations import Index
from service.domain.errors import Abandoned, AnswerUnreadable, DeadlineExceeded
from service.domain.language import Language
from service.domain.paragraph import Paragraph
from service.domain.summary import Citation, Span
from service.engines.longform.chunks import Cutter
from service.engines.longform.gathering import Crew
from service.engines.longform.material import fitting, ranked
from service.engines.longform.notes import NotesReader
from service.engines.longform.passages import Passage, Source
from service.engines.longform.windows import room_for_draft, room_for_notes, smaller_window
from service.ports import Assignment, Deadline


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(number, text, 0, len(text)) for number, text in enumerate(texts, start=1))


def assignment(*texts: str) -> Assignment:
    article = Article(language=Language.ENGLISH, paragraphs=paragraphs(*texts))
    return Assignment(article, Language.ENGLISH, Deadline.after(60))


@pytest.mark.parametrize(
    ("lengths", "room", "chunks"),
    [
        ([10, 10, 10, 10], 1_000, [4]),
        ([10, 10, 10, 10], 30, [2, 2]),
        ([94, 4, 4, 4, 4, 4], 100, [1, 5]),
        ([10, 10, 10, 10, 10, 10], 70, [3, 3]),  # four would fit, but each has its share
        ([], 100, []),
    ],
)
def test_chunks_are_about_equally_long(lengths: list[int], room: int, chunks: list[int]):
    """A paragraph costs five more than its text: its number and the end of its line."""
    cut = Cutter(len, room).chunks(paragraphs(*("x" * length for length in lengths)))
    assert [len(chunk) for chunk in cut] == chunks
    assert all(sum(len(p.text) + 5 for p in chunk) <= room for chunk in cut)


def test_long_paragraph_is_cut_at_sentences():
    (chunk, *others) = Cutter(len, 60).chunks(paragraphs("One is here. " * 3 + "X" * 100, "Two."))
    assert [p.text for p in chunk] == ["One is here. One is here. One is here."]
    pieces = [p for other in others for p in other]
    assert "".join(p.text for p in pieces if p.number == 1) == "X" * 100
    assert pieces[-1].text == "Two."
    assert {p.number for p in pieces} == {1, 2}


def test_room_less_than_a_letter_ends_all_the_same():
    assert len(Cutter(len, 3).chunks(paragraphs("abc"))) == 3


STORY = (
    "青禾半导体6月3日宣布，首款芯片开始量产。",
    "新工厂总投资近12亿元，其中超过一半用于购买国产设备。",
    "林知远说，公司尚未盈利。",
)
INDEX = Index.of(Article(language=Language.SIMPLIFIED_CHINESE, paragraphs=paragraphs(*STORY)))


def read(text: str, most: int = 9) -> list[tuple[int, str]]:
    reader = NotesReader(INDEX, most, Event())
    reader.begin()
    reader.read(text)
    reader.end(text)
    return [(quote.paragraph, quote.quote) for quote in reader.quotes]


TWO = [(2, "总投资近12亿元"), (3, "公司尚未盈利")]


@pytest.mark.parametrize(
    "text",
    [
        "- [2: “总投资近12亿元”]\n- [3: “公司尚未盈利”]",
        "Here are the passages:\n\n1. [2: “总投资近12亿元”]\n2. [3: “公司尚未盈利”]\n\nThese matter most.",
        "[2: \"总投资近12亿元\"][3: 「公司尚未盈利」]",
        "- 【2】“总投资近12亿元”\n- 【3】“公司尚未盈利”",
        "2: 总投资近12亿元\n[3] 公司尚未盈利",
        "- [P2] 总投资近12亿元\n- ¶3：“公司尚未盈利”",
        "<think>Paragraph 1?</think>- [2: “总投资近12亿元”]\n- [3: “公司尚未盈利”]",
        "- [7: “总投资近12亿元”]\n- [3: “公司尚未盈利”]",  # the quote tells where it stands
        "- [2: “总投资近12亿元”]\n- [2: “总投资近99亿元”]\n- [3: “公司尚未盈利”]\n- [2: “总投资近12亿元”]",
    ],
)  # fmt: skip
def test_notes_are_read_in_many_forms(text: str):
    assert read(text) == TWO


def test_no_more_notes_than_asked_for():
    assert read("- [2: “总投资近12亿元”]\n- [3: “公司尚未盈利”]", most=1) == TWO[:1]


@pytest.mark.parametrize(
    "text", ["", "I am sorry.", "- [2]", "- [2: “总投资近99亿元”]", "<think>[2: “总投资近12亿元”]"]
)
def test_notes_without_a_true_quote_are_refused(text: str):
    with pytest.raises(AnswerUnreadable):
        read(text)


def test_notes_without_end_are_given_up():
    """Faults row 11."""
    reader = NotesReader(INDEX, 9, Event())
    with pytest.raises(AnswerUnreadable):
        reader.read("- [2: “总投资近12亿元”]\n" * 4)


def test_notes_in_vain_are_given_up():
    stop = Event()
    reader = NotesReader(INDEX, 9, stop)
    reader.begin()
    stop.set()
    with pytest.raises(Abandoned):
        reader.read("-")
    with pytest.raises(Abandoned):
        reader.begin()
    assert not reader.committed


def test_quote_brings_its_whole_sentences():
    source = Source.of(assignment("First one. The second has 3.5 million. A third is here.", "Else."))

    def around(quote: str) -> str:
        start = source.assignment.article.paragraphs[0].text.index(quote)
        passage = source.around(Citation(1, quote, Span(start, start + len(quote))))
        (shown,) = source.shown([passage]).shown
        return shown.text

    assert around("3.5 million") == "The second has 3.5 million."
    assert around("million. A third") == "The second has 3.5 million. A third is here."
    assert around("First") == "First one."


def test_sentence_without_end_brings_the_words_around():
    text = "word " * 1_000
    source = Source.of(assignment(text))
    passage = source.around(Citation(1, "word word", Span(2_000, 2_009)))
    assert (1_900 <= passage.span.start <= 2_000, 2_009 <= passage.span.end <= 2_100) == (True, True)
    assert source.around(Citation(1, text[:4_000], Span(0, 4_000))).span == Span(0, 600)


def test_shown_passages_stand_in_order_with_gaps_marked():
    source = Source.of(assignment("One. Two. Three. Four.", "Five."))
    one, two, four = Span(0, 4), Span(5, 9), Span(17, 22)
    passages = [Passage(2, Span(0, 5)), Passage(1, four), Passage(1, two), Passage(1, one), Passage(1, two)]
    shown = source.shown(passages)
    assert [(p.number, p.text) for p in shown.shown] == [(1, "One. Two. … Four."), (2, "Five.")]
    assert shown.article is source.assignment.article


def test_lead_is_one_sentence_at_least():
    source = Source.of(assignment("One is here. Two is here.", "Three."))
    assert [len(source.lead(len, room)) for room in (1, 12, 24, 30, 1_000)] == [1, 1, 2, 3, 3]


@pytest.mark.parametrize(("near", "span"), [(0, (0, 1_200)), (1_000, (400, 1_600)), (2_999, (1_800, 3_000))])
def test_long_paragraph_is_shown_near_the_place(near: int, span: tuple[int, int]):
    assert Source.of(assignment("x" * 3_000)).paragraph(1, near) == Passage(1, Span(*span))


def test_what_was_put_first_is_given_up_last():
    a, b, c, d = (Passage(number, Span(0, 9)) for number in (1, 2, 3, 4))
    assert ranked([[b, a], [c, d, a], []]) == (b, c, a, d)
    assert fitting((b, c, a, d), lambda kept: 10 * len(kept), 25) == (b, c)
    assert fitting((b, c), lambda kept: 10 * len(kept), 1) == (b,)
    assert fitting((), lambda kept: 99, 1) == ()


@pytest.mark.parametrize("window", [1_000, 4_096, 8_192, 32_768, 131_072])
def test_answer_and_margin_have_room(window: int):
    assert 1.09 * room_for_draft(window) + min(1_425, window // 3) <= window
    assert 1.09 * room_for_notes(window) + window // 8 <= window


@pytest.mark.parametrize(
    ("told", "tried", "smaller"),
    [(4_096, 40_000, 4_096), (None, 12_000, 6_000), (None, 200_000, 8_000), (8_192, 8_192, 6_144), (9_999, 800, 600)],
)
def test_window_after_a_refusal_is_smaller(told: int | None, tried: int, smaller: int):
    assert smaller_window(told, tried) == smaller


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def gather(threads: ThreadPoolExecutor, *calls, deadline: Deadline | None = None, most: int = 9):
    return Crew(threads, most).gather(calls, deadline or Deadline.after(10), stop=Event(), told=lambda done: None)


def test_results_stand_in_the_order_of_the_calls(threads: ThreadPoolExecutor):
    first = Event()
    assert gather(threads, lambda: first.wait(5), lambda: first.set() or "second") == [True, "second"]


def test_calls_know_the_context_of_their_request(threads: ThreadPoolExecutor):
    request = contextvars.ContextVar("request", default="")
    request.set("r1")
    assert gather(threads, request.get, request.get, request.get) == ["r1"] * 3


def test_one_request_holds_no_more_threads_than_it_may():
    running, seen = [], []

    def call():
        running.append(1)
        seen.append(len(running))
        time.sleep(0.01)
        running.pop()

    with ThreadPoolExecutor(9) as threads:
        gather(threads, *[call] * 9, most=3)
    assert max(seen) <= 3
    assert len(seen) == 9


@pytest.mark.parametrize(("cancelled", "error"), [(True, Abandoned), (False, DeadlineExceeded)])
def test_nobody_waits_behind_the_calls_of_others(threads: ThreadPoolExecutor, cancelled: bool, error: type[Exception]):
    busy, deadline = Event(), Deadline.after(0.3)
    for _ in range(2):
        threads.submit(busy.wait, 5)
    if cancelled:
        deadline.cancel()
    began, ran = time.monotonic(), []
    with pytest.raises(error):
        gather(threads, lambda: ran.append(1), deadline=deadline)
    assert time.monotonic() - began < 2
    busy.set()
    threads.shutdown(wait=True)
    assert ran == []
