"""The file that an evaluation leaves: every number of the tables, and the misses for a person to look at."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from service.evaluation.labelled.cases import Scored
from service.evaluation.scores import Score


def write(path: Path, scores: Sequence[Score], scored: Scored, missing: Sequence[str]) -> None:
    """Write the evaluation as JSON; folders that lack are made."""
    checks = [asdict(measure) | {"aim": measure.aim, "met": measure.met} for measure in scored.measures]
    content = {
        "contenders": [
            {"name": score.name, "measures": dict(score.measures), "failed": dict(score.failed)} for score in scores
        ],
        "checks": checks,
        "sets_not_there": list(missing),
        "misses": [asdict(miss) for miss in scored.misses],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
