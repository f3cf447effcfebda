"""The checks of one draft, made where this process computes."""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Concatenate, ParamSpec, TypeVar

from service.domain.article import Article
from service.domain.checker import Checked, Checker, Rules
from service.domain.summary import Insight, Summary
from service.ports.computing import compute

_P = ParamSpec("_P")
_T = TypeVar("_T")
_numbers = count()


class ComputedChecks:
    """Stands for the ``Checker`` of an article, which is where this process computes; to be closed.

    What was checked is known here as well, so no insight comes over twice. Where the other process is gone, and another
    computes, the checker is made anew.
    """

    def __init__(self, article: Article, rules: Rules) -> None:
        self.article = article
        self._rules = rules
        self._number = next(_numbers)
        self._begun = False
        self._known: dict[tuple[str, Insight], Checked] = {}

    def heading(self, heading: str) -> str:
        """Return a group's heading as it may stand."""
        return self._computed(Checker.heading, heading)

    def with_headings(self, summary: Summary) -> Summary:
        """Return the summary with the headings of its groups as they may stand."""
        return self._computed(Checker.with_headings, summary)

    def check(self, insight: Insight, where: str) -> Checked:
        """Check an insight, at its place once."""
        if (where, insight) not in self._known:
            self._known[where, insight] = self._computed(Checker.check, insight, where)
        return self._known[where, insight]

    def check_all(self, summary: Summary) -> tuple[Checked, ...]:
        """Check every insight that was not checked at its place before, and how names are written throughout."""
        located = list(summary.located())
        known = frozenset(where for where, insight in located if (where, insight) in self._known)
        news = self._computed(_news, summary, known)
        return tuple(
            self._known[where, insight] if new is None else new
            for (where, insight), new in zip(located, news, strict=True)
        )

    def close(self) -> None:
        """Have the checker forgotten, with the next thing that is asked."""
        if self._begun:
            _ended.append(self._number)

    def _computed(self, method: Callable[Concatenate[Checker, _P], _T], *args: _P.args, **_: _P.kwargs) -> _T:
        if self._begun:
            with suppress(_NotHere):
                return compute(_asked, self._number, None, method, args)
        self._begun = True
        return compute(_asked, self._number, (self.article, self._rules, _taken(_ended)), method, args)


class _NotHere(Exception):
    """There is no such checker in this process."""


_checkers: dict[int, Checker] = {}
"""Those of drafts that are being written, of the process that computes."""


_ended: deque[int] = deque()
"""Those of drafts that have ended, of the process that asks."""

_Given = tuple[Article, Rules, tuple[int, ...]]  # what a checker is made of, and those to be forgotten


def _asked(number: int, given: _Given | None, method: Callable[..., _T], args: tuple[object, ...]) -> _T:
    if given is not None:
        article, rules, ended = given
        for one in ended:
            _checkers.pop(one, None)
        _checkers[number] = Checker.of(article, rules)
    if number not in _checkers:
        raise _NotHere
    return method(_checkers[number], *args)


def _taken(numbers: deque[int]) -> tuple[int, ...]:
    taken = []
    with suppress(IndexError):  # another thread has taken the rest
        while True:
            taken.append(numbers.popleft())
    return tuple(taken)


def _news(checker: Checker, summary: Summary, known: frozenset[str]) -> tuple[Checked | None, ...]:
    """Return what is not known of the insights, in their order: None in the place of what was found before."""
    return tuple(
        None if one.where in known and one is checker.check(insight, where) else one
        for (where, insight), one in zip(summary.located(), checker.check_all(summary), strict=True)
    )
