"""How a question is put to an endpoint: the JSON of the call, and a plainer one where that is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from openai.types.chat import ChatCompletionMessageParam

from service.adapters.endpoint.preset import MODES, Mode
from service.adapters.presets import BackendConfig
from service.domain.errors import RefusalReason
from service.ports import CompletionRequest, JsonForm


@dataclass(frozen=True, slots=True)
class Form:
    """What an endpoint is asked for beside the answer: one of the JSON modes, and usage at the end of a stream."""

    mode: Mode
    usage: bool

    @classmethod
    def of(cls, config: BackendConfig) -> "Form":
        """Return the form that the settings ask for."""
        return cls(config.output, config.preset.stream and config.preset.usage)

    def common(self, other: "Form") -> "Form":
        """Return what both forms ask for: the plainer mode, and usage only where both do."""
        return Form(min(self.mode, other.mode, key=MODES.index), usage=self.usage and other.usage)

    def plainer(self, config: BackendConfig, refused: RefusalReason, *, as_json: bool) -> "Form | None":
        """Return the form to try next, where a call in this one was refused; None where the form is not to blame.

        Some say only that the call is malformed: of a call in a JSON mode, that is taken to mean the mode.
        """
        if self.usage and refused == "usage":
            return replace(self, usage=False)
        if refused not in {"output", "call"} or not as_json or self.mode == "text":
            return None
        return replace(self, mode=config.preset.nearest(MODES[MODES.index(self.mode) - 1]))


@dataclass(frozen=True, slots=True)
class Call:
    """The body of a call: what every endpoint knows, and in ``fields`` what its preset names."""

    model: str
    messages: list[ChatCompletionMessageParam]
    stream: bool
    fields: Mapping[str, object]


def call_of(config: BackendConfig, form: Form, request: CompletionRequest, *, most: int) -> Call:
    """Return how the question is put to the endpoint in this form; ``most`` bounds the tokens of the answer."""
    preset = config.preset
    json = request.json if form.mode != "text" else None
    fields: dict[str, object] = {preset.token_field: most, **preset.body}
    if form.usage:
        fields["stream_options"] = {"include_usage": True}
    if json:
        fields["response_format"] = _response_format(form.mode, json)
    question = f"{request.user}\n\n{json.instructions}" if json else request.user
    return Call(
        model=config.model,
        messages=[{"role": "system", "content": request.system}, {"role": "user", "content": question}],
        stream=preset.stream,
        fields=fields,
    )


def _response_format(mode: Mode, json: JsonForm) -> dict[str, object]:
    if mode == "json_object":
        return {"type": "json_object"}
    return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": json.schema}}
