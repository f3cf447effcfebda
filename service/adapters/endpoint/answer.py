"""What an endpoint has answered so far, from its JSON, which is never trusted to have any shape."""

import re
from collections.abc import Mapping

from service.adapters.endpoint.refusals import error_in_body
from service.domain import errors

_SURROGATE = re.compile("[\ud800-\udfff]")
_HIGH_SURROGATES = ("\ud800", "\udbff")
_REASONING = ("reasoning_content", "reasoning")
_STOPPED = "stop"
_CUT = frozenset({"length", "max_tokens"})
_FILTERED = frozenset({"content_filter", "sensitive"})  # the second is GLM's
_FAILED = frozenset({"error", "network_error", "insufficient_system_resource"})  # openrouter's, GLM's, DeepSeek's
_MOST_TOKENS = 1_000_000_000  # of one call: more is no count, and readers of our JSON may have 32 bits


class Answer:
    """An answer, taken in as one JSON value or as the chunks of a stream."""

    def __init__(self) -> None:
        self.model = ""
        self.usage: tuple[int | None, int | None] = (None, None)  # tokens of question and answer, as counted there
        self.begun = False
        """Whether the model has said something, if only in thought."""
        self._texts: list[str] = []
        self._half = ""
        self._choices = 0
        self._reason: object = None

    @property
    def complete(self) -> bool:
        """Whether the endpoint has said why the answer ended: what may follow is its usage."""
        return self._reason is not None

    @property
    def text(self) -> str:
        """The text so far, without reasoning that stands in fields of its own."""
        return "".join(self._texts)

    def take(self, value: object) -> str:
        """Take in a value and return its piece of the text, "" where it has none.

        Raise what an error in it stands for, ContentFiltered, or AnswerUnreadable.
        """
        if not isinstance(value, Mapping):
            raise errors.AnswerUnreadable("the model endpoint's answer is no completion")
        if error := value.get("error") or (value if value.get("object") == "error" else None):  # the latter is vllm's
            raise error_in_body(error)
        if isinstance(model := value.get("model"), str) and model:
            self.model = model
        self._count(value.get("usage"))
        choices = value.get("choices")
        if not choices:  # usage, or what a filter found in the question (azure)
            return ""
        if not isinstance(choices, list) or not isinstance(choices[0], Mapping):
            raise errors.AnswerUnreadable("the model endpoint's answer is no completion")
        return self._take_choice(choices[0])

    def check(self) -> None:
        """Raise ContentFiltered, BackendUnavailable, AnswerIncomplete or AnswerUnreadable unless all was said."""
        if not self._choices:
            raise errors.AnswerUnreadable("the model endpoint's answer holds no choice")
        if self._reason in _FILTERED:
            raise errors.ContentFiltered("the model endpoint refused the article for its content")
        if self._reason in _FAILED:
            raise errors.BackendUnavailable("the model endpoint failed in the middle of its answer")
        if self._reason is None or self._reason in _CUT:
            raise errors.AnswerIncomplete("the model's answer was cut")
        if self._reason != _STOPPED:
            raise errors.AnswerUnreadable("the model did something else than answer")
        if not self.text.strip():
            raise errors.AnswerUnreadable("the model's answer is empty")

    def _take_choice(self, choice: Mapping[object, object]) -> str:
        self._count(choice.get("usage"))  # moonshot
        said = choice.get("delta", choice.get("message"))
        if said is None and choice.get("finish_reason") is None:
            return ""
        self._choices += 1
        if reason := choice.get("finish_reason"):
            self._reason = reason if isinstance(reason, str) else "unknown"
        if said is None:
            return ""
        if not isinstance(said, Mapping):
            raise errors.AnswerUnreadable("the model endpoint's answer is no completion")
        piece = said.get("content") or ""
        if not isinstance(piece, str):
            raise errors.AnswerUnreadable("the model endpoint's answer is no text")
        self.begun = self.begun or bool(piece) or any(said.get(name) for name in _REASONING)
        text = self._mended(piece)
        self._texts.append(text)
        return text

    def _mended(self, piece: str) -> str:
        """Return the piece with halves of characters put together, over pieces too; a lone half becomes U+FFFD."""
        if not self._half and not _SURROGATE.search(piece):
            return piece
        piece = self._half + piece
        low, high = _HIGH_SURROGATES
        self._half = piece[-1:] if low <= piece[-1:] <= high else ""
        whole = piece[: len(piece) - len(self._half)]
        return whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _count(self, usage: object) -> None:
        if isinstance(usage, Mapping):
            asked, answered = self.usage
            self.usage = (
                _number(usage.get("prompt_tokens"), asked),
                _number(usage.get("completion_tokens"), answered),
            )


def _number(value: object, before: int | None) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST_TOKENS else before
