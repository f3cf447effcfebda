"""How far a batch is, told on standard error."""

import sys
import time
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from service.background.batches import Answer, Output

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_EVERY = 30.0  # seconds between lines where there is no terminal


class Progress:
    """A bar on a terminal, else a line now and then; ``size`` is what is left to be answered, in bytes."""

    def __init__(self, output: Output, size: int) -> None:
        self._output = output
        self._size = max(1, size)
        self._before = output.answered
        self._started = self._told = time.monotonic()
        self._done = 0
        self._bar: ProgressBar[int] = click.progressbar(
            length=self._size,
            label="lines briefed",
            file=sys.stderr,
            hidden=not sys.stderr.isatty(),
            item_show_func=lambda _: self._counts(),
        )
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._open.enter_context(self._bar)
        return self

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._open.close()

    def tell(self, answer: Answer | None) -> None:
        """Tell of an answer that was written, or that none has come for a while."""
        if answer:
            self._done += answer.size
            self._bar.update(answer.size)
        now = time.monotonic()
        if self._bar.hidden and now - self._told >= _EVERY:
            self._told = now
            click.echo(f"{self._counts()}; {self._rate():.1f} lines/s{self._left()}", err=True)

    def sum_up(self, *, stopped: bool) -> None:
        """Tell what there is in the end."""
        codes = ", ".join(f"{count:,} {code}" for code, count in self._output.codes.most_common() if code)
        seconds = time.monotonic() - self._started
        here = self._output.answered - self._before
        click.echo(f"{self._counts()}{codes and f' ({codes})'}", err=True)
        click.echo(f"{here:,} of them in this run: {seconds:,.1f} s, {self._rate():.1f} lines/s", err=True)
        if stopped:
            click.echo("the same command goes on from here", err=True)
        elif self._output.failed:
            click.echo("--retry-failed asks again for those that failed", err=True)

    def _counts(self) -> str:
        return f"{self._output.answered:,} lines answered, {self._output.failed:,} of them with errors"

    def _rate(self) -> float:
        return (self._output.answered - self._before) / max(0.001, time.monotonic() - self._started)

    def _left(self) -> str:
        if not self._done:
            return ""
        seconds = (time.monotonic() - self._started) * (self._size - self._done) / self._done
        return f", about {max(0, round(seconds / 60))} min left"
