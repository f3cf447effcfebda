"""What is computed when it is first asked for, and kept."""

from collections.abc import Callable
from typing import Generic, TypeVar

_I = TypeVar("_I")
_T = TypeVar("_T")


class lazy(Generic[_I, _T]):  # noqa: N801  a decorator
    """A property that is computed once for each instance, as ``functools.cached_property`` is, but without its lock.

    Up to Python 3.11 that one lock serves all instances: while one article's is computed, and its thread waits for its
    turn, every other article waits too. Without it two threads may compute the same; both get what is the same.
    """

    def __init__(self, compute: Callable[[_I], _T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type[_I], name: str) -> None:
        self._name = name

    def __get__(self, instance: _I, owner: type[_I] | None = None) -> _T:
        value = instance.__dict__[self._name] = self._compute(instance)
        return value
