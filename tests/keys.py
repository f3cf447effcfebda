"""Keys for tests: files of them, and rings in memory."""

from datetime import UTC, datetime

from service.domain.callers import Limits, Scope
from service.domain.keys import new_key
from service.schema.keys import KeyJson, KeysJson, dump_keys

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def made(*scopes, **fields):
    """Return the text of a new key and what the file holds of it; without scopes it has all of them."""
    key = new_key()
    return key.text, KeyJson(
        **{"id": key.id, "sha256": key.digest, "scopes": scopes or tuple(Scope), "created_at": NOW} | fields
    )


def write(path, *entries):
    """Write the file of keys, in the place of the one that is there, and return its path."""
    new = path.with_name("new")
    new.write_bytes(dump_keys(KeysJson(keys=entries)))
    new.rename(path)
    return path


class Ring:
    """Knows the callers of these keys."""

    def __init__(self, **callers):
        self.callers = callers

    def caller_of(self, key):
        return self.callers.get(key)

    def limits_of(self, key_id):
        return next((one.limits for one in self.callers.values() if one.id == key_id), Limits())


def bearer(key):
    return {"Authorization": f"Bearer {key}"}
