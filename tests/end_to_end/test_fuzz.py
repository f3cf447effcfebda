"""Generated requests against the live service: every check of schemathesis, and nothing but honest answers."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import BOUND_MS
from tests.end_to_end.server import served
from tests.keys import made, write
from tests.redis_server import RedisServer
from tests.stub_endpoint import StubEndpoint

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CONFIG = Path(__file__).parent / "schemathesis.toml"
FUZZ = "400"
EXAMPLES = {"fuzz": FUZZ}.get(os.environ.get("HYPOTHESIS_PROFILE", ""), "15")
OPTIONS = (
    "--checks",
    "all",
    "--exclude-checks",
    "use_after_free",
    "--max-examples",
    EXAMPLES,
    "--seed",
    "1",
    "--suppress-health-check",
    "too_slow",
)

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(1_800)]


@pytest.mark.parametrize(
    "engine",
    [
        pytest.param("extractive", marks=pytest.mark.skipif(EXAMPLES != FUZZ, reason="the other has more: jobs")),
        "model",
    ],
)
def test_description_holds_whatever_is_sent(tmp_path, engine):
    """Issue 8, number 5: schemathesis with all checks and a key; no 500, nothing over 300 ms. With a model there are jobs."""
    key, entry = made()
    keys = str(write(tmp_path / "keys.json", entry))
    with StubEndpoint() as endpoint, queue() as url:
        model = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url, "QUEUE_URL": url}
        with served(tmp_path / "log", API_KEYS_FILE=keys, **(model if engine == "model" else {})) as address:
            result = subprocess.run(
                [
                    SCHEMATHESIS,
                    "--config-file",
                    CONFIG,
                    "run",
                    f"{address}/openapi.json",
                    "-H",
                    f"Authorization: Bearer {key}",
                    *OPTIONS,
                ],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=False,
            )
    slowest = max(milliseconds(tmp_path / "log"))
    sys.stdout.write("".join(result.stdout.partition("Test cases:")[1:]) + f"slowest: {slowest} ms")  # shown with -rP
    assert result.returncode == 0, result.stdout[-4_000:]
    assert slowest <= BOUND_MS or EXAMPLES != FUZZ  # the suite runs on busy machines, too


@contextmanager
def queue():
    server = RedisServer()
    server.start()
    yield server.url
    server.close()


def milliseconds(log):
    """Return what each request took, as the service counts it."""
    events = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return [event["milliseconds"] for event in events if event["event"] == "request"]
