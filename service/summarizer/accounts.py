"""What callers use of models, and whether they may use more."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from service.domain.brief import Usage
from service.domain.callers import Limits
from service.domain.errors import TokensUsedUp
from service.domain.usage import Tally
from service.ports import UsageLedger
from service.summarizer.labelling import model_of
from service.summarizer.served import Hearing, Outcome, Served

_GIVEN, _HIT = Tally(requests=1), Tally(requests=1, hits=1)
_UNLIMITED = Limits()


def unlimited(_caller: str) -> Limits:
    """Return the limits of whoever has none."""
    return _UNLIMITED


@dataclass(frozen=True, slots=True)
class Accounts:
    """Counts what the callers of those ids use; ``limits_of`` says how much they may.

    What of a model was used is counted as it answers, for the one caller whose request made the brief, whether the
    answer can be served or not. Briefs are counted where they are given.
    """

    usage: UsageLedger
    limits_of: Callable[[str], Limits] = unlimited

    def require_tokens(self, caller: str) -> None:
        """Raise TokensUsedUp where the caller may use no more of them today; what is under way is not in the sum."""
        most = self.limits_of(caller).tokens
        if most and self.usage.tokens_today(caller) >= most:
            message = f"the {most} tokens that the key may use in a day (of UTC) are used up; what is kept is served"
            raise TokensUsedUp(message, retry_after=_until_midnight(datetime.now(UTC)))

    def used(self, caller: str, model: str, usage: Usage) -> None:
        """Count what was used of a model."""
        tally = Tally(calls=usage.calls, input_tokens=usage.input_tokens, output_tokens=usage.output_tokens)
        self.usage.count(caller, model, tally)

    def given(self, caller: str, served: Served) -> Served:
        """Count a brief that is given, and return it."""
        self.usage.count(caller, model_of(served.payload), _HIT if served.outcome is Outcome.HIT else _GIVEN)
        return served

    def given_again(self, caller: str, model: str) -> None:
        """Count a brief that was made by that model and is given once more."""
        self.usage.count(caller, model, _HIT)

    def told(self, caller: str, told: Hearing, outcome: Outcome) -> Hearing:
        """Yield what is told of a brief, and count it once it was told to its end."""
        with closing(told):
            for one in told:
                if one is not None and one.notice.last:
                    given = _HIT if outcome is Outcome.HIT else _GIVEN
                    self.usage.count(caller, model_of(one.notice.data.encode()), given)
                yield one


def _until_midnight(now: datetime) -> float:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(1)
    return (midnight - now).total_seconds()
