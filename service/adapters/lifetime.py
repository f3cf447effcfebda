"""How long a value is kept, and what is told while it is made."""

import secrets

KEPT_SECONDS = 300.0  # events, for who lost the connection: longer than any of them tries again
ATTENDED_SECONDS = 3.0  # said anew every second
_JITTER = 0.1  # of the lifetime, either way: values made in one burst do not end in one burst
_chance = secrets.SystemRandom()


def longest(seconds: float) -> float:
    """Return the longest lifetime in seconds that ``spread`` makes of this one: what leads to a value lives as long."""
    return seconds * (1 + _JITTER)


def spread(seconds: float) -> float:
    """Return the lifetime in seconds, made up to a tenth longer or shorter by chance."""
    return seconds * _chance.uniform(1 - _JITTER, 1 + _JITTER)
