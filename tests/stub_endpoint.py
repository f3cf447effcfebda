"""A chat endpoint over real HTTP that answers from a script, or any article with a brief in our wire format.

As a program, to try the whole service by hand without a model:

    python tests/stub_endpoint.py --port 9000 &
    LLM=custom/stub LLM_BASE_URL=http://127.0.0.1:9000/v1 make run
"""

import argparse
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Body = dict[str, object]


@dataclass(frozen=True)
class Reply:
    """What goes out: bytes as they are, after ``delay`` seconds, ``drip`` seconds between them where it is not 0."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    delay: float = 0.0
    drip: float = 0.0
    close: bool = False  # cut the connection in the middle of the body


def chat(text: str | None, *, finish_reason: str | None = "stop", model: str = "stub-1", **message: object) -> Reply:
    """Return a completion with the text; further keywords become fields of the message."""
    choice = {"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", "content": text, **message}}
    usage = {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}
    answer = {"id": "x", "object": "chat.completion", "created": 1, "model": model, "choices": [choice], "usage": usage}
    return as_json(answer)


def as_json(answer: object, status: int = 200, **headers: str) -> Reply:
    """Return any JSON with any status."""
    return Reply(json.dumps(answer).encode(), status, {"Content-Type": "application/json", **headers})


def brief_of(request: Body) -> Reply:
    """Answer any article with a brief that quotes its paragraphs, in the language the prompt asks for."""
    user = str(request["messages"][-1]["content"])  # type: ignore[index]
    article = re.search(r"<<<ARTICLE \w+>>>\n(.*)\n<<<END OF ARTICLE", user, re.DOTALL)
    paragraphs = re.findall(r"^\[(\d+)\] (.*)$", article[1] if article else "", re.MULTILINE)
    cited = [(number, quote) for number, text in paragraphs if len(quote := _first_words(text)) >= 6]
    chinese = "in Simplified Chinese" in user or "in Traditional Chinese" in user
    core, group = ("核心观点", "分组1：正文") if chinese else ("Core Insights", "Group 1: The story")
    if "in Traditional Chinese" in user:
        core, group = "核心觀點", "分組1：正文"
    statements = STATEMENTS["zh-Hant" if "in Traditional Chinese" in user else "zh-Hans" if chinese else "en"]
    lines = [f"- {said} [{number}: “{quote}”]" for said, (number, quote) in zip(statements, cited, strict=False)]
    return chat("\n".join([core, *lines[:3], "", group, *(lines[3:] or lines[:1])]))


def _first_words(text: str) -> str:
    """Return a run of whole words, or a whole Chinese clause, that has no quotation mark in it."""
    clauses = re.split(r"[。！？，；：、!?“”\"\[\]<>]|[.,](?!\d)", text)
    clause = next((clause for clause in clauses if len(clause.strip()) >= 6), "")
    return " ".join(clause.split()[:8])


STATEMENTS = {  # true of any article, and without a number: the checks would find it nowhere
    "en": [
        f"The {part} of the story makes a point of its own" for part in "start opening middle rest close end".split()
    ],
    "zh-Hans": [f"原文的{part}说明了文章的要点" for part in "开头 前部 中部 后部 末段 结尾".split()],
    "zh-Hant": [f"原文的{part}說明了文章的要點" for part in "開頭 前部 中部 後部 末段 結尾".split()],
}

Script = Callable[[Body], Reply]


class StubEndpoint:
    """A server on a free loopback port: ``script`` turns each request's JSON body into a Reply."""

    def __init__(self, script: Script = brief_of, port: int = 0) -> None:
        self.script = script
        self.requests: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def calls(self) -> int:
        with self._lock:
            return len(self.requests)

    def replies(self, *replies: Reply) -> None:
        """Answer the next requests with these, in order, and all further ones with the last."""
        queue = list(replies)
        self.script = lambda _: queue.pop(0) if len(queue) > 1 else queue[0]

    def record(self, body: Body, headers: dict[str, str]) -> None:
        with self._lock:
            self.requests.append(body)
            self.headers.append(headers)

    def __enter__(self) -> "StubEndpoint":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def serve(self) -> None:
        self._server.serve_forever()


class _Server(ThreadingHTTPServer):
    request_queue_size = 1024
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet: callers that hang up are part of the tests."""


def _handler(endpoint: StubEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.record(body, {name.lower(): value for name, value in self.headers.items()})
            reply = endpoint.script(body)
            time.sleep(reply.delay)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            for piece in _pieces(reply):
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(reply.drip)
            self.close_connection = self.close_connection or reply.close

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _pieces(reply: Reply) -> Iterator[bytes]:
    if reply.drip:
        yield from (reply.body[i : i + 1] for i in range(len(reply.body)))
    elif reply.close:
        yield reply.body[: len(reply.body) // 2]
    else:
        yield reply.body


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=9000)
    print(f"stub endpoint on {(stub := StubEndpoint(port=parser.parse_args().port)).base_url}")
    stub.serve()
