"""The grammar of the names in Redis."""

PREFIX = "core-insights:1"  # the number changes with the grammar
NAMED = f"{PREFIX}:{{"
"""What all names of keys begin with."""


def named(key: str, what: str) -> bytes:
    """Return the name of what stands under a key: the braces put all of a key in one slot of a cluster."""
    return f"{NAMED}{key}}}:{what}".encode("utf-8", "surrogatepass")


def key_of(name: bytes, what: str) -> str | None:
    """Return the key under which this name is that; None where it is something else."""
    text = name.decode("utf-8", "surrogatepass") if name.endswith(f"}}:{what}".encode()) else ""
    return text[len(NAMED) : -len(what) - 2] if text.startswith(NAMED) else None
