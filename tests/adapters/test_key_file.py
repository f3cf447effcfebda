"""The ring of keys: what the file says within a second, and what it last said well where it says nothing."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from service.adapters.key_file import KeyFile
from service.domain.callers import Limits, Scope
from service.domain.errors import SettingsError
from service.ports import recording
from service.ports.metrics import KEYS_UNREADABLE
from tests.keys import NOW, made, write


class Time:
    now = NOW.timestamp()

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys.json"


def ring(path, time):
    return KeyFile(path, clock=time, ticks=time)


def test_a_key_is_its_callers(path, time):
    limits = {"requests_per_minute": 3, "concurrent": 2, "tokens_per_day": 1}
    key, entry = made(Scope.JOBS, limits=limits, private=True)
    caller = ring(write(path, made()[1], entry), time).caller_of(key)
    assert (caller.id, caller.scopes, caller.owner) == (entry.id, {Scope.JOBS}, entry.id)
    assert caller.limits == Limits(requests=3, concurrent=2, tokens=1)


def test_unknown_revoked_and_expired_keys_are_nobodys(path, time):
    (good, kept), (revoked, gone), (ending, short) = (
        made(),
        made(revoked_at=NOW),
        made(expires_at=NOW + timedelta(minutes=1)),
    )
    keys = ring(write(path, kept, gone, short), time)
    for unknown in (made()[0], good[:-1] + ("a" if good[-1] != "a" else "b"), good.upper(), f"{good} ", "", "\udcff"):
        assert keys.caller_of(unknown) is None
    assert keys.caller_of(revoked) is None
    assert keys.caller_of(ending)
    time.now += 60
    assert keys.caller_of(ending) is None
    assert keys.caller_of(good)


def test_a_changed_file_is_read_within_a_second_and_no_sooner(path, time):
    key, entry = made()
    keys = ring(write(path, entry), time)
    write(path, entry.model_copy(update={"revoked_at": NOW}))
    time.now += 0.9
    assert keys.caller_of(key)
    time.now += 0.1
    assert keys.caller_of(key) is None


@pytest.mark.parametrize("broken", [b"", b"{", b'{"keys": [{"id": "x"}]}', b"\xff", None])
def test_a_broken_file_leaves_the_last_good_keys_and_says_so_once(path, time, broken, monkeypatch):
    key, entry = made()
    levels = []
    monkeypatch.setattr(recording, "count", lambda metric, by: levels.append((metric, by)))
    keys = ring(write(path, entry), time)
    path.unlink() if broken is None else path.write_bytes(broken)
    with capture_logs() as log:
        for _ in range(3):
            time.now += 1
            assert keys.caller_of(key)
    assert [line["event"] for line in log] == ["keys-unreadable"]
    assert levels == [(KEYS_UNREADABLE, 1)]
    write(path)
    time.now += 1
    assert keys.caller_of(key) is None
    assert levels == [(KEYS_UNREADABLE, 1), (KEYS_UNREADABLE, -1)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        (b"ci_canary", "Invalid JSON"),
        (b'{"keys": [{"id": "canary"}]}', "keys.0.id"),
        (b'{"keys": [], "canary": 1}', "Extra inputs"),
    ],
)
def test_a_wrong_file_is_a_mistake_that_repeats_nothing_of_it(path, content, said):
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError) as raised:
        KeyFile(path)
    (mistake, *_) = raised.value.mistakes
    assert said in mistake
    assert str(path) in mistake
    assert "canary" not in str(raised.value)


def test_an_id_stands_there_once(path):
    _, entry = made()
    one = entry.model_dump_json(exclude_none=True)
    path.write_text(f'{{"keys": [{one}, {one}]}}')
    with pytest.raises(SettingsError, match="twice"):
        KeyFile(path)


def test_nothing_that_is_held_shows_a_digest(path):
    _, entry = made()
    keys = KeyFile(write(path, entry))
    for shown in (repr(entry), repr(vars(keys))):
        assert entry.sha256 not in shown
        assert bytes.fromhex(entry.sha256).hex() not in shown
