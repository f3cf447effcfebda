"""What pages at night is told in metrics that exist, and the runbook says what to do about it."""

import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest
import yaml

from service.domain import errors
from service.ports.metrics import ASKED, COUNTED
from service.ports.recording import PREFIX, Kind, Metric
from tests.deploy.manifests import DEPLOY, ROOT

RULES = [
    rule
    for group in yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())["groups"]
    for rule in group["rules"]
]
ALERTS = [rule for rule in RULES if "alert" in rule]
RUNBOOK = (DEPLOY / "RUNBOOK.md").read_text()
OF_PROMETHEUS = {"job", "le", "instance"}
SUFFIXES = {Kind.COUNTER: ("_total",), Kind.LEVEL: ("",), Kind.SECONDS: ("_bucket", "_sum", "_count")}


def shown() -> dict[str, Metric]:
    """Return the metrics by the names under which they are shown."""
    return {PREFIX + one.name + suffix: one for one in (*COUNTED, *ASKED) for suffix in SUFFIXES[one.kind]}


def uses(expression: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the metrics of an expression, each with the labels that it is asked for by."""
    for name, selector in re.findall(r"(?<![a-z_:])(core_insights_[a-z_]+)(?:\{([^}]*)\})?(?!:)", expression):
        yield name, dict(re.findall(r'(\w+)(?:=~|!~|!=|=)"([^"]*)"', selector))


def anchors(markdown: str) -> set[str]:
    """Return the anchors of headings, as GitHub and GitLab make them."""
    headings = re.findall(r"^#+ (.+)$", markdown, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.get("alert") or rule["record"])
def test_rule_asks_for_metrics_that_exist(rule: dict) -> None:
    """By names, labels, and, of calls, the outcomes that there are."""
    known, codes = shown(), {one.code for one in vars(errors).values() if hasattr(one, "code")} | {"ok"}
    used = list(uses(rule["expr"]))
    assert used or "core_insights:" in rule["expr"] or "up{" in rule["expr"]
    for name, labels in used:
        assert name in known
        assert labels.keys() <= {*known[name].labels, *OF_PROMETHEUS}
        assert labels.get("outcome", "ok") in codes
    grouped = {label.strip() for group in re.findall(r"by \(([^)]*)\)", rule["expr"]) for label in group.split(",")}
    assert grouped <= {label for name, _ in used for label in known[name].labels} | OF_PROMETHEUS


def test_what_is_recorded_is_recorded_here() -> None:
    recorded = {rule["record"] for rule in RULES if "record" in rule}
    asked = {name for rule in ALERTS for name in re.findall(r"core_insights:[a-z0-9_:]+", rule["expr"])}
    assert asked <= recorded


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_alert_leads_to_the_runbook(rule: dict) -> None:
    assert rule["labels"]["severity"] in {"page", "ticket"}
    file, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert (DEPLOY / file).is_file()
    assert anchor in anchors(RUNBOOK)
    assert rule["annotations"]["summary"]


def test_runbook_names_what_exists() -> None:
    """Metrics, and the events of the log, which stand there in backquotes as `event: name`."""
    assert set(re.findall(r"core_insights_[a-z_]+", RUNBOOK)) <= shown().keys()
    code = "\n".join(path.read_text() for path in (ROOT / "service").rglob("*.py"))
    events = re.findall(r"`event: ([^`]+)`", RUNBOOK)
    assert events
    assert [event for event in events if f'"{event}"' not in code] == []


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool (of Debian's prometheus) is not installed")
def test_alerts_ring_when_they_should() -> None:
    subprocess.run(["promtool", "test", "rules", DEPLOY / "prometheus" / "alerts.test.yaml"], check=True)


def test_runbook_knows_every_alert() -> None:
    assert {rule["alert"].lower() for rule in ALERTS if rule["labels"]["severity"] == "page"} <= anchors(RUNBOOK)
