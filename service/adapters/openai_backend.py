"""One OpenAI-compatible chat endpoint."""

import ssl
import threading
from functools import cache

import httpcore2
import httpx2
import openai
import structlog
from openai.types.chat import ChatCompletion

from service.adapters.endpoint_errors import error_of
from service.adapters.presets import BackendConfig
from service.adapters.transport import BoundedTransport
from service.domain import errors
from service.domain.brief import Usage
from service.ports import Completion, CompletionRequest, TokenCounter

_log = structlog.get_logger(__name__)

# What the SDK lets through: its own tree; its transport's while the body is read; broken or endlessly nested JSON,
# bare; what its models raise for shapes that nobody thought of. Told apart by a test that walks both trees.
_FOREIGN = (
    openai.OpenAIError,
    httpx2.HTTPError,
    httpx2.StreamError,
    httpx2.InvalidURL,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.TimeoutException,
    httpcore2.UnsupportedProtocol,
    ValueError,
    TypeError,
    AttributeError,
    RecursionError,
)
_UNREADABLE = (ValueError, TypeError, AttributeError, RecursionError, openai.APIResponseValidationError)
_STOPPED = "stop"
_FILTERED = "content_filter"


class OpenAIBackend:
    """Asks one model of one endpoint, without retries of its own; a client for each thread.

    A client shared by 1,000 threads adds seconds at the 99th percentile, one a thread 2 ms (endpoints.md).
    """

    def __init__(self, config: BackendConfig, tokens: TokenCounter) -> None:
        self._config = config
        self._tokens = tokens
        self._threads = threading.local()

    @property
    def name(self) -> str:
        """The configured name, e.g. ``openai/gpt-5-mini``."""
        return self._config.name

    @property
    def window(self) -> int | None:
        """Not known yet."""
        return None

    def complete(self, request: CompletionRequest) -> Completion:
        """Return the complete answer.

        Raise DeadlineExceeded, BackendUnavailable, BackendOverloaded, BackendRefused, ContextTooLong, ContentFiltered,
        AnswerIncomplete or AnswerUnreadable; none with the endpoint's words.
        """
        try:
            completion = self._completion(request, self._ask(request))
            request.reader.read(completion.text)
        except errors.CoreInsightsError as error:
            _log.warning("backend failed", backend=self.name, code=error.code)
            raise
        else:
            return completion

    def close(self) -> None:
        """Close this thread's connection; the next call opens a new one."""
        if client := self._threads.__dict__.pop("client", None):
            client.close()

    def _ask(self, request: CompletionRequest) -> object:
        seconds = request.deadline.remaining()
        if seconds <= 0:
            raise errors.DeadlineExceeded("no time was left to ask the model")
        preset = self._config.preset
        try:
            answer: object = self._client().chat.completions.create(
                model=self._config.model,
                messages=[{"role": "system", "content": request.system}, {"role": "user", "content": request.user}],
                stream=False,
                timeout=seconds,
                extra_body={preset.token_field: preset.max_tokens, **preset.body},
            )
        except openai.APIStatusError as error:
            raise error_of(error.status_code, error.body, error.response.headers) from error
        except _FOREIGN as error:
            raise _translated(error, seconds_left=request.deadline.remaining()) from error
        return answer

    def _completion(self, request: CompletionRequest, answer: object) -> Completion:
        if not isinstance(answer, ChatCompletion):  # HTML comes back as a str
            raise errors.AnswerUnreadable("the model endpoint's answer is no completion")
        extra = answer.model_extra or {}
        if extra.get("error"):
            raise _error_in_body(extra["error"])
        try:
            text = _text(answer)
        except _UNREADABLE as error:  # the SDK's models hold whatever came
            raise errors.AnswerUnreadable("the model endpoint's answer is no completion") from error
        return Completion(
            text=text,
            backend=self.name,
            model=answer.model if isinstance(answer.model, str) and answer.model else self._config.model,
            usage=self._usage(request, answer, text),
        )

    def _usage(self, request: CompletionRequest, answer: ChatCompletion, text: str) -> Usage:
        """Return what the endpoint counted, our own estimate where it counted nothing."""
        given = answer.usage
        asked = given.prompt_tokens if given else None
        answered = given.completion_tokens if given else None
        return Usage(
            calls=1,
            input_tokens=asked if isinstance(asked, int) else self._tokens.count(request.system + request.user),
            output_tokens=answered if isinstance(answered, int) else self._tokens.count(text),
        )

    def _client(self) -> openai.OpenAI:
        client: openai.OpenAI | None = getattr(self._threads, "client", None)
        if client is None:
            client = self._threads.client = self._new_client()
        return client

    def _new_client(self) -> openai.OpenAI:
        http = httpx2.Client(transport=BoundedTransport(_ssl_context()), trust_env=False, follow_redirects=False)
        # Without a key a word stands in its place, for the SDK wants one, and would else look into the environment.
        return openai.OpenAI(
            api_key=self._config.api_key or "none", base_url=self._config.base_url, max_retries=0, http_client=http
        )


@cache
def _ssl_context() -> ssl.SSLContext:
    return httpcore2.default_ssl_context()


def _translated(error: Exception, *, seconds_left: float) -> errors.CoreInsightsError:
    if seconds_left <= 0.05:  # noqa: PLR2004  a timer may fire a little early
        return errors.DeadlineExceeded("the model did not answer in time")
    if isinstance(error, _UNREADABLE):
        return errors.AnswerUnreadable("the model endpoint's answer is not readable")
    return errors.BackendUnavailable("the model endpoint cannot be reached, or broke off")


def _error_in_body(error: object) -> errors.CoreInsightsError:
    """Return what an error sent with status 200 means (openrouter: ``{"error": {"code": 429, …}}``)."""
    code = error.get("code") if isinstance(error, dict) else None
    status = code if isinstance(code, int) and 400 <= code < 600 else 502  # noqa: PLR2004
    return error_of(status, error, {})


def _text(answer: ChatCompletion) -> str:
    """Return the text of a complete answer; what stands in fields of reasoning is no part of it."""
    choice = answer.choices[0] if answer.choices else None
    if choice is None or choice.message is None:
        raise errors.AnswerUnreadable("the model endpoint's answer holds no choice")
    if choice.finish_reason == _FILTERED:
        raise errors.ContentFiltered("the model endpoint refused the article for its content")
    if choice.finish_reason != _STOPPED:
        raise errors.AnswerIncomplete("the model's answer was cut")
    if not isinstance(choice.message.content, str) or not choice.message.content.strip():
        raise errors.AnswerUnreadable("the model's answer is empty")
    return choice.message.content
