"""IPTC's published schemas, bundled: what a ninjs object of each branch must be. Nothing is fetched."""

import json
from pathlib import Path

from jsonschema_rs import Registry, Validator, validator_for

APPROVED = ("1.7", "2.3", "3.2")
"""The latest approved version of each branch; 1.8, 2.4 and 3.3 were in development in August 2026."""

# Of places alone, which no item here has: their shape is not IPTC's, and its schema is not bundled.
_ELSEWHERE = Registry([("https://geojson.org/schema/GeoJSON.json", {"type": "object"})])


def path_of(version: str) -> Path:
    """Return where the schema of that version is."""
    return Path(__file__).with_name(f"ninjs-schema_{version}.json")


def schema(version: str) -> dict[str, object]:
    """Return the schema of that version."""
    return dict(json.loads(path_of(version).read_text(encoding="utf-8")))


def validator(version: str) -> Validator:
    """Return what validates items of that version, formats (addresses, dates) included."""
    return validator_for(schema(version), registry=_ELSEWHERE, validate_formats=True)


SCHEMA_3 = str(schema("3.2")["$id"])
