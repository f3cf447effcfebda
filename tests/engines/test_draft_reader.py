"""An answer read while it is written: what is told stands in the draft, at the same places and in order."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from service.domain.errors import OutputError
from service.domain.language import Language
from service.domain.summary import Insight, Summary
from service.engines.draft_reader import DraftReader, Manner
from service.engines.wire import parse_answer
from service.ports import Assignment, Deadline
from tests.engines.answer_shapes import MUTATIONS, Shape, kinds
from tests.engines.test_llm import ARTICLE

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
