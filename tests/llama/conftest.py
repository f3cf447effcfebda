"""Servers that the tests of a module share; without LLAMA_SERVER there are none, and the tests are skipped."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.llama.server import LlamaServer, serving

WINDOW = 32_768  # tokens: the prompt has some 9,000, for the tiny model reads byte by byte
SMALL_WINDOW = 2_048


@pytest.fixture(scope="session")
def program() -> str:
    """The llama-server to run."""
    named = os.environ.get("LLAMA_SERVER", "")
    if not named:
        pytest.skip("LLAMA_SERVER names no llama-server; tests/README.md says how to build one")
    return named


@pytest.fixture(scope="session")
def model(program: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the tiny model."""
    from tests.llama import tiny_model  # noqa: PLC0415  (imports numpy, which only these tests need)

    return tiny_model.write(tmp_path_factory.mktemp("llama") / "tiny.gguf")


@pytest.fixture(scope="session")
def server(program: str, model: Path) -> Iterator[LlamaServer]:
    """A server with room for our prompts."""
    with serving(program, model, window=WINDOW) as running:
        yield running


@pytest.fixture(scope="session")
def small_server(program: str, model: Path) -> Iterator[LlamaServer]:
    """A server into whose window our prompts do not fit."""
    with serving(program, model, window=SMALL_WINDOW) as running:
        yield running
