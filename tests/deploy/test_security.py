"""SECURITY.md names the tests that prove what it promises; they are there."""

import ast
import re

import pytest

from tests.deploy.manifests import ROOT

TEXT = (ROOT / "SECURITY.md").read_text()
ROWS = {line.split()[1]: line for line in TEXT.splitlines() if re.match(r"\| (API|LLM)\d", line)}
NAMED = sorted(set(re.findall(r"`(tests/[^`]+)`", TEXT)))


def test_every_row_of_both_lists_is_there() -> None:
    assert set(ROWS) == {f"API{number}" for number in range(1, 11)} | {f"LLM{number:02}" for number in range(1, 11)}


@pytest.mark.parametrize("row", ROWS)
def test_row_is_proved_by_a_test(row: str) -> None:
    assert "`tests/" in ROWS[row]
    assert len(re.split(r"(?<!\\)\|", ROWS[row])) == 7


@pytest.mark.parametrize("name", NAMED)
def test_named_test_exists(name: str) -> None:
    path, _, function = name.partition("::")
    tree = ast.parse((ROOT / path).read_text())
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    assert function in functions if function else functions
