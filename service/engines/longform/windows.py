"""How much of a model's window a question may take: all figures in tokens."""

from service.ports import TOKEN_MARGIN

_LONGEST_BRIEF = 2_000  # 25 insights of about 57 tokens are 1,425, with headings
_UNTOLD = 8_000  # what is tried where an endpoint refused without a figure: few models have less, and one try is all


def room_for_draft(window: int) -> int:
    """Return how long the question for a brief may be: a long window also leaves a model room for its thoughts."""
    return _room(window, max(window // 8, min(_LONGEST_BRIEF, window * 3 // 8)))


def room_for_notes(window: int) -> int:
    """Return how long the question for notes may be: 16 of them are about 500 tokens."""
    return _room(window, window // 8)


def window_within(question: int) -> int:
    """Return a window that a question of that length does not fit."""
    return question + question // 10


def smaller_window(told: int | None, tried: int) -> int:
    """Return the window to plan with after one that was tried proved too large; ``told`` is the endpoint's own word.

    It is smaller than the one tried even where the endpoint names as much: then it counts finer than we do.
    """
    return min(told or min(tried // 2, _UNTOLD), tried * 3 // 4)


def _room(window: int, answer: int) -> int:
    return int((window - answer) / TOKEN_MARGIN)
