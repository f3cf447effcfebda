"""The grammar of the names in Redis."""

PREFIX = "core-insights:1"  # the number changes with the grammar


def named(key: str, what: str) -> bytes:
    """Return the name of what stands under a key: the braces put all of a key in one slot of a cluster."""
    return f"{PREFIX}:{{{key}}}:{what}".encode("utf-8", "surrogatepass")
