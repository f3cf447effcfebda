"""The keys of the callers, in a file as the service reads it."""

from datetime import UTC, datetime
from pathlib import Path

from bench.chaos.history import PRIVATE
from service.domain.callers import Scope
from service.domain.keys import new_key
from service.schema.keys import KeyJson, KeysJson, dump_keys

_NOW = datetime.now(UTC)


class Keys:
    """The callers' keys by their names: two who share their briefs, and one whose briefs are its own."""

    def __init__(self, path: Path) -> None:
        made = {name: new_key() for name in ("anna", "ben", PRIVATE)}
        entries = [
            KeyJson(
                id=key.id, name=name, sha256=key.digest, scopes=tuple(Scope), private=name == PRIVATE, created_at=_NOW
            )
            for name, key in made.items()
        ]
        path.write_bytes(dump_keys(KeysJson(keys=tuple(entries))))
        self.path = path
        self.texts = {name: key.text for name, key in made.items()}

    @property
    def headers(self) -> dict[str, dict[str, str]]:
        return {name: {"Authorization": f"Bearer {text}"} for name, text in self.texts.items()}
