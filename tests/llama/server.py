"""A real llama-server in a process of its own, with the tiny model, on a loopback port."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.redis_server import free_port
from tests.started import wait_for

SLOT_IS_FREE_IN = 5.0  # seconds after a caller left: the server looks for that between two tokens


@dataclass(frozen=True)
class LlamaServer:
    """Where it is, and what it says of itself."""

    address: str

    @property
    def base_url(self) -> str:
        return f"{self.address}/v1"

    def ask(self, path: str, body: dict[str, object] | None = None) -> object:
        """Return the JSON of an answer to GET, or to POST where there is a body."""
        answer = httpx2.request("POST" if body else "GET", self.address + path, json=body, timeout=10, trust_env=False)
        answer.raise_for_status()
        return answer.json()

    def busy(self) -> bool:
        """Whether it works on an answer."""
        return any(slot["is_processing"] for slot in self.ask("/slots"))  # type: ignore[attr-defined]

    def becomes_free(self) -> bool:
        """Whether it works on nothing any more, soon."""
        ends = time.monotonic() + SLOT_IS_FREE_IN
        while self.busy():
            if time.monotonic() > ends:
                return False
            time.sleep(0.02)
        return True

    def tokens_of(self, system: str, user: str) -> int:
        """Return how many tokens a question has, as the server counts."""
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        prompt = self.ask("/apply-template", {"messages": messages})["prompt"]  # type: ignore[index]
        question = {"content": prompt, "add_special": True, "parse_special": True}
        return len(self.ask("/tokenize", question)["tokens"])  # type: ignore[index]


@contextmanager
def serving(program: str, model: Path, *, window: int) -> Iterator[LlamaServer]:
    """Yield a server whose question and answer may have ``window`` tokens together; one answer at a time, one thread."""
    port = free_port()
    log = model.with_name(f"llama-server-{port}.log")
    options = {
        "--model": model,
        "--alias": "tiny",
        "--host": "127.0.0.1",
        "--port": port,
        "--ctx-size": window,
        "--parallel": 1,
        "--threads": 1,
        "--seed": 7,
        "--fit": "off",
        "--cache-ram": 0,
    }
    words = [str(word) for pair in options.items() for word in pair]
    with log.open("wb") as output:
        process = subprocess.Popen([program, *words, "--offline", "--slots"], stdout=output, stderr=output)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/health", process, log)
            yield LlamaServer(address)
        finally:
            process.kill()
            process.wait()
