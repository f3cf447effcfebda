"""Which way a statement goes: up or down, and whether it is negated."""
