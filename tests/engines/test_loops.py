"""Answers without an end are noticed early (faults.md row 11), and no real answer is taken for one."""

import random
from collections.abc import Iterable

import pytest

from service.domain.errors import AnswerUnreadable
from service.engines.loops import LoopGuard
from tests.engines.answer_shapes import kinds
from tests.engines.test_structured import TONGUES, written_as_json

INSIGHT = "- Qinghe said that its first car chip has entered mass production at the new plant [1: “年产能约3.5亿颗”]"
ENDLESS = {
    "blank tokens": (" ", 64), "line feeds": ("\n", 64), "wide blanks": (" " * 16, 17), "blank lines": ("\n\n\n\n\n\n\n\n", 64),
    "lines": (f"{INSIGHT}\n", 3), "lines apart": (f"{INSIGHT}\n\n", 3), "a word": ("我", 512), "words": ("and so on ", 60), "marks": ("[1]", 180),
    "an insight in one line": (INSIGHT + " ", 30), "unseen": ("\u200b", 512), "JSON": ('{"text": "Chips are made here", "citations": [1]},', 60),
    "lines in turn": ("- Chips are made here [1]\n- Chips are sold there [2]\n", 30),
}  # fmt: skip


def feed(guard: LoopGuard, pieces: Iterable[str]) -> None:
    for piece in pieces:
        guard.read(piece)


@pytest.mark.parametrize(("unit", "most"), ENDLESS.values(), ids=ENDLESS.keys())
@pytest.mark.parametrize("before", ["", "Core Insights\n- Chips are made here [1]\n", '{"core_insights": [\n'])
def test_answer_without_an_end_is_stopped(unit: str, most: int, before: str):
    guard = LoopGuard()
    guard.read(before)
    with pytest.raises(AnswerUnreadable):
        feed(guard, [unit] * most)


def test_loop_within_one_long_piece_is_noticed():
    guard = LoopGuard()
    with pytest.raises(AnswerUnreadable):
        guard.read(f"Core Insights\n{'and so on ' * 60}\n- Chips are made here [1]")


@pytest.mark.parametrize("size", [1, 4, 10_000])
def test_real_answers_are_no_loops(size: int):
    """Printed JSON has many blanks and equal lines of brackets."""
    answers = [kind.answer for kind in kinds() if kind.expected]
    answers += [written_as_json(tongue, indent) for tongue in TONGUES for indent in (None, 2, 8)]
    for answer in answers:
        guard = LoopGuard()
        feed(guard, (answer[start : start + size] for start in range(0, len(answer), size)))
        guard.end(answer)


def test_text_that_only_resembles_itself_is_no_loop():
    chance = random.Random(3)
    guard = LoopGuard()
    for number in range(400):
        guard.read(f"- Chips of kind {number} are made here, and those of kind {chance.random()} there [1]\n")


def test_next_answer_is_counted_anew():
    guard = LoopGuard()
    for _ in range(5):
        guard.read(" " * 100)
        guard.read(f"{INSIGHT}\n")
        guard.begin()
    assert not guard.committed
