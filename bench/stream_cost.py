"""CPU that one streamed answer of 1,500 tokens costs the service: ours, and what the openai SDK would take to read it.

python bench/stream_cost.py
"""

import multiprocessing
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import openai

from service.adapters.openai_backend import OpenAIBackend
from service.adapters.presets import configured_backends
from service.adapters.token_counter import VocabularyTokenCounter
from service.ports import CompletionRequest, Deadline
from tests.stub_endpoint import StubEndpoint, chat

CALLS = 10
TEXT = " ".join(["word"] * 1_500)


def serve(addresses: "multiprocessing.Queue[str]") -> None:
    stub = StubEndpoint(lambda _: chat(TEXT))
    addresses.put(stub.base_url)
    stub.serve()


def ours(url: str) -> Callable[[], object]:
    (config,) = configured_backends({"LLM": "custom/m", "LLM_BASE_URL": url})
    backend = OpenAIBackend(config, VocabularyTokenCounter())
    return lambda: backend.complete(CompletionRequest("rules", "article", Deadline.after(60)))


def sdk(url: str) -> Callable[[], object]:
    client = openai.OpenAI(api_key="none", base_url=url, max_retries=0)
    messages = [{"role": "user", "content": "article"}]
    return lambda: list(client.chat.completions.create(model="m", messages=messages, stream=True))  # type: ignore[call-overload]


def report(name: str, call: Callable[[], object]) -> None:
    call()
    cpu, wall = time.process_time(), time.monotonic()
    for _ in range(CALLS):
        call()
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    print(f"{name}: {cpu / CALLS * 1000:.0f} ms of CPU a call, {wall / CALLS * 1000:.0f} ms in all")


if __name__ == "__main__":
    addresses: "multiprocessing.Queue[str]" = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(addresses,), daemon=True)
    server.start()
    address = addresses.get()
    report("ours", ours(address))
    report("openai SDK", sdk(address))
    server.kill()
