"""A backend whose calls are counted, timed, logged and traced: who was asked, how long, for how many tokens."""

import time
from urllib.parse import urlsplit

import structlog

from service.adapters.presets import BackendConfig
from service.domain.brief import Usage
from service.domain.errors import CoreInsightsError
from service.ports import Backend, Completion, CompletionRequest, recording
from service.ports.metrics import CALL_SECONDS, CALLS, CALLS_IN_FLIGHT, TOKENS
from service.ports.tracing import Attributes, Role, Span, Start, span

_PROVIDERS = {"azure": "azure.ai.openai"}
"""What the GenAI conventions call a preset otherwise; what they do not know is called by its preset."""

_log = structlog.get_logger(__name__)


class MeasuredBackend:
    """The backend behind it, and nothing of its questions and answers is told."""

    def __init__(self, backend: Backend, config: BackendConfig) -> None:
        self._backend = backend
        self._start = Start(f"chat {config.model}", Role.CLIENT, _attributes(config))

    @property
    def name(self) -> str:
        """The name of the backend behind it."""
        return self._backend.name

    @property
    def window(self) -> int | None:
        """The window of the backend behind it."""
        return self._backend.window

    def complete(self, request: CompletionRequest) -> Completion:
        """Return the answer of the backend behind it; raise what that raises."""
        with span(self._start) as told, recording.during(CALLS_IN_FLIGHT, self.name):
            began = time.perf_counter()
            try:
                completion = self._backend.complete(request)
            except CoreInsightsError as error:
                told.failed(error.code)
                self._over(error.code, time.perf_counter() - began)
                raise
            self._over("ok", time.perf_counter() - began, completion.usage)
            self._tell(told, completion)
            return completion

    def _over(self, outcome: str, seconds: float, usage: Usage = Usage()) -> None:
        recording.count(CALLS, self.name, outcome)
        recording.observe(CALL_SECONDS, self.name, seconds=(seconds,))
        _log.info(
            "model-call",
            backend=self.name,
            outcome=outcome,
            milliseconds=round(seconds * 1000, 1),
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
        )

    def _tell(self, told: Span, completion: Completion) -> None:
        usage = completion.usage
        recording.count(TOKENS, self.name, "input", by=usage.input_tokens)
        recording.count(TOKENS, self.name, "output", by=usage.output_tokens)
        told.tell(
            {
                "gen_ai.response.model": recording.harmless(completion.model),
                "gen_ai.response.finish_reasons": ("stop",),
                "gen_ai.usage.input_tokens": usage.input_tokens,
                "gen_ai.usage.output_tokens": usage.output_tokens,
            }
        )


def _attributes(config: BackendConfig) -> Attributes:
    """Return what the GenAI conventions (OpenTelemetry, 2025) want to know beforehand."""
    address = urlsplit(config.base_url)
    preset = config.preset.name
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": _PROVIDERS.get(preset, preset),
        "gen_ai.request.model": config.model,
        "server.address": address.hostname or "",
        "server.port": address.port or (443 if address.scheme == "https" else 80),
    }
