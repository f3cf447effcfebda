"""Of an error that nobody foresaw a log says where it was raised, and never what it said."""

import copy
import pickle
from pathlib import Path

from service.domain.raising import keep_place, raised_at


def _read() -> int:
    return int("星河智能")


def _raised() -> ValueError:
    try:
        _read()
    except ValueError as error:
        return error
    raise AssertionError


def test_deepest_line_is_told():
    place, line = raised_at(_raised()).rsplit(":", 1)
    assert place == __file__
    assert "return int(" in Path(place).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_copy_is_told_by_its_original():
    original = _raised()
    follower = copy.copy(original)
    follower.__cause__ = original
    assert raised_at(follower) == raised_at(original)


def test_cause_of_another_kind_is_not_followed():
    error = KeyError()
    error.__cause__ = _raised()
    assert raised_at(error) == ""


def test_error_never_raised_is_nowhere():
    assert raised_at(ValueError()) == ""


def test_place_is_told_in_another_process():
    error = _raised()
    keep_place(error)
    assert raised_at(pickle.loads(pickle.dumps(error))) == raised_at(_raised())
