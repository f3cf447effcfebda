"""The load benchmark's own parts: its figures are worth nothing where its articles or its driver are wrong."""

import json

import pytest

from bench.load.articles import body
from bench.load.driving import driven
from bench.load.processes import counts, endpoint
from service.bootstrap import build_app
from service.settings import Settings


@pytest.fixture(scope="module")
def model():
    with endpoint(0.01) as running:
        yield running


def test_driver_counts_what_endpoint_answered(model):
    """Every distinct article is answered once, over connections that are kept."""
    address = f"{model.url}/v1/chat/completions"
    run = driven(address, connections=8, seconds=30, warm_up=0, distinct=40)
    assert (run["answered"], run["errors"]) == (40, 0)
    assert run["ms"]["p50"] >= 10
    counted = counts(model)
    assert (counted["calls"], counted["articles"]) == (40, 40)
    assert counted["most_in_flight"] <= 8


@pytest.fixture(scope="module")
def client(model):
    return build_app(Settings.from_env({"LLM": "custom/stub", "LLM_BASE_URL": f"{model.url}/v1"})).test_client()


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_generated_briefs_pass_all_checks(client, tongue):
    """The benchmark measures briefs without repairs."""
    for number in range(3):
        brief = client.post("/summarize", data=body(number, tongue), content_type="application/json").get_json()
        assert (brief["withheld"], brief["verification"]["findings"]) == ([], [])
        assert brief["usage"]["calls"] == 1
        assert len(json.dumps(brief["core_insights"] + brief["groups"])) > 2_000
