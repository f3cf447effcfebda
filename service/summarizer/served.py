"""What callers get, and by which policy."""

from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum

from service.domain.checker import STANDARD, Rules
from service.domain.language import Language
from service.formats.ai_label import STANDARD_LABEL, AiLabel
from service.ports import Told


class Outcome(Enum):
    """How the cache took part, in the words of Cache-Status (RFC 9211)."""

    HIT = "hit"
    MISS = "fwd=miss"
    COLLAPSED = "fwd=miss; collapsed"
    RECOMPUTED = "fwd=request"
    BYPASSED = "fwd=bypass"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a caller has heard a stream: the run, and the number of the last notice; ``run`` "" is the beginning."""

    run: str = ""
    number: int = 0


BEGINNING = Place()


@dataclass(frozen=True, slots=True)
class Served:
    """A brief as JSON bytes, its id, how the cache took part, and whether the brief is kept under the id."""

    payload: bytes
    id: str
    outcome: Outcome
    kept: bool


Hearing = Generator[Told | None, None, None]
"""What one caller is told of a brief while it is made, None for every second without a notice.

Closing it is leaving: the work stops where nobody else waits for it.
"""


@dataclass(frozen=True, slots=True)
class Streamed:
    """A brief told while it is made; the rest as far as known beforehand."""

    told: Hearing
    id: str
    outcome: Outcome
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the operator decided: ``default_language`` None is the article's own; seconds for a whole request."""

    default_language: Language | None = Language.ENGLISH
    request_timeout_seconds: float
    rules: Rules = STANDARD
    label: AiLabel = STANDARD_LABEL
