"""The JSON of usage, and how it is asked for."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from service.domain.usage import KEPT_DAYS, Usage

_DEFAULT_DAYS = 30
_Day = Annotated[str, StringConstraints(pattern=r"^2\d{3}-\d{2}-\d{2}$")]


class UsageOptions(BaseModel):
    """Which days are asked for."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    first: _Day | None = Field(
        None, alias="from", description=f"The first day of UTC; by default {_DEFAULT_DAYS} days are told."
    )
    last: _Day | None = Field(None, alias="to", description="The last day of UTC; by default this one.")

    @field_validator("first", "last")
    @classmethod
    def _is_a_day(cls, value: str | None) -> str | None:
        if value is not None:
            date.fromisoformat(value)
        return value

    def days(self, today: date) -> tuple[date, date]:
        """Return the first and the last day; raise ValueError where they are too many, or in the wrong order."""
        last = date.fromisoformat(self.last) if self.last else today
        first = date.fromisoformat(self.first) if self.first else last - timedelta(_DEFAULT_DAYS - 1)
        if not 0 <= (last - first).days < KEPT_DAYS:
            raise ValueError(f"from must not be after to, and at most {KEPT_DAYS} days are told at a time")
        return first, last


class UsageRow(BaseModel):
    """What one key used of one model on a day."""

    day: date
    key: str = Field(description='The public id of the key; "" where no key was asked for.')
    model: str = Field(description='The model as its endpoint names itself; "" for none.')
    requests: int = Field(description="Briefs that were asked for and given; an article of a job is one.")
    hits: int = Field(description="Those of them that were kept already.")
    calls: int = Field(description="Answers of the model for briefs that this key had made, usable or not.")
    input_tokens: int
    output_tokens: int


class UsageDaysJson(BaseModel):
    """The usage of some days, in order of day, key and model; days without any are left out."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    usage: list[UsageRow]

    @classmethod
    def of(cls, days: tuple[date, date], usage: Iterable[Usage]) -> Self:
        """Return it as JSON."""
        rows = [
            UsageRow(
                day=one.day,
                key=one.key,
                model=one.model,
                requests=one.tally.requests,
                hits=one.tally.hits,
                calls=one.tally.calls,
                input_tokens=one.tally.input_tokens,
                output_tokens=one.tally.output_tokens,
            )
            for one in usage
        ]
        return cls(first=days[0], last=days[1], usage=rows)
