"""Who pays for what models are asked: each answer is noted where it comes, whether it can be served or not.

Ambient, as phases are, for between who asks for a brief and the endpoint lie retries, notes taken side by side, and
errors: a rejected answer has cost as much as a good one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from service.domain.brief import Usage

_Payer = Callable[[str, Usage], None]
_payer: ContextVar[_Payer | None] = ContextVar("payer", default=None)


@contextmanager
def paid_by(payer: _Payer) -> Iterator[None]:
    """Have all that models are asked in the block, and in threads of its context, told to ``payer`` as it is spent."""
    token = _payer.set(payer)
    try:
        yield
    finally:
        _payer.reset(token)


def spent(model: str, usage: Usage) -> None:
    """Tell what an answer of a model has cost, to nobody where nobody pays."""
    payer = _payer.get()
    if payer is not None:
        payer(model, usage)
