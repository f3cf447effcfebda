"""A model that stops in the middle of its answer, however busy the machine is."""

import threading
from collections.abc import Iterator
from dataclasses import replace

from tests.stub_endpoint import Body, Streamed, chat
from tests.stub_endpoint.replies import Part


class Held:
    """Writes fewer than so many tokens, and the rest when it is told to go on; in the end it may break off."""

    def __init__(self, text: str, tokens: int, **end: object) -> None:
        self._reply = chat(text, **end)
        self._held_at = 2 * tokens  # each is a pause and an event
        self._go_on = threading.Event()

    def go_on(self) -> None:
        self._go_on.set()

    def __call__(self, body: Body) -> Streamed:
        reply = self._reply.answer(body)
        return replace(reply, parts=lambda: self._held(reply.parts()))

    def _held(self, parts: Iterator[Part]) -> Iterator[Part]:
        for sent, part in enumerate(parts):
            while sent == self._held_at and not self._go_on.is_set():
                yield 0.02
            yield part
