"""The commands for keys: what they print is a key that works, once; what they keep is nothing that does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.__main__ import main
from service.adapters.key_file import KeyFile, change_keys, read_keys
from service.domain.callers import Limits, Scope
from service.domain.errors import SettingsError
from service.domain.keys import id_of
from tests.keys import write

ROOT = Path(__file__).parents[1]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys.json"


def run(*arguments, code=0, **environ):
    result = CliRunner().invoke(main, ["keys", *map(str, arguments)], env={"API_KEYS_FILE": None} | environ)
    assert result.exit_code == code, result.output
    return result


def create(path, *arguments):
    return run("create", "Ann", "--file", path, *arguments).stdout.strip()


def test_a_key_is_printed_once_and_its_digest_alone_is_kept(path):
    key = create(path)
    assert KeyFile(path).caller_of(key).id == id_of(key)
    assert key not in path.read_text()
    assert key.split("_")[2] not in path.read_text() + run("list", "--file", path).output
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["keys.json"]


def test_a_key_may_what_it_was_made_for(path):
    plain = create(path)
    key = create(
        path, "--scope", "jobs", "--scope", "reviews", "--private", "--requests-per-minute", 60, "--concurrent", 4,
        "--tokens-per-day", 1_000_000, "--expires", "2999-01-01",
    )  # fmt: skip
    caller = KeyFile(path).caller_of(key)
    assert caller.scopes == {Scope.JOBS, Scope.REVIEWS}
    assert caller.limits == Limits(requests=60, concurrent=4, tokens=1_000_000)
    assert caller.owner == id_of(key)
    assert KeyFile(path).caller_of(plain).scopes == {Scope.BRIEFS}


def test_keys_are_listed_with_what_they_may(path):
    key = create(path, "--private", "--expires", "2999-01-01")
    head, row = run("list", API_KEYS_FILE=str(path)).stdout.splitlines()
    assert head.split()[:5] == ["ID", "STATUS", "SCOPES", "PRIVATE", "EXPIRES"]
    assert row.split() == [id_of(key), "active", "briefs", "yes", "2999-01-01", "Ann"]


def test_a_revoked_key_is_refused_and_its_name_stays(path):
    kept, gone = create(path), create(path)
    run("revoke", id_of(gone), "--file", path)
    first = read_keys(path)
    run("revoke", id_of(gone), "--file", path)
    assert read_keys(path) == first
    keys = KeyFile(path)
    assert keys.caller_of(kept)
    assert keys.caller_of(gone) is None
    assert "revoked" in run("list", "--file", path).stdout


def test_what_makes_no_sense_is_refused_and_changes_nothing(path):
    create(path)
    before = path.read_bytes()
    run("revoke", "aaaaaaaa", "--file", path, code=2)
    run("create", "Ann", code=2)
    run("create", "Ann", code=2, API_KEYS_FILE="none")
    for wrong in (["--scope", "all"], ["--expires", "2020-01-01"], ["--concurrent", "-1"]):
        run("create", "Ann", "--file", path, *wrong, code=2)
    run("create", "A" * 201, "--file", path, code=2)
    run("create", "Ann", "--file", path.parent / "nowhere" / "keys.json", code=1)
    assert path.read_bytes() == before


def test_a_broken_file_is_not_written_over(path):
    path.write_text("{")
    run("create", "Ann", "--file", path, code=1)
    assert path.read_text() == "{"


def test_a_change_that_fails_leaves_the_file_and_nothing_beside_it(path):
    create(path)
    before = path.read_bytes()
    with pytest.raises(ZeroDivisionError):
        change_keys(path, lambda _: 1 / 0)
    with pytest.raises(AttributeError):
        change_keys(path, lambda _: None)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["keys.json"]


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path):
    with pytest.raises(SettingsError, match="cannot be written"):
        change_keys(tmp_path / "nowhere" / "keys.json", lambda keys: keys)


def test_a_link_stays_a_link(tmp_path):
    real = write(tmp_path / "real.json")
    (tmp_path / "keys.json").symlink_to(real)
    create(tmp_path / "keys.json")
    assert (tmp_path / "keys.json").is_symlink()
    assert len(read_keys(real).keys) == 1


def test_keys_made_at_the_same_time_are_all_kept(path):
    command = [sys.executable, "-m", "service", "keys", "create", "Ann", "--file", str(path)]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(4)]
    made = {id_of(process.communicate()[0].decode().strip()) for process in started}
    assert {key["id"] for key in json.loads(path.read_bytes())["keys"]} == made
    assert len(made) == 4
