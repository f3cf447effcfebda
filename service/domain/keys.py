"""The keys that callers show: ``ci_<id>_<secret>``, of which only the id is public."""

import hashlib
import re
import secrets
from base64 import b32encode
from dataclasses import dataclass, field

_ID_BYTES = 5  # 8 characters: of 1,000 keys two have the same one in 2,000,000 tries
_SECRET_BYTES = 20  # 160 random bits: nothing to be guessed, so a fast digest without salt is enough
_KEY = re.compile(r"ci_([a-z2-7]{8})_[a-z2-7]{32}")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is told once; what is kept of it is its digest."""

    id: str
    text: str = field(repr=False)

    @property
    def digest(self) -> str:
        """What is kept, in hexadecimal digits."""
        return digest_of(self.text).hex()


def new_key() -> NewKey:
    """Return a new random key."""
    key_id = _random(_ID_BYTES)
    return NewKey(key_id, f"ci_{key_id}_{_random(_SECRET_BYTES)}")


def digest_of(key: str) -> bytes:
    """Return the SHA-256 of a whole key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def id_of(key: str) -> str:
    """Return the public id of a key, "" of what has not the form of one."""
    found = _KEY.fullmatch(key)
    return found[1] if found else ""


def holds_key(text: str) -> bool:
    """Whether something in a text has the form of a key."""
    return _KEY.search(text) is not None


def _random(size: int) -> str:
    return b32encode(secrets.token_bytes(size)).decode().lower()
