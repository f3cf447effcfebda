"""What stands under deploy/, read."""

import ast
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import yaml

from service.adapters.endpoint.preset import load_presets
from service.domain.errors import SettingsError
from service.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def documents(path: Path) -> list[dict]:
    """Return the YAML documents of a file."""
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


def manifests() -> list[dict]:
    """Return all documents of the resources that kustomization.yaml names."""
    (kustomization,) = documents(DEPLOY / "kustomization.yaml")
    return [document for name in kustomization["resources"] for document in documents(DEPLOY / name)]


def seconds(text: str) -> int:
    """Read compose's 140s."""
    return int(text.removesuffix("s"))


class _Watched(Mapping[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def known_settings() -> set[str]:
    """Return the names that the service looks for in its environment, and gunicorn's settings file."""
    watched = _Watched({"LLM": ",".join(f"{preset}/model" for preset in load_presets())})
    with suppress(SettingsError):
        Settings.from_env(watched)
    return watched.asked | _of_gunicorn() | {"FORWARDED_ALLOW_IPS"}  # which gunicorn reads by itself


def _of_gunicorn() -> set[str]:
    tree = ast.parse((DEPLOY / "gunicorn.conf.py").read_text())
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch("[A-Z][A-Z_]+", node.value)
    }


def mistakes(environ: dict[str, str]) -> tuple[str, ...]:
    """Return what Settings finds wrong with these."""
    try:
        Settings.from_env(environ)
    except SettingsError as error:
        return error.mistakes
    return ()


def version() -> str:
    """Return the project's version."""
    found = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert found
    return found[1]


def substituted(text: str) -> str:
    """Return compose's ``${NAME:-default}`` as the default."""
    return re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", lambda match: match[1], text)
