"""Time the first insight of a stream against the moment at which the model had written its line.

Usage: python bench/streaming.py [ROUNDS]. The stub writes 50 tokens a second; one worker, memory. Prints for each round
the seconds from the request to the end of the line at the endpoint, to the event at the caller, and their ratio (issue
4, number 5: at most 1.2); then the milliseconds from the request to `done` of the kept brief. Exits 1 above 1.2.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.end_to_end.server import served
from tests.end_to_end.stream_caller import StreamCaller
from tests.end_to_end.test_streaming import BODY, TEXT
from tests.stub_endpoint import Body, StubEndpoint, chat
from tests.stub_endpoint.replies import Part, Streamed

SPEED = 50.0
AIM = 1.2


class Writer:
    """Writes the text at its speed, and notes when the first insight's line was complete."""

    def __init__(self) -> None:
        self.complete = 0.0

    def __call__(self, body: Body) -> Streamed:
        reply = chat(TEXT, tokens_per_second=SPEED).answer(body)
        assert isinstance(reply, Streamed)
        return replace(reply, parts=lambda: self._noted(reply.parts()))

    def _noted(self, parts: Iterator[Part]) -> Iterator[Part]:
        text = ""
        for part in parts:
            yield part
            if isinstance(part, bytes) and part.startswith(b'data: {"id"'):
                choices = json.loads(part[6:])["choices"]
                text += choices[0]["delta"].get("content") or "" if choices else ""
            if not self.complete and text.endswith("”]\n"):
                self.complete = time.monotonic()


def main(rounds: int) -> int:
    ratios = []
    with tempfile.TemporaryDirectory() as folder, StubEndpoint() as stub:
        settings = {"LLM": "custom/stub", "LLM_BASE_URL": stub.base_url}
        with served(Path(folder) / "log", **settings) as address:
            for number in range(rounds + 1):
                stub.script = writer = Writer()
                body = BODY | {"title": str(number)}
                caller = StreamCaller(address, body).end()
                line, event = writer.complete - caller.began, caller.times[caller.names.index("insight")]
                again = StreamCaller(address, body).end().times[-1]
                if number:  # the first one warms up
                    ratios.append(event / line)
                    print(f"line {line:.3f} s  event {event:.3f} s  {event / line:.3f}  kept {again * 1000:.1f} ms")
    print(f"worst {max(ratios):.3f}, aim {AIM}")
    return int(max(ratios) > AIM)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 5))
