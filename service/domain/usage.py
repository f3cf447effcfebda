"""How much callers used of the service."""

from dataclasses import dataclass
from datetime import date

KEPT_DAYS = 90
"""Days that usage can be looked up: a quarter, which is what bills and budgets ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Briefs that were asked for and given, how many of them were there already, and what of models was used.

    A job's articles are one brief each. Answered calls and tokens are those of whoever had a brief made, given or
    not.
    """

    requests: int = 0
    hits: int = 0
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            requests=self.requests + other.requests,
            hits=self.hits + other.hits,
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
        )

    @property
    def tokens(self) -> int:
        """Those that count for a limit: all that a model read and wrote."""
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True)
class Usage:
    """What the key of that id ("" for anyone) used of a model ("" for none) on a day of UTC."""

    day: date
    key: str
    model: str
    tally: Tally
