"""A question to a stub endpoint, as the service would ask it."""

import time
from dataclasses import dataclass, field

from service.adapters.openai_backend import OpenAIBackend
from service.adapters.presets import configured_backends
from service.ports import CompletionRequest, Deadline, JsonForm

KEY = "sk-canary-5f2c"
TEXT = "Core Insights\n- Canary article text: 星河智能 [1]"
FORM = JsonForm({"type": "object"}, "Answer in JSON.")
OPENED: list[OpenAIBackend] = []


class CountingCharacters:
    def count(self, text):
        return len(text)


@dataclass
class Recorder:
    """A reader that keeps the pieces, and may stop at one."""

    error: Exception | None = None
    stop_at: str = "\0"
    pieces: list[str] = field(default_factory=list)
    committed: bool = False

    def begin(self):
        self.pieces.clear()

    def read(self, piece):
        self.pieces.append(piece)
        if self.error and self.stop_at in "".join(self.pieces):
            raise self.error

    def end(self, text):
        pass


def backend_for(endpoint, entry="custom/some/model:8b", **environ):
    """Return a backend of the preset that talks to the stub."""
    name = {"custom": "LLM"}.get(preset := entry.split("/")[0], preset.upper())
    environ = {"LLM": entry, f"{name}_BASE_URL": endpoint.base_url, f"{name}_API_KEY": KEY} | environ
    OPENED.append(OpenAIBackend(configured_backends(environ)[0], CountingCharacters()))
    return OPENED[-1]


def ask(backend, seconds=5.0, *, user="article", **request):
    return backend.complete(CompletionRequest("rules", user, Deadline.after(seconds), **request))


def error(words="no", code=None, kind=None, **more):
    return {"error": {"message": words, "code": code, "type": kind, **more}}


def until(condition, seconds=2.0):
    ends = time.monotonic() + seconds
    while not condition() and time.monotonic() < ends:
        time.sleep(0.01)
    assert condition()
