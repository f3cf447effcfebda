"""Every error this service raises on purpose, as one tree, told apart by who can mend it.

CoreInsightsError
├── AccessError                  key-unknown (the caller: unknown, revoked and expired keys are alike)
│   ├── KeyMissing               key-missing
│   ├── KeyInQuery               key-in-query (addresses end up in logs)
│   ├── ScopeMissing             scope-missing (the key does not allow it)
│   └── SentFromElsewhere        sent-from-elsewhere (another site made a browser send it)
├── ArticleError                 the caller: the article or what was asked of it
│   ├── ArticleTooShort          article-too-short
│   ├── ArticleTooLong           article-too-long
│   ├── LanguageNotSupported     language-not-supported
│   ├── CharsetUnknown           charset-unknown
│   ├── TranslationNeedsModel    translation-needs-model
│   ├── UnknownBackend           unknown-backend
│   ├── UnknownModel             model-not-found
│   └── ContentFiltered          content-filtered (every endpoint refused the article)
├── SummaryError                 the caller: a summary that cannot be read
├── BriefNotFound                the caller: no such brief is kept
├── BriefChanged                 brief-changed (it is not the one that was to be signed)
├── BriefsOutOfReach             briefs-out-of-reach (the cache does not answer: nobody knows whether it is kept)
├── JobNotFound                  the caller: no such job is kept
├── JobsOutOfReach               jobs-out-of-reach (the queue does not answer)
├── JobsBusy                     jobs-busy (as many as a process takes are under way, or the queue is full)
├── JobsNotConfigured            the operator: there is no queue for jobs
├── LimitReached                 the caller: for now, as much as its key may ask for was asked for
│   ├── RateLimited              rate-limited (requests of this minute)
│   ├── TooManyAtOnce            too-many-at-once (requests under way)
│   └── TokensUsedUp             tokens-used-up (tokens of this day)
├── UsageOutOfReach              usage-out-of-reach (where usage is kept does not answer)
├── IdempotencyKeyReused         idempotency-key-reused (another request came under the same key)
├── IdempotencyKeyInUse          idempotency-key-in-use (the first request is not answered yet)
├── BackendError                 the endpoint
│   ├── BackendUnavailable       backend-unavailable (refused, 5xx, broken transport)
│   │   ├── BackendUnreachable   backend-unavailable (no connection, or no first word in time)
│   │   └── BackendResting       backend-unavailable (not asked: it failed too often a moment ago)
│   ├── BackendOverloaded        backend-overloaded (429 that a wait mends)
│   │   └── BackendBusy          backend-overloaded (not asked: it asked for a pause, or enough calls are under way)
│   ├── BackendRefused           backend-refused (key, arrears, missing model: no retry mends it)
│   ├── ContextTooLong           context-too-long
│   └── DeadlineExceeded         deadline-exceeded
├── OutputError                  the model's answer
│   ├── AnswerIncomplete         answer-incomplete (cut, no finish_reason, length)
│   ├── AnswerUnreadable         answer-unreadable (no brief in it)
│   ├── AnswerInWrongLanguage    answer-in-wrong-language
│   └── NothingVerified          nothing-verified (no insight passed its checks)
├── Abandoned                    the caller: nobody waits for the work any more
├── ProcessKilled                internal-error (a process of ours, as when the machine is out of memory)
├── Overloaded                   overloaded (more is asked of a process than it can do)
├── Draining                     draining (this instance is about to stop)
├── NotCached                    the caller asked for a kept brief only
└── SettingsError                the operator: lists every wrong setting

None carries an HTTP status: those stand in one table in ``service/web/errors.py``. Messages are written for the
caller: they never hold article text, a key, or an endpoint's own words.
"""

from typing import ClassVar, Literal

RefusalReason = Literal["key", "arrears", "model", "output", "usage", "call"]


class CoreInsightsError(Exception):
    """Root of the tree: ``code`` is stable and public, ``retryable`` says whether the same call may succeed later."""

    code: ClassVar[str] = "internal-error"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(message or self.code)
        self.retry_after = retry_after
        """Seconds after which a retry makes sense, where somebody said so."""


class AccessError(CoreInsightsError):
    """Who asks is not to be answered: for want of a key, or of what the key allows. All unknown keys are alike."""

    code = "key-unknown"


class KeyMissing(AccessError):
    """The request brings no key."""

    code = "key-missing"


class KeyInQuery(AccessError):
    """The key stands in the address, which ends up in logs and histories."""

    code = "key-in-query"


class ScopeMissing(AccessError):
    """The key is known and may not be used for this."""

    code = "scope-missing"


class SentFromElsewhere(AccessError):
    """A page of another site has a browser send the key that it remembers."""

    code = "forbidden"


