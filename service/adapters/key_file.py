"""The ring of keys from a JSON file, which is read again when it has changed."""

import fcntl
import hmac
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import structlog

from service.domain.callers import Caller, Limits
from service.domain.errors import SettingsError
from service.domain.keys import digest_of, id_of
from service.ports import recording
from service.ports.metrics import KEYS_UNREADABLE
from service.schema.keys import KeysJson, dump_keys, load_keys

_LOOK_SECONDS = 1.0  # a revoked key is refused that soon, and a request costs no look at the file
_NEVER = float("inf")

_log = structlog.get_logger(__name__)

_Version = tuple[int, int, int]
"""What changes with a file: its inode, which a rename brings, its time of change and its size."""


@dataclass(frozen=True, slots=True)
class _Held:
    digest: bytes = field(repr=False)
    caller: Caller | None
    until: float = _NEVER


_UNLIMITED = Limits()
_UNKNOWN = _Held(bytes(32), None)


class KeyFile:
    """Knows the keys of the file at a path. One that cannot be read any more leaves the last good keys in force.

    Digests are compared in constant time, and something is compared whatever the key is: how long a refusal takes says
    nothing of a secret. Raise SettingsError where the file cannot be read at first.
    """

    def __init__(
        self, path: Path, clock: Callable[[], float] = time.time, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._path = path
        self._clock = clock
        self._ticks = ticks
        self._looking = Lock()
        self._unreadable = False
        self._version = _version_of(path)
        self._take(read_keys(path))
        self._looked = ticks()

    def caller_of(self, key: str) -> Caller | None:
        """Return whose key it is; None of one that is unknown, revoked or expired."""
        if self._ticks() - self._looked >= _LOOK_SECONDS:
            self._look()
        held = self._keys.get(id_of(key), _UNKNOWN)
        same = hmac.compare_digest(held.digest, digest_of(key))
        return held.caller if same and self._clock() < held.until else None

    def limits_of(self, key_id: str) -> Limits:
        """Return the limits of the key with that id, of a revoked one, too; else none."""
        if self._ticks() - self._looked >= _LOOK_SECONDS:
            self._look()
        return self._limits.get(key_id, _UNLIMITED)

    def _look(self) -> None:
        """Read the file where it has changed; of several threads one, while the others go on."""
        if not self._looking.acquire(blocking=False):
            return
        try:
            self._looked = self._ticks()
            version = _version_of(self._path)
            if version != self._version:
                self._version = version  # also of a broken one: it is told once, and read again when it is mended
                self._take(read_keys(self._path))
                self._note(unreadable=False)
                _log.info("keys-read", keys=len(self._keys))
        except SettingsError as error:
            self._note(unreadable=True)
            _log.error("keys-unreadable", mistakes=error.mistakes, in_force="the last good ones")
        finally:
            self._looking.release()

    def _note(self, *, unreadable: bool) -> None:
        if unreadable is not self._unreadable:
            self._unreadable = unreadable
            recording.count(KEYS_UNREADABLE, by=1 if unreadable else -1)

    def _take(self, file: KeysJson) -> None:
        self._keys = _ring(file)
        self._limits = {key.id: key.caller().limits for key in file.keys}


def read_keys(path: Path) -> KeysJson:
    """Return what a file of keys holds; raise SettingsError."""
    try:
        return load_keys(path.read_bytes())
    except OSError as error:
        raise SettingsError((f"{path} cannot be read: {error.strerror}",)) from None
    except SettingsError as error:
        raise SettingsError(tuple(f"{path}: {mistake}" for mistake in error.mistakes)) from None


def change_keys(path: Path, change: Callable[[KeysJson], KeysJson]) -> None:
    """Replace the file, new where there is none, by what ``change`` makes of its keys; raise SettingsError.

    One change at a time, and who reads meanwhile finds the old file or the new one, never a part. It can be read by its
    owner alone, who stays the same.
    """
    place = path.resolve()  # of a link what it leads to
    try:
        with _only_one(place.parent):
            old = place.stat() if place.exists() else None
            _replace(place, dump_keys(change(read_keys(place) if old else KeysJson())), old)
    except OSError as error:
        raise SettingsError((f"{path} cannot be written: {error.strerror}",)) from None


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Wait for whoever else changes a file here: a lock on the folder outlives the file, which is replaced."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _replace(place: Path, content: bytes, old: os.stat_result | None) -> None:
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")  # with mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            if old:
                with suppress(PermissionError):  # who is not root can only be the owner
                    os.fchown(descriptor, old.st_uid, old.st_gid)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _version_of(path: Path) -> _Version | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _ring(file: KeysJson) -> dict[str, _Held]:
    return {
        key.id: _Held(bytes.fromhex(key.sha256), key.caller(), key.expires_at.timestamp() if key.expires_at else _NEVER)
        for key in file.keys
        if not key.revoked_at
    }
