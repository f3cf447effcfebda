"""Generated requests against the live service: every check of schemathesis, and nothing but honest answers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.server import served
from tests.stub_endpoint import StubEndpoint

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CONFIG = Path(__file__).parent / "schemathesis.toml"
EXAMPLES = {"fuzz": "400"}.get(os.environ.get("HYPOTHESIS_PROFILE", ""), "15")
OPTIONS = ("--checks", "all", "--max-examples", EXAMPLES, "--seed", "1")

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(1_800)]


@pytest.mark.parametrize("engine", ["extractive", "model"])
def test_description_holds_whatever_is_sent(tmp_path, engine):
    """Issue 2, number 6: schemathesis with all checks; no 500."""
    with StubEndpoint() as endpoint:
        model = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url} if engine == "model" else {}
        with served(tmp_path / "log", **model) as address:
            result = subprocess.run(
                [SCHEMATHESIS, "--config-file", CONFIG, "run", f"{address}/openapi.json", *OPTIONS],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=False,
            )
    sys.stdout.write("".join(result.stdout.partition("Test cases:")[1:]))  # shown with -rP
    assert result.returncode == 0, result.stdout[-4_000:]
