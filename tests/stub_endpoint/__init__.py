"""A chat endpoint over real HTTP that answers from a script, or any article with a brief in our wire format.

As a program, to try the whole service by hand without a model (``--tokens-per-second`` writes as slowly as one):

    python -m tests.stub_endpoint --port 9100 &
    LLM=custom/stub LLM_BASE_URL=http://127.0.0.1:9100/v1 make run
"""

from tests.stub_endpoint.briefs import asks_for_notes, brief_of, brief_or_notes_of, notes_of
from tests.stub_endpoint.replies import (
    Body,
    Chat,
    Reply,
    Streamed,
    as_json,
    chat,
    chunk,
    completion,
    events,
    forever,
    huge,
    redirect,
    silence,
)
from tests.stub_endpoint.server import Script, StubEndpoint

__all__ = [
    "Body",
    "Chat",
    "Reply",
    "Script",
    "Streamed",
    "StubEndpoint",
    "as_json",
    "asks_for_notes",
    "brief_of",
    "brief_or_notes_of",
    "chat",
    "chunk",
    "completion",
    "events",
    "forever",
    "huge",
    "notes_of",
    "redirect",
    "silence",
]
