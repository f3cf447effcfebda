"""The envelope around a kept value, by which damage of any kind is noticed."""

import hashlib

_VERSION = "core-insights-envelope/1"
"""Changes with the layout below: a value sealed by another version is as good as none."""


def seal(key: str, value: bytes) -> bytes:
    """Return the value behind one line of ASCII: the version, and a digest that covers version, key and value."""
    return _label(key, value) + b"\n" + value


def unseal(key: str, sealed: bytes) -> bytes | None:
    """Return the value; None where it is corrupt, cut, of another version, or was sealed for another key."""
    label, _, value = sealed.partition(b"\n")
    return value if label == _label(key, value) else None


def _label(key: str, value: bytes) -> bytes:
    # The key goes in as a digest of fixed length: no other split of key and value has the same label.
    # surrogatepass: a key made from hostile text must not raise.
    name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    digest = hashlib.sha256(f"{_VERSION} {name} ".encode() + value).hexdigest()
    return f"{_VERSION} {name} {digest}".encode()
