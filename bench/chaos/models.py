"""The model endpoints: each article gets always the same brief, save where a fault is on."""

import re
from collections.abc import Callable
from random import Random

from bench.chaos.history import Call, Recorder
from bench.load.answers import brief_template
from bench.load.stories import TALES, Tongue, drawn
from tests.stub_endpoint import StubEndpoint
from tests.stub_endpoint.replies import (
    Body,
    Chat,
    End,
    Reply,
    Streamed,
    as_json,
    chunk,
    event,
    events,
    forever,
    huge,
    silence,
)
from tests.tcp_proxy import PASS, REFUSE, TcpProxy

_CODE = re.compile(r"BL(EN|ZH)(\d{7})")
_TONGUES: dict[str, Tongue] = {"EN": "en", "ZH": "zh"}
_USAGE = {"prompt_tokens": 2400, "completion_tokens": 620, "total_tokens": 3020}
_FAILING = (500, 502, 503, 529)


def brief_of(article: str) -> str:
    """Return what a model writes of the article with that code."""
    found = _CODE.fullmatch(article)
    assert found
    tongue = _TONGUES[found[1]]
    return brief_template(TALES[tongue]).format_map(drawn(int(found[2]), tongue))


class Model:
    """One endpoint behind a proxy; ``fault`` is the name of what is wrong with it, "" where nothing is."""

    def __init__(self, name: str, recorder: Recorder, seed: int) -> None:
        self.name = name
        self.fault = ""
        self._recorder = recorder
        self._random = Random(seed)
        self._stub = StubEndpoint(self._asked)
        self._proxy = TcpProxy(self._stub.port)

    @property
    def base_url(self) -> str:
        return self._proxy.base_url

    def __enter__(self) -> "Model":
        self._stub.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._proxy.become(REFUSE)
        self._stub.__exit__(*error)

    def become(self, fault: str) -> None:
        """Have this fault from now on, open connections too where it refuses them."""
        self.fault = fault
        self._proxy.become(REFUSE if fault == "refuses" else PASS)
        self._stub.requests.clear()  # else an hour's articles
        self._stub.headers.clear()
        self._stub.callers.clear()

    def _asked(self, body: Body) -> Reply | Streamed | Chat:
        found = _CODE.search(str(body.get("messages")))
        article = found[0] if found else ""
        began, fault = self._recorder.now, self.fault
        harmful = FAULTS.get(fault)
        outcome = fault if harmful else "brief"
        self._recorder.add(Call(self.name, article, began, began, outcome))
        if not found:
            return as_json({"error": {"message": "no article"}}, 400)
        pause = self._random.uniform(0.1, 0.5)
        return harmful(article, self._random) if harmful else spoken(brief_of(article), pause)


def spoken(text: str, pause: float = 0.2, *, upto: float = 1.0, end: End = "whole", finish: str = "stop") -> Streamed:
    """Return the text as a stream of lines; of ``upto`` less than 1 that share, and then it ends."""
    lines = text.splitlines(keepends=True)
    told = lines[: int(len(lines) * upto)]
    parts: list[object] = [chunk(role="assistant", content=""), *(chunk(content=line) for line in told)]
    if end == "whole":
        parts += [chunk(finish_reason=finish), {**chunk(), "choices": [], "usage": _USAGE}, b"data: [DONE]\n\n"]
    return events(*parts, end=end, delay=pause)


def _invented(article: str, random: Random) -> Streamed:
    """Have one insight in three say a number that the article does not."""
    lines = brief_of(article).splitlines(keepends=True)
    wrong = [re.sub(r"\d+(?=\D*\[)", "4711", line, count=1) if random.random() < 0.3 else line for line in lines]
    return spoken("".join(wrong))


def _other(article: str, random: Random) -> Streamed:
    return spoken(brief_of(f"{article[:4]}{(int(article[4:]) + random.randrange(1, 50)) % 10_000_000:07d}"))


def _failing(_: str, random: Random) -> Reply:
    return as_json({"error": {"message": "upstream"}}, random.choice(_FAILING))


def _flaky(article: str, random: Random) -> Reply | Streamed:
    return _failing(article, random) if random.random() < 0.4 else spoken(brief_of(article))


def _garbage(_: str, random: Random) -> Reply:
    shapes = (
        Reply(b"<html><body>Welcome</body></html>", 200, {"Content-Type": "text/html"}),
        as_json({"error": {"message": "overloaded", "code": 502}}),
        as_json({"id": "x", "object": "chat.completion", "created": 1, "model": "stub-1", "choices": None}),
        Reply(b'{"choices": [{"mess', 200),
    )
    return random.choice(shapes)


def _limited(seconds: str) -> Callable[[str, Random], Reply]:
    told = {"error": {"message": "slow down", "type": "rate_limit_error"}}
    return lambda *_: as_json(told, 429, **{"Retry-After": seconds})


FAULTS: dict[str, Callable[[str, Random], Reply | Streamed | Chat]] = {
    "hangs": lambda *_: silence(),
    "drips": lambda *_: forever(b": keep-alive\n\n", pause=0.5),
    "slow": lambda article, _: spoken(brief_of(article), 3.0),
    "limits for 1 s": _limited("1"),
    "limits for 30 s": _limited("30"),
    "wants money": lambda *_: as_json({"error": {"message": "arrears", "code": "insufficient_quota"}}, 402),
    "fails": _failing,
    "fails at times": _flaky,
    "garbage": _garbage,
    "cut": lambda article, random: spoken(brief_of(article), upto=random.random(), end="cut"),
    "reset": lambda article, random: spoken(brief_of(article), upto=random.random(), end="reset"),
    "at its length": lambda article, _: spoken(brief_of(article), finish="length"),
    "filters": lambda *_: as_json(
        {"error": {"message": "no", "code": "content_filter", "type": "content_filter"}}, 400
    ),
    "huge": lambda *_: huge(20_000_000),
    "loops": lambda *_: forever(event(chunk(content="- the same line again\n"))),
    "another's answer": _other,
    "invents": _invented,
}
"""What an endpoint does instead, by the fault's name; "refuses" is the proxy's."""
