"""The image, as far as it can be tried where no container runs: what is copied is there, and the wheel is whole."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from service.adapters.prompt_files import shipped_prompts
from tests.deploy.manifests import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text()
NOT_IGNORED = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}


def instructions(name: str) -> list[str]:
    """Return the arguments of all instructions of that name, lines that are continued joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return [line.split(maxsplit=1)[1] for line in joined.splitlines() if line.startswith(f"{name} ")]


def sources() -> list[str]:
    copied = [line.split()[:-1] for line in instructions("COPY") if not line.startswith("--from")]
    return [source for line in copied for source in line]


def test_what_is_copied_is_there_and_sent_to_the_builder() -> None:
    """.dockerignore keeps everything out but these: no secret, no .git, no test is in a layer."""
    for source in sources():
        assert (ROOT / source).exists(), source
    assert set(sources()) <= NOT_IGNORED
    assert (ROOT / ".dockerignore").read_text().startswith("*\n")


def test_image_runs_as_nobody_and_tells_its_health() -> None:
    assert [int(part) for part in instructions("USER")[-1].split(":")] == [10001, 10001]
    (health,) = instructions("HEALTHCHECK")
    command = json.loads(health.partition("CMD ")[2])  # JSON: no shell stands between
    assert command[0] == "python"
    compile(command[2], "healthcheck", "exec")
    assert json.loads(instructions("ENTRYPOINT")[0]) == ["core-insights"]
    assert json.loads(instructions("CMD")[0]) == ["serve"]


def test_packages_are_the_locked_ones() -> None:
    installs = [line for line in instructions("RUN") if "pip" in line]
    assert all("--require-hashes" in line or "--no-build-isolation" in line for line in installs)
    assert all("--no-deps" in line for line in installs)
    assert re.search(r"^ARG LOCK=requirements\.lock$", DOCKERFILE, re.MULTILINE)


def test_tracing_adds_to_the_locked_packages_and_changes_none() -> None:
    plain, traced = pinned("requirements.lock"), pinned("requirements-tracing.lock")
    assert plain < traced
    assert all(re.match("opentelemetry|googleapis|protobuf", name) for name in traced - plain)


def pinned(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+==[^ ;]+)", (ROOT / lock).read_text(), re.MULTILINE))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built as the image builds it, from what the image is sent and nothing else."""
    context, built = tmp_path_factory.mktemp("context"), tmp_path_factory.mktemp("wheel")
    for source in sources():
        copy(ROOT / source, context / source)
    command = [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--no-index", "-w", str(built), str(context)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PIP_NO_CACHE_DIR": "1"})
    (file,) = built.glob("*.whl")
    return zipfile.ZipFile(file)


def copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def test_wheel_holds_all_that_is_read_at_run_time(wheel: zipfile.ZipFile) -> None:
    """Prompts, templates, styles, presets, names, the vocabulary and gunicorn's settings: everything but the code."""
    names = set(wheel.namelist())
    assert "service/gunicorn.conf.py" in names
    prompts = {f"service/prompts/{path.relative_to(shipped_prompts())}" for path in shipped_prompts().rglob("*.md")}
    assert prompts
    assert prompts <= names
    kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / "service").rglob("*") if path.is_file()}
    assert {name for name in kept if "__pycache__" not in name} <= names
    assert any(name.endswith("licenses/NOTICE") for name in names)
