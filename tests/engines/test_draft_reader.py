"""An answer read while it is written: what is told stands in the draft, at the same places and in order."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import AnswerUnreadable, OutputError
from service.domain.language import Language
from service.domain.summary import Insight, Summary
from service.engines.draft_reader import DraftReader, Manner
from service.engines.wire import parse_answer
from service.ports import Assignment, Deadline
from tests.engines.answer_shapes import MUTATIONS, Shape, kinds, written
from tests.engines.answer_tables import ENGLISH, SIMPLIFIED, TONGUES, Tongue
from tests.engines.test_llm import ARTICLE
from tests.engines.test_structured import document, written_as_json

KINDS = list(kinds())
MORE = "\n\nGroup 9: More\n- More chips were made there [1]"


@dataclass
class Recorder:
    """Remembers what it is told since the last beginning; commits to the first insight where it is to."""

    commits: bool = False
    told: list[tuple[str, Insight]] = field(default_factory=list)
    groups: list[tuple[int, str]] = field(default_factory=list)
    beginnings: int = 0

    @property
    def committed(self) -> bool:
        return self.commits and bool(self.told)

    def begin(self) -> None:
        self.told, self.groups = [], []
        self.beginnings += 1

    def group(self, number: int, heading: str) -> None:
        self.groups.append((number, heading))

    def insight(self, where: str, insight: Insight) -> None:
        if where.startswith("/groups/"):
            assert self.groups[-1][0] == int(where.split("/")[2]) + 1, "a group is told before its insights"
        self.told.append((where, insight))

    def progress(self, stage: str, done: int, total: int) -> None:
        raise AssertionError


def reader(language: Language = Language.ENGLISH, *, commits: bool = False, manner: Manner | None = None):
    recorder = Recorder(commits)
    made = DraftReader(Assignment(ARTICLE, language, Deadline.after(60), recorder), manner or Manner())
    made.begin()
    return made, recorder


def located(summary: Summary) -> list[tuple[str, Insight]]:
    return list(summary.located())


def language_of(kind: Shape) -> Language:
    return Language(kind.name.split()[0]) if kind.name.startswith("zh") else Language.ENGLISH


def pieces_of(text: str, chance: random.Random) -> Iterator[str]:
    """Cut a text as a stream does: into tokens, letters, or lumps."""
    longest = chance.choice((1, 3, 6, 12, 80, len(text) + 1))
    position = 0
    while position < len(text):
        end = position + chance.randint(1, longest)
        yield text[position:end]
        position = end


def goes_on_well(begun: str, told: list[tuple[str, Insight]]) -> bool:
    """Whether a good answer begins as this one does, its last lines aside, and holds what was told."""
    lines = begun.split("\n")
    for last in range(len(lines) - 1, 0, -1):
        for more in (MORE, f"\n- It was said again [2]{MORE}", f"\nMoney\n- It was said again [2]{MORE}"):
            try:
                if located(parse_answer("\n".join(lines[:last]) + more))[: len(told)] == told:
                    return True
            except OutputError:
                continue
    return False


def read(answer: str, pieces: Sequence[str], language: Language) -> tuple[Summary | None, Recorder, bool]:
    """Read an answer whose watcher never commits; return the draft, what was told before its end, and whether again.

    What was told of a refused answer must be what a good one would hold that begins like it.
    """
    made, recorder = reader(language)
    read_so_far = ""
    try:
        for piece in pieces:
            made.read(piece)
            read_so_far += piece
        early = Recorder(told=list(recorder.told), groups=list(recorder.groups))
        made.end(answer)
    except OutputError:
        assert not recorder.told or goes_on_well(read_so_far, recorder.told)
        return None, recorder, False
    assert recorder.told == located(made.summary)
    assert recorder.groups == [(group.number, group.heading) for group in made.summary.groups]
    kept = recorder.beginnings == 1
    assert not kept or early.told == recorder.told[: len(early.told)]
    return made.summary, early, not kept


def whole(answer: str, language: Language) -> Summary | None:
    made, _ = reader(language)
    try:
        made.end(answer)
    except OutputError:
        return None
    return made.summary


def endless(kind: Shape) -> bool:
    return kind.name.removeprefix("whole ") in {"loop of labels"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.encode("unicode_escape").decode()[:80])
def test_what_is_told_stands_in_the_draft(kind: Shape):
    """As it is and mutated, cut into pieces at random: the draft is the one of the whole answer, or none."""
    chance = random.Random(kind.name)
    language = language_of(kind)
    for name, mutate in (MUTATIONS[0], chance.choice(MUTATIONS[1:])):
        answer = mutate(kind.answer)
        summary, _, again = read(answer, list(pieces_of(answer, chance)), language)
        assert summary == whole(answer, language) or endless(kind), name
        assert not again or "</think>" in kind.name, name


SPLIT = [(tongue, text) for tongue in TONGUES for text in (written(tongue), written_as_json(tongue), written_as_json(tongue, 2))]  # fmt: skip


@pytest.mark.property
@given(st.sampled_from(SPLIT), st.integers(0, 2**32))
def test_any_split_tells_the_same(case: tuple[Tongue, str], seed: int):
    tongue, answer = case
    pieces = list(pieces_of(answer, random.Random(seed)))
    summary, early, again = read(answer, pieces, Language(tongue.name))
    assert (summary, again) == (tongue.summary(), False)
    assert len(early.told) >= (3 if len(pieces) > 1 else 0)


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.name)
def test_insight_is_told_as_soon_as_its_line_is_over(tongue: Tongue):
    """At once where a blank line follows, else with the first letters of the next bullet."""
    made, recorder = reader(Language(tongue.name))
    answer = written(tongue)
    told_at: dict[int, int] = {}
    for position, letter in enumerate(answer):
        made.read(letter)
        told_at.setdefault(len(recorder.told), position)
    lines = [answer.index("\n", answer.index(text)) for text in (tongue.a, tongue.b, tongue.c)]
    assert [told_at[1] - lines[0], told_at[2] - lines[1], told_at[3] - lines[2]] == [3, 1, 1]
    assert recorder.groups == [(1, tongue.headings[0])]


def test_line_that_may_go_on_waits():
    """With a mark of its own, or evidence behind a bullet."""
    made, recorder = reader()
    made.read("Core Insights\n- Chips are made here [1]\n- S")
    assert not recorder.told
    made.read("ource: [2: “新工厂”]\n- Chips")
    assert [len(insight.citations) for _, insight in recorder.told] == [2]
    made.read(" are\nsold [2]\n\n")
    assert [insight.text for _, insight in recorder.told] == ["Chips are made here", "Chips are sold"]


def test_uncited_insights_wait_for_a_cited_one():
    """A draft that cites nothing is refused."""
    made, recorder = reader()
    made.read("Core Insights\n- Chips are made here\n- Chips are sold there\n\n")
    assert not recorder.told
    made.read("Group 1: More\n- More chips are made [1]\n\n")
    assert [where for where, _ in recorder.told] == ["/core_insights/0", "/core_insights/1", "/groups/0/insights/0"]


def test_limits_and_repetitions_are_left_out():
    made, recorder = reader()
    core = "\n".join(f"- Chips number {i // 2} are made here [1]" for i in range(20))
    groups = "\n\n".join(f"Group {n}: Topic {n}\n- More of topic {n} is said [2]" for n in range(1, 9))
    answer = f"Core Insights\n{core}\n\n{groups}\n\n"
    made.read(answer)
    early = list(recorder.told)
    made.end(answer)
    assert early == recorder.told == located(made.summary)
    assert [len(made.summary.core_insights), len(recorder.groups)] == [5, 6]


def test_wrong_language_is_not_told():
    made, recorder = reader(Language.ENGLISH)
    for letter in f"Core Insights\n- {ENGLISH.a} [1]\n- {SIMPLIFIED.a} [1]\n- {ENGLISH.b} [2]\n\n":
        made.read(letter)
    assert [insight.text for _, insight in recorder.told] == [ENGLISH.a]


HIDDEN = {
    "open thought": f"<think>\n{written(ENGLISH)}\n\n",
    "thought after an introduction": f"Here it is:\n<think>\n{written(ENGLISH)}\n\n",
    "prose before": f"We need to write a brief. Let us draft.\n\n{written(ENGLISH)}\n\n",
    "two lines before": f"The task:\nwrite this:\n{written(ENGLISH)}\n\n",
    "channel": f"<|channel|>analysis<|message|>\n{written(ENGLISH)}\n\n",
    "analysis": f"analysis We need to write:\n{written(ENGLISH)}\n\n",
    "turn": f"<|im_start|>assistant\n{written(ENGLISH)}\n\n",
    "escape": f"\x1b]0;title\n{written(ENGLISH)}\n\n",
    "groups first": "\n".join(reversed(written(ENGLISH).split("\n\n"))) + "\n\n",
    "no core insights": f"{written(ENGLISH).partition(chr(10))[0]}\n{written(ENGLISH).partition(chr(10) * 2)[2]}\n\n",
    "JSON after two lines": f"The task:\nwrite this:\n{written_as_json(ENGLISH)}",
    "JSON in a thought": f"<think>{written_as_json(ENGLISH)}",
    "JSON with a mark": written_as_json(ENGLISH).replace("Qinghe", "<|im_end|>", 1),
    "JSON list": f"{{{written_as_json(ENGLISH)[15:]}",
    "JSON without core": '{"core_insights": "none", "groups": [{"heading": "a", "insights": [{}, {}]}]}',
    "JSON with groups first": json.dumps(dict(reversed(document(ENGLISH.summary()).items()))),
    "JSON of another form": '{"core_insights": [{"insight": "Chips are made here"}, {"insight": "Chips"}], "groups": [{}]}',
}


@pytest.mark.parametrize("answer", HIDDEN.values(), ids=HIDDEN.keys())
def test_nothing_is_told_of_what_may_be_thoughts(answer: str):
    made, recorder = reader()
    for piece in pieces_of(answer, random.Random(7)):
        made.read(piece)
    assert not recorder.told


@pytest.mark.parametrize("thought", ["<think>\nhm\n</think>\n", "We need to write this.\nSo:\n</think>\n\n", "<think>x</think>Okay, the brief.\nIt is this.\n"])  # fmt: skip
@pytest.mark.parametrize("aloud", [False, True])
def test_insights_are_told_once_thoughts_have_ended(thought: str, aloud: bool):
    """Also those of a model that is known to think aloud."""
    made, recorder = reader(manner=Manner(thinks_aloud=aloud))
    for letter in f"{thought}{written(ENGLISH)}":
        made.read(letter)
    assert len(recorder.told) == 3


def test_json_groups_are_told_when_their_heading_is_known():
    made, recorder = reader()
    answer = json.dumps(document(ENGLISH.summary()), ensure_ascii=False).replace(
        '"groups": [{', '"groups": [{"n": 1}, {'
    )
    made.read(answer[: answer.index('"n": 1')])
    assert [where for where, _ in recorder.told] == ["/core_insights/0", "/core_insights/1"]
    made.read(answer[answer.index('"n": 1') :])
    assert len(recorder.told) == 2
    with pytest.raises(OutputError):
        made.end(answer)


ALOUD = {
    "unopened thought": f"Core Insights\n- Something else was said [1]\n\n</think>\n{written(ENGLISH)}",
    "thought opened late": f"Core Insights\n- Something else was said [1]\n\n<think>wait</think>\n{written(ENGLISH)}",
    "JSON twice": f'{{"core_insights": [{{"text": "Something else was said", "citations": [1]}}, {{}}]}}</think>{written_as_json(ENGLISH)}',
}  # fmt: skip


@pytest.mark.parametrize("answer", ALOUD.values(), ids=ALOUD.keys())
def test_what_the_end_takes_back_is_told_anew_and_remembered(answer: str):
    manner = Manner()
    made, recorder = reader(manner=manner)
    for letter in answer:
        made.read(letter)
    assert [insight.text for _, insight in recorder.told] == ["Something else was said"]
    made.end(answer)
    assert recorder.told == located(ENGLISH.summary())
    assert recorder.beginnings == 2
    assert manner.thinks_aloud
    made, recorder = reader(manner=manner)
    made.read(answer.partition("</think>")[0])
    assert not recorder.told


@pytest.mark.parametrize("answer", ALOUD.values(), ids=ALOUD.keys())
def test_what_went_out_for_good_cannot_be_taken_back(answer: str):
    manner = Manner()
    made, recorder = reader(commits=True, manner=manner)
    for letter in answer:
        made.read(letter)
    with pytest.raises(AnswerUnreadable):
        made.end(answer)
    assert made.committed
    assert len(recorder.told) == 1
    assert manner.thinks_aloud


def test_heading_taken_back_counts_as_well():
    answer = f"{written(ENGLISH)}\n</think>\n{written(ENGLISH).replace('Chips, C#', 'Cars, C#')}"
    made, _ = reader(commits=True)
    made.read(answer.partition("</think>")[0] + "\n")
    with pytest.raises(AnswerUnreadable):
        made.end(answer)


def test_two_briefs_are_remembered_as_thinking_aloud():
    manner = Manner()
    made, _ = reader(manner=manner)
    answer = f"{written(ENGLISH)}\n\n{written(ENGLISH).replace('350', '360')}"
    made.read(answer)
    with pytest.raises(AnswerUnreadable):
        made.end(answer)
    assert manner.thinks_aloud


def test_refused_answer_is_not_remembered():
    manner = Manner()
    made, _ = reader(manner=manner)
    with pytest.raises(OutputError):
        made.end("I cannot help with that.")
    assert not manner.thinks_aloud


def test_next_answer_begins_anew():
    """A retry, or another backend: nothing of the answer before is left."""
    made, recorder = reader()
    made.read(f"Core Insights\n- Something else was said [1]\n\n{'x ' * 200}")
    made.begin()
    assert not recorder.told
    made.read(written(ENGLISH))
    made.end(written(ENGLISH))
    assert recorder.told == located(ENGLISH.summary())


def test_brief_far_too_long_ends_the_call():
    """Counted from its first label on: thoughts may be longer."""
    chance = random.Random(1)
    words = " ".join(str(chance.random()) for _ in range(3_000))
    made, _ = reader()
    made.read(f"<think>{words}</think>\n")
    with pytest.raises(AnswerUnreadable):
        made.read(f"Core Insights\n- {words}")
