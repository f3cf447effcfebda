"""Requests of the shape that named tools send, built from their public source, in our own words.

Each file holds the ``request``, where its shape was read (``source``), and the article in it: ``title``, ``paragraphs``.
"""

import json
from pathlib import Path

FILES = sorted(Path(__file__).parent.glob("*.json"))


def load(name: str) -> dict:
    """Return a request with what is known of it."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text())
