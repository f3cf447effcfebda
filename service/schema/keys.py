"""The JSON of the file of keys: who may ask, without anything by which one could."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from service.domain.callers import Caller, Limits, Scope
from service.domain.errors import SettingsError

MOST_OF_NAME = 200  # characters
_MOST_TOLD = 5  # mistakes of a file
Count = Annotated[int, Field(ge=0, lt=10**12)]


class LimitsJson(BaseModel):
    """How much a key may ask for, 0 for any number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    requests_per_minute: Count = 0
    concurrent: Count = 0
    tokens_per_day: Count = 0


class KeyJson(BaseModel):
    """A key: its public id, a name for people, and the SHA-256 of the whole key in hexadecimal digits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z2-7]{8}$")
    name: str = Field("", max_length=MOST_OF_NAME)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", repr=False)
    scopes: tuple[Scope, ...] = Field(min_length=1)
    limits: LimitsJson = LimitsJson()
    private: bool = False
    created_at: AwareDatetime
    expires_at: AwareDatetime | None = None
    revoked_at: AwareDatetime | None = None

    def caller(self) -> Caller:
        """Return who holds it."""
        limits = Limits(
            requests=self.limits.requests_per_minute,
            concurrent=self.limits.concurrent,
            tokens=self.limits.tokens_per_day,
        )
        return Caller(id=self.id, scopes=frozenset(self.scopes), limits=limits, private=self.private)

    def status(self, now: datetime) -> str:
        """Return whether it is ``active``, ``expired`` or ``revoked``."""
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at and self.expires_at <= now else "active"


class KeysJson(BaseModel):
    """All keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keys: tuple[KeyJson, ...] = ()

    @model_validator(mode="after")
    def _no_id_twice(self) -> "KeysJson":
        if len({key.id for key in self.keys}) < len(self.keys):
            raise ValueError("an id stands there twice")
        return self


def load_keys(payload: bytes) -> KeysJson:
    """Return what a file of keys holds; raise SettingsError, which repeats nothing of it."""
    try:
        return KeysJson.model_validate_json(payload)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False, include_context=False)[:_MOST_TOLD]
        raise SettingsError(tuple(f"{_place(one['loc'])}{one['msg']}" for one in details)) from None


def dump_keys(keys: KeysJson) -> bytes:
    """Return the JSON, one field a line, for people to read."""
    return keys.model_dump_json(indent=2, exclude_none=True).encode() + b"\n"


def _place(steps: tuple[int | str, ...]) -> str:
    """Return where a mistake stands: numbers, and names of fields as far as they are ours."""
    known = {"keys", *KeyJson.model_fields, *LimitsJson.model_fields}
    named = [str(step) if isinstance(step, int) or step in known else "…" for step in steps]
    return f"{'.'.join(named)}: " if named else ""
