"""A newsroom's view of the service: the whole of it over HTTP, two model endpoints behind a proxy each."""

import json
import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import WSGIApplication

import httpx2
from werkzeug.serving import WSGIRequestHandler, make_server

from service.adapters.token_counter import VocabularyTokenCounter
from service.bootstrap import build_article_reader, build_summarizer
from service.settings import Settings
from service.web import create_app
from tests.domain.samples import ENGLISH
from tests.end_to_end.server import served
from tests.stub_endpoint import StubEndpoint
from tests.tcp_proxy import TcpProxy

FIRST, SECOND = "custom/first", "vllm/second"
KEY = "sk-canary-91d4"


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds."""

    response: httpx2.Response
    seconds: float

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def outcome(self) -> str:
        """Who wrote the brief, else the code of the problem."""
        body = self.response.json()
        return str(body["provenance"]["backend"] if self.status == 200 else body["code"])


class Newsroom:
    """A service of its own, so that every test begins with closed breakers and a full budget."""

    def __init__(self, address: str, first: StubEndpoint, second: StubEndpoint, proxy: TcpProxy) -> None:
        self.address = address
        self.first = first
        self.second = second
        self.proxy = proxy
        self._client = httpx2.Client(timeout=60, trust_env=False)
        self._posted = 0

    def ask(self, **fields: object) -> Answer:
        """Post an article that was not posted before."""
        self._posted += 1
        body = {"paragraphs": list(ENGLISH), "title": f"Article {self._posted}"} | fields
        started = time.monotonic()
        response = self._client.post(f"{self.address}/summarize", json=body)
        return Answer(response, time.monotonic() - started)

    def text(self, **fields: object) -> str:
        """Post an article and return the answer as a reader sees it."""
        body = {"paragraphs": list(ENGLISH)} | fields
        return self._client.post(f"{self.address}/summarize?format=lines", json=body).text

    def stream(self, **fields: object) -> list[tuple[str, dict[str, object]]]:
        """Post an article, and return the names and data of the events that came back until the end."""
        self._posted += 1
        body = {"paragraphs": list(ENGLISH), "title": f"Article {self._posted}"} | fields
        accept = {"Accept": "text/event-stream"}
        text = self._client.post(f"{self.address}/summarize", json=body, headers=accept).text
        events = re.findall(r"^event: (\w+)\n(?:id: .*\n)?data: (.*)$", text, re.MULTILINE)
        return [(name, json.loads(data)) for name, data in events]

    def close(self) -> None:
        self._client.close()


@contextmanager
def newsroom(
    *, alone: bool = False, seconds: float = 20, first_url: str = "", proxied: bool = True, log: Path | None = None
) -> Iterator[Newsroom]:
    """Yield a service that asks the first endpoint (through a proxy), then the second unless the first is alone.

    It runs in this process, or with a ``log`` in gunicorn's.
    """
    with ExitStack() as stack:
        first, second = stack.enter_context(StubEndpoint()), stack.enter_context(StubEndpoint())
        proxy = stack.enter_context(TcpProxy(first.port))
        environ = {
            "LLM": FIRST if alone else f"{FIRST},{SECOND}",
            "LLM_BASE_URL": first_url or (proxy.base_url if proxied else first.base_url),
            "LLM_API_KEY": KEY,
            "VLLM_BASE_URL": second.base_url,
            "REQUEST_TIMEOUT_SECONDS": str(seconds),
        }
        address = stack.enter_context(served(log, **environ) if log else serving(environ))
        room = Newsroom(address, first, second, proxy)
        stack.callback(room.close)
        yield room


@contextmanager
def serving(environ: dict[str, str]) -> Iterator[str]:
    """Yield the address of the service that bootstrap builds of these settings, over HTTP."""
    settings = Settings.from_env(environ)
    VocabularyTokenCounter().count("")  # read once, as bootstrap.build_app does before it serves
    app = create_app(build_summarizer(settings), build_article_reader(settings))
    server = _server(app)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _server(app: WSGIApplication) -> socketserver.BaseServer:
    return make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing."""
