"""The grammar of the names in Redis."""

PREFIX = "core-insights:2"  # the number changes with the grammar


def named(key: str, what: str) -> bytes:
    """Return the name of what stands under a key: the braces put all of a key in one slot of a cluster."""
    return f"{all_named(what)}{key}}}".encode("utf-8", "surrogatepass")


def all_named(what: str) -> str:
    """Return what the names of that begin with, and no others: Redis tells of changes by the beginnings of names."""
    return f"{PREFIX}:{what}:{{"


def key_of(name: bytes, what: str) -> str | None:
    """Return the key under which this name is that; None where it is something else."""
    text = name.decode("utf-8", "surrogatepass")
    return text[len(all_named(what)) : -1] if text.startswith(all_named(what)) else None
