"""TODO names."""

from service.domain.checks.evidence import Basis, Outcome
from service.domain.summary import Insight

CHECK = "names"


def check_names(insight: Insight, basis: Basis, where: str) -> Outcome:
    """Compare."""
    del insight, basis, where
    return Outcome()
