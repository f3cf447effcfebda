"""TODO direction."""

from service.domain.checks.evidence import Basis, Outcome
from service.domain.summary import Insight

CHECK = "direction"


def check_direction(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Compare."""
    del insight, basis, where
    return Outcome()
