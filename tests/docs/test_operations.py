"""docs/operations.md names every metric and every log event, and none that there is not."""

import ast
import re
from pathlib import Path

from service.ports.metrics import ASKED, COUNTED
from service.ports.recording import Kind, Metric

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
LEVELS = {"debug", "info", "warning", "error"}


def section(title: str) -> list[list[str]]:
    """Return the cells of the rows of that section's table."""
    text = DOCUMENT.split(f"## {title}\n")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in text.splitlines() if row.startswith("| `")]
    assert rows
    return rows


def row(metric: Metric) -> list[str]:
    total = "_total" if metric.kind is Kind.COUNTER else ""
    labels = ", ".join(f"`{label}`" for label in metric.labels)
    return [f"`{metric.name}{total}`", metric.kind.value, labels, metric.help]


def test_every_metric_is_documented():
    assert section("Metrics") == [row(metric) for metric in (*COUNTED, *ASKED)]


def logged() -> dict[str, set[str]]:
    """Return the levels of each event that the code logs; the request's line is also made by web/request_lines.py."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "service").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="_log" | "told"), attr=level),
                    args=[ast.Constant(value=str(event)), *_],
                ) if level in LEVELS:
                    found.setdefault(event, set()).add(level)
    return found


def test_every_event_is_documented_with_its_level():
    documented = {event.strip("`"): level for event, level, _ in section("Log lines")}
    events = logged()
    assert set(documented) == set(events)
    assert {event: level for event, level in documented.items() if level not in events[event]} == {}


def test_events_have_names_that_can_be_searched_for():
    assert [event for event in logged() if not re.fullmatch(r"[a-z]+(-[a-z]+)*", event)] == []
