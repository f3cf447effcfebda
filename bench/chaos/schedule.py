"""Which fault comes when: drawn from a seed, so that a run can be had again."""

from dataclasses import dataclass
from random import Random

EVERY = 5.0  # seconds between the beginnings of two faults
_SHORTEST, _LONGEST = 2.0, 7.0  # seconds that one lasts: two may be there at once, never on the same part


WEIGHTS = {"endpoint": 6, "cache": 4, "queue": 3, "web": 2, "worker": 2, "callers": 2}
"""How often each family's turn comes, whatever number of kinds it has."""
_COMES_BACK = {"web": 15.0}
"""Seconds until the next fault of a part, where that is more than a moment: a process reads its tables first."""
BOTH = "first and second"
"""The part that two endpoints are together."""


@dataclass(frozen=True)
class Kind:
    """A fault that can be made; ``target`` is the part that has it, and ``sudden`` says that it is over at once."""

    name: str
    family: str
    target: str
    sudden: bool = False

    @property
    def parts(self) -> list[str]:
        return self.target.split(" and ")


@dataclass(frozen=True)
class Planned:
    """A fault with its time, in seconds since the beginning."""

    kind: Kind
    at: float
    lasts: float


def plan(kinds: list[Kind], *, seed: int, seconds: float) -> list[Planned]:
    """Return a fault every five seconds, none on a part that has one."""
    random = Random(seed)
    busy: dict[str, float] = {}
    planned: list[Planned] = []
    for at in (EVERY * number for number in range(1, int((seconds - _LONGEST) / EVERY) + 1)):
        free = [kind for kind in kinds if all(busy.get(part, 0.0) <= at for part in kind.parts)]
        families = sorted({kind.family for kind in free})
        [family] = random.choices(families, [WEIGHTS[one] for one in families])
        kind = random.choice([one for one in free if one.family == family])
        lasts = 0.0 if kind.sudden else round(random.uniform(_SHORTEST, _LONGEST), 1)
        busy |= dict.fromkeys(kind.parts, at + lasts + _COMES_BACK.get(kind.family, 1.0))
        planned.append(Planned(kind, at, lasts))
    return planned
