"""TODO quantities."""

from service.domain.checks.evidence import Basis, Outcome
from service.domain.summary import Insight

CHECK = "quantities"


def check_quantities(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Compare."""
    del insight, basis, where
    return Outcome()
