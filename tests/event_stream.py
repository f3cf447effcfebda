"""A reader of server-sent events, by the rules of WHATWG HTML §9.2.6."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    name: str
    data: str
    id: str

    @property
    def json(self):
        return json.loads(self.data)


def read_events(lines: Iterable[str]) -> Iterator[Event]:
    """Yield the events of a stream's lines; comments are left out."""
    name, data, last_id = "message", [], ""
    for line in lines:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                yield Event(name, "\n".join(data), last_id)
            name, data = "message", []
        elif field == "event":
            name = value
        elif field == "data":
            data.append(value)
        elif field == "id":
            last_id = value


def events_of(text: str) -> list[Event]:
    return list(read_events(text.split("\n")))


def insights_of(events: Iterable[Event]) -> dict[str, str]:
    """Return what a page shows after these events: the insights' texts by their places."""
    shown: dict[str, str] = {}
    for event in events:
        if event.name == "meta":
            shown = {}
        elif event.name == "insight":
            shown[event.json["where"]] = event.json["insight"]["text"]
        elif event.name == "withheld":
            shown.pop(event.json["where"], None)
    return shown
