"""A quantity as a text states it."""

from dataclasses import dataclass

from service.domain.summary import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A quantity, with the words that state it and their place in the text."""

    text: str
    span: Span
