"""One OpenAI-compatible chat endpoint."""

import math
import threading
from functools import lru_cache

import structlog

from service.adapters.endpoint.answer import Answer
from service.adapters.endpoint.asking import Form, call_of
from service.adapters.endpoint.client import Client
from service.adapters.endpoint.clock import Clock
from service.adapters.endpoint.events import values
from service.adapters.endpoint.listening import listen
from service.adapters.endpoint.window import Window
from service.adapters.presets import BackendConfig
from service.domain import errors
from service.domain.brief import Usage
from service.ports import TOKEN_MARGIN, Completion, CompletionRequest, Deadline, TokenCounter, paying

_WINDOW_SECONDS = 1.0
_MOST_BYTES = 4  # of a character in UTF-8
_LEAST_ANSWER = 256  # tokens: a few insights; a question that leaves no more is refused by the endpoint itself
# Row 7 of faults.md. Qwen, GLM and DeepSeek count about 0.6 tokens a Chinese character, o200k_base 0.76: 0.79 of it.
_CUT_SHARE = 0.6
_CUT_FROM = 1_000  # tokens: below, the words around the messages weigh too much; and every window holds more
_CREDIBLE = 256  # tokens: no window is smaller; some proxies report 0 or 1
# Tokens: no article fits a smaller window beside the prompt, so that believing in one would end all work. Some servers
# count only what they had not cached (ollama 0.30, ollama/ollama#16428), which cannot be told from a cut.
_WORKABLE = 3_072

_PROMPTS = 32  # rules whose tokens are known: a prompt has nine, by the languages of article and brief

_log = structlog.get_logger(__name__)


class OpenAIBackend:
    """Asks one model of one endpoint, without retries of its own; a connection for each thread.

    What the endpoint turned out not to take is not asked for again until the process ends.
    """

    def __init__(self, config: BackendConfig, tokens: TokenCounter) -> None:
        self._config = config
        self._tokens = tokens
        self._rules_tokens = lru_cache(maxsize=_PROMPTS)(tokens.count)
        self._threads = threading.local()
        self._form = Form.of(config)
        self._window = Window(config, self._page)
        self.counts = False
        """Whether the endpoint counted the tokens of its last answer."""

    @property
    def name(self) -> str:
        """The configured name, e.g. ``openai/gpt-5-mini``."""
        return self._config.name

    @property
    def window(self) -> int | None:
        """The window in tokens, by the settings or the endpoint's own word; it may be asked, for a second at most."""
        return self._window.tokens

    @property
    def form(self) -> Form:
        """How answers are asked for, after all that the endpoint has refused."""
        return self._form

    def complete(self, request: CompletionRequest) -> Completion:
        """Return the complete answer, each piece of it told to the request's reader as it comes.

        Raise DeadlineExceeded, Abandoned, BackendUnreachable, BackendUnavailable, BackendOverloaded, BackendRefused,
        ContextTooLong, ContentFiltered, AnswerIncomplete or AnswerUnreadable, none with the endpoint's words; and what
        the reader raises, untouched, after the connection was closed.
        """
        try:
            return self._completed(request)
        except errors.ContextTooLong as error:
            if error.window:
                self._window.learn(error.window)
            _log.warning("window-exceeded", backend=self.name, window=error.window)
            raise
        except errors.Abandoned:
            raise  # whoever left says nothing of the endpoint
        except errors.CoreInsightsError as error:
            _log.warning("backend-failed", backend=self.name, code=error.code)
            raise

    def close(self) -> None:
        """Close this thread's connection; the next call opens a new one."""
        if client := self._threads.__dict__.pop("client", None):
            client.close()

    def _completed(self, request: CompletionRequest) -> Completion:
        form = self._form
        while True:
            try:
                return self._asked(request, form)
            except errors.BackendRefused as refusal:
                plainer = form.plainer(self._config, refusal.reason, as_json=request.json is not None)
                if plainer is None:
                    raise
                form = plainer

    def _asked(self, request: CompletionRequest, form: Form) -> Completion:
        call = call_of(self._config, form, request, most=self._most(request))
        clock = Clock.started(request.deadline, request.patience if self._config.preset.stream else math.inf)
        answer = Answer()
        try:
            with self._client().ask(call, clock) as pieces:
                self._keep(form)
                listen(pieces, answer, clock=clock, reader=request.reader)
            answer.check()
        except errors.CoreInsightsError:
            self._paid(request, answer)
            raise
        model, usage = self._paid(request, answer)
        self._check_window(request, answer)
        return Completion(text=answer.text, backend=self.name, model=model, usage=usage)

    def _paid(self, request: CompletionRequest, answer: Answer) -> tuple[str, Usage]:
        """Tell who pays, and return, what an answer has cost of which model: what is cut or rejected costs as much."""
        model, usage = answer.model or self._config.model, Usage()
        if answer.begun or any(answer.usage):
            usage = self._usage(request, answer)
            paying.spent(model, usage)
        return model, usage

    def _most(self, request: CompletionRequest) -> int:
        """Return the tokens that the answer may have: vllm refuses a bound that the window has no room for.

        Raise ContextTooLong where the question alone is longer than the window: some would cut it, and say so only at
        the end of the answer, when a part of it has been told.
        """
        most, window = self._config.preset.max_tokens, self._window.tokens
        if window is None or _MOST_BYTES * (len(request.system) + len(request.user)) + most <= window:
            return most  # no token has less than a byte, so nothing need be counted
        question = self._question_tokens(request)
        if question > window:
            raise errors.ContextTooLong("the article does not fit the model's window", window=window)
        return min(most, max(_LEAST_ANSWER, window - int(TOKEN_MARGIN * question)))

    def _usage(self, request: CompletionRequest, answer: Answer) -> Usage:
        """Return what the endpoint counted, our estimate where it counted nothing."""
        asked, answered = answer.usage
        return Usage(
            calls=1,
            input_tokens=self._question_tokens(request) if asked is None else asked,
            output_tokens=self._tokens.count(answer.text) if answered is None else answered,
        )

    def _check_window(self, request: CompletionRequest, answer: Answer) -> None:
        """Raise ContextTooLong: an endpoint that counted far less than was sent has cut the article (ollama)."""
        asked, _ = answer.usage
        self.counts = asked is not None
        estimate = self._question_tokens(request) if asked and asked >= _CREDIBLE else 0
        if asked and estimate > _CUT_FROM and asked < _CUT_SHARE * estimate:
            window = asked if asked >= _WORKABLE else None
            raise errors.ContextTooLong("the model endpoint has cut the article to its window", window=window)

    def _question_tokens(self, request: CompletionRequest) -> int:
        return self._rules_tokens(request.system) + self._tokens.count(request.user)

    def _keep(self, form: Form) -> None:
        """Remember what the endpoint took, beside what other calls have meanwhile learned that it does not take."""
        form = form.common(self._form)
        if form != self._form:
            self._form = form
            _log.warning("fields-refused", backend=self.name, output=form.mode, usage=form.usage)

    def _page(self, path: str) -> object:
        clock = Clock.started(Deadline.after(_WINDOW_SECONDS))
        return next(values(self._client().page(path, clock)), None)

    def _client(self) -> Client:
        client: Client | None = getattr(self._threads, "client", None)
        if client is None:
            client = self._threads.client = Client(self._config.base_url, self._config.api_key)
        return client
