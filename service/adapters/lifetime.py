"""How long a value is kept."""

import secrets

_JITTER = 0.1  # of the lifetime, either way: values made in one burst do not end in one burst
_chance = secrets.SystemRandom()


def spread(seconds: float) -> float:
    """Return the lifetime in seconds, made up to a tenth longer or shorter by chance."""
    return seconds * _chance.uniform(1 - _JITTER, 1 + _JITTER)