class ArticleError(CoreInsightsError):
    """The article, or what was asked of it, cannot be served; the caller can mend it."""

    code = "article-invalid"

    def __init__(self, message: str = "", *, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer
        """JSON pointer to the offending field of the request, "" for the request as a whole."""


class ArticleTooShort(ArticleError):
    """The article has too little text to brief."""

    code = "article-too-short"


class ArticleTooLong(ArticleError):
    """The article has more characters or paragraphs than are accepted."""

    code = "article-too-long"


class LanguageNotSupported(ArticleError):
    """The article is in neither Chinese nor English."""

    code = "language-not-supported"


class CharsetUnknown(ArticleError):
    """The bytes of a file are no text in a charset that newsrooms use."""

    code = "charset-unknown"


class TranslationNeedsModel(ArticleError):
    """Another language than the article's was asked of an engine that cannot translate."""

    code = "translation-needs-model"


class UnknownBackend(ArticleError):
    """The request names a backend that is not configured."""

    code = "unknown-backend"


class UnknownModel(ArticleError):
    """The request names a model that the OpenAI-compatible front does not have."""

    code = "model-not-found"


class ContentFiltered(ArticleError):
    """Every endpoint that was asked refused the article for its content."""

    code = "content-filtered"


class SummaryError(CoreInsightsError):
    """A summary cannot be read: it is in no form this service knows."""

    code = "summary-unreadable"


class BriefNotFound(CoreInsightsError):
    """No brief is kept under the given id."""

    code = "brief-not-found"


class BriefChanged(CoreInsightsError):
    """The kept brief is not the one that was to be signed: it was made anew or reviewed meanwhile."""

    code = "brief-changed"


class BriefsOutOfReach(CoreInsightsError):
    """Where briefs are kept does not answer: whether one is kept, was signed or is gone is not known."""

    code = "briefs-out-of-reach"
    retryable = True


class JobNotFound(CoreInsightsError):
    """No job is kept under that id; those that ended are forgotten after a while."""

    code = "job-not-found"


class JobsOutOfReach(CoreInsightsError):
    """The queue of jobs does not answer: nothing was accepted, and nothing is known of what was."""

    code = "jobs-out-of-reach"
    retryable = True


class JobsBusy(CoreInsightsError):
    """The process that was asked has as many requests of this kind as it takes, or the queue is full."""

    code = "jobs-busy"
    retryable = True


class LimitReached(CoreInsightsError):
    """The caller has asked for as much as its key allows; ``retry_after`` says when it may ask for more."""

    retryable = True


class RateLimited(LimitReached):
    """As many requests as the key may make in a minute were made in this one."""

    code = "rate-limited"


class TooManyAtOnce(LimitReached):
    """As many requests of the key as may be are under way."""

    code = "too-many-at-once"


class TokensUsedUp(LimitReached):
    """The tokens that the key may use in a day are used up; what is kept is still served."""

    code = "tokens-used-up"


class UsageOutOfReach(CoreInsightsError):
    """Where usage is kept does not answer."""

    code = "usage-out-of-reach"
    retryable = True


class IdempotencyKeyReused(CoreInsightsError):
    """Another request than this one came under the same Idempotency-Key."""

    code = "idempotency-key-reused"


class IdempotencyKeyInUse(CoreInsightsError):
    """The first request under the Idempotency-Key is not answered yet."""

    code = "idempotency-key-in-use"
    retryable = True


class JobsNotConfigured(CoreInsightsError):
    """The operator has set up no queue, so nothing can be done in the background."""

    code = "jobs-not-configured"


class ProcessKilled(CoreInsightsError):
    """The process that did the work was killed, as when the machine is out of memory."""

    retryable = True


class Overloaded(CoreInsightsError):
    """More is asked of the process than it can do in time; ``retry_after`` is when it will have done what it has."""

    code = "overloaded"
    retryable = True


class Draining(CoreInsightsError):
    """The instance that was asked is about to stop: ask another one."""

    code = "draining"
    retryable = True


class NotCached(CoreInsightsError):
    """The caller asked for a kept brief only, and none is kept."""

    code = "not-cached"


class BackendError(CoreInsightsError):
    """A model endpoint failed; another one, or a later try, may not."""

    code = "backend-error"
    retryable = True


class BackendUnavailable(BackendError):
    """The endpoint cannot be reached, or answers with a server error or with what is no answer."""

    code = "backend-unavailable"


class BackendUnreachable(BackendUnavailable):
    """The endpoint accepts no connection, or has not said a word in the time it was given."""


class BackendOverloaded(BackendError):
    """The endpoint asks for fewer calls; ``retry_after`` holds its wish in seconds, where it stated one."""

    code = "backend-overloaded"


class BackendResting(BackendUnavailable):
    """The endpoint was not asked, for it failed too often a moment ago; ``retry_after`` is when it is tried again."""


class BackendBusy(BackendOverloaded):
    """The endpoint was not asked: it wants a pause, or as many calls as it may get are under way."""


class BackendRefused(BackendError):
    """The endpoint refuses for a reason that no retry mends: key, arrears, missing model, malformed call."""

    code = "backend-refused"
    retryable = False

    def __init__(self, message: str = "", *, reason: RefusalReason = "call") -> None:
        super().__init__(message)
        self.reason = reason
        """Why: the key, the account, a model or address that is not there, or the call: its output mode, the usage that
        it asks for, or all of it."""


class ContextTooLong(BackendError):
    """The article and the prompt do not fit the model's window, or the endpoint has silently cut them."""

    code = "context-too-long"
    retryable = False

    def __init__(self, message: str = "", *, window: int | None = None) -> None:
        super().__init__(message)
        self.window = window
        """The model's window in tokens, where the endpoint told it."""


class DeadlineExceeded(BackendError):
    """The total deadline of the request passed before the endpoint had answered."""

    code = "deadline-exceeded"


class OutputError(CoreInsightsError):
    """A model answered, and the answer cannot be served."""

    code = "output-error"
    retryable = True


class AnswerIncomplete(OutputError):
    """The answer was cut: at the token limit, in mid-stream, or without a word on why it ended."""

    code = "answer-incomplete"


class AnswerUnreadable(OutputError):
    """The answer holds no brief."""

    code = "answer-unreadable"


class AnswerInWrongLanguage(OutputError):
    """The answer is in another language than was asked for."""

    code = "answer-in-wrong-language"


class NothingVerified(OutputError):
    """No insight of the answer passed its checks."""

    code = "nothing-verified"


class Abandoned(CoreInsightsError):
    """Nobody waits for the work any more, so it was stopped."""

    code = "abandoned"
    retryable = True


class SettingsError(CoreInsightsError):
    """Settings are wrong; ``mistakes`` lists all of them, none with a secret in it."""

    code = "settings-invalid"

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes
