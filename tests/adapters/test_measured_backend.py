"""Calls are counted by what became of them, and so is what stands around them: retries, fallbacks, breakers, queues."""

import threading

import pytest

from service.adapters import failover_backend
from service.adapters.failover_backend import FailoverBackend
from service.adapters.guarded_backend import GuardedBackend
from service.adapters.measured_backend import MeasuredBackend
from service.adapters.places import Places
from service.adapters.presets import configured_backends
from service.adapters.prometheus import PrometheusRecorder
from service.domain.errors import BackendUnavailable, BackendUnreachable, CoreInsightsError
from service.ports import recording
from tests.adapters.near import until
from tests.adapters.scripted_backends import Scripted, question
from tests.metrics import values

NAMES = "vllm/a", "ollama/b"


@pytest.fixture(autouse=True)
def _recorded(monkeypatch):
    monkeypatch.setattr(failover_backend, "FIRST_PAUSE", 0.001)
    recording.install(PrometheusRecorder())
    yield
    recording.install(None)


def told():
    return {name: value for name, value in values(recording.text()).items() if "duration" not in name[0]}


def measured(*scripts):
    configs = configured_backends({"LLM": ",".join(NAMES[: len(scripts)])})
    backends = [Scripted(name, *lines) for name, lines in zip(NAMES, scripts, strict=False)]
    return [MeasuredBackend(backend, config) for backend, config in zip(backends, configs, strict=True)]


def test_calls_tokens_retries_and_fallbacks():
    down = BackendUnavailable()
    first, second = measured([down], [down, "good"])
    FailoverBackend([first, second]).complete(question())
    assert told() == {
        ("model_calls_total", "vllm/a", "backend-unavailable"): 2,
        ("model_calls_total", "ollama/b", "backend-unavailable"): 1,
        ("model_calls_total", "ollama/b", "ok"): 1,
        ("model_calls_in_flight", "vllm/a"): 0,
        ("model_calls_in_flight", "ollama/b"): 0,
        ("model_tokens_total", "ollama/b", "input"): 100,
        ("model_tokens_total", "ollama/b", "output"): 10,
        ("model_retries_total", "vllm/a"): 1,
        ("model_retries_total", "ollama/b"): 1,
        ("model_fallbacks_total", "ollama/b"): 1,
        ("keys_unreadable",): 0,
        ("jobs_accepted_total",): 0,
    }


def test_breaker_is_open_while_it_rests():
    time = [0.0]
    guarded = GuardedBackend(*measured([*[BackendUnreachable()] * 3, "good"]), clock=lambda: time[0])
    for _ in range(3):
        with pytest.raises(CoreInsightsError):
            guarded.complete(question())
    assert told()["breakers_open", "vllm/a"] == 1
    time[0] += 10
    guarded.complete(question())
    assert told()["breakers_open", "vllm/a"] == 0


def test_who_waits_for_a_place_is_counted():
    places = Places(1, name="vllm/a")
    with places.one(question().deadline, patient=True):
        waiter = threading.Thread(target=lambda: places.one(question().deadline, patient=True).__enter__())
        waiter.start()
        until(lambda: told().get(("model_calls_waiting", "vllm/a")) == 1)
    waiter.join()
    assert told()["model_calls_waiting", "vllm/a"] == 0


@pytest.mark.parametrize(
    ("said", "kept"),
    [("gpt-5-mini-2025-08-07", "gpt-5-mini-2025-08-07"), ("Qwen/Qwen3:8b", "Qwen/Qwen3:8b"), ("words of a text", "other"),
     ("x" * 65, "other"), ("", "other")],
)  # fmt: skip
def test_what_an_endpoint_calls_its_model_is_told_where_it_is_a_name(said, kept):
    assert recording.harmless(said) == kept
