"""The checker: what must hold in any history, whatever was harmed. Pure: it reads records and nothing else."""

from bench.chaos.checking.answers import belonging, bodies, foreign, identity
from bench.chaos.checking.calls import calls
from bench.chaos.checking.failures import explained, in_time, problems, recovered
from bench.chaos.checking.jobs import idempotent, jobs
from bench.chaos.checking.left import kept, silent
from bench.chaos.checking.verdict import Verdict
from bench.chaos.history import History

INVARIANTS = (
    belonging, identity, foreign, bodies, jobs, idempotent, kept, calls,
    silent, problems, explained, in_time, recovered,
)  # fmt: skip


def check(history: History) -> list[Verdict]:
    """Return what became of each invariant."""
    return [invariant(history) for invariant in INVARIANTS]
