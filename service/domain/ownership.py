"""Whose briefs are: those of an owner bear its name in their ids, and are shown to no other one."""

import hashlib

_DIGEST = 8  # bytes of a feature of an article


def id_for(key: str, owner: str) -> str:
    """Return the id of the brief with that cache key: itself for everybody's, else ``<owner>-<32 hex digits>``."""
    return joined(owner, hashlib.sha256(f"{owner}-{key}".encode()).hexdigest()[:32]) if owner else key


def parted(brief_id: str) -> tuple[str, str]:
    """Return the owner of a brief, "" for everybody, and the digits of its id, which alone name it among all."""
    owner, _, digits = brief_id.rpartition("-")
    return owner, digits


def joined(owner: str, digits: str) -> str:
    """Return the id that has these parts."""
    return f"{owner}-{digits}" if owner else digits


def shown_to(brief_id: str, owner: str) -> bool:
    """Whether a caller whose briefs are that owner's may know of the brief."""
    return parted(brief_id)[0] in {"", owner}


def name_for(item: str, owner: str) -> str:
    """Return the name of an item in the index of items; an owner's item is another one than everybody's.

    No caller's item has such a name: JSON holds no lone surrogate.
    """
    return f"\ud801{owner}-{item}" if owner else item


def sketch_for(sketch: tuple[int, ...], owner: str) -> tuple[int, ...]:
    """Return the sketch by which an owner's briefs find each other, and nobody else's: every feature is another."""
    if not owner:
        return sketch
    mark = int.from_bytes(hashlib.blake2b(owner.encode(), digest_size=_DIGEST).digest())
    return tuple(sorted(feature ^ mark for feature in sketch))
