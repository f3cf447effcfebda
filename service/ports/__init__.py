"""The seams of the service: every Protocol, and the values that cross it."""

from service.ports.backends import (
    TOKEN_MARGIN,
    UNREAD,
    AnswerReader,
    Backend,
    Completion,
    CompletionRequest,
    JsonForm,
    TokenCounter,
)
from service.ports.caching import Cache, Lease
from service.ports.callbacks import CallbackMessage, CallbackOutcome, CallbackSchedule, CallbackSender, DueCallback
from service.ports.deadlines import Deadline
from service.ports.engines import UNWATCHED, Assignment, Drafted, Engine, Failure, Repaired, Watcher
from service.ports.flights import (
    LAST,
    UNTOLD,
    Compute,
    Computed,
    EventLog,
    Feed,
    Heard,
    Notice,
    SingleFlight,
    Teller,
    Told,
)
from service.ports.idempotency import IdempotencyKeys, KeptAnswer
from service.ports.indexes import MOST_OF_ITEM, ItemIndex, SimilarityIndex
from service.ports.jobs import JobQueue, JobStore, WorkStore
from service.ports.keys import KeyRing
from service.ports.limits import Permit, Place, RequestLimits, UsageLedger

__all__ = [
    "LAST",
    "MOST_OF_ITEM",
    "TOKEN_MARGIN",
    "UNREAD",
    "UNTOLD",
    "UNWATCHED",
    "AnswerReader",
    "Assignment",
    "Backend",
    "Cache",
    "CallbackMessage",
    "CallbackOutcome",
    "CallbackSchedule",
    "CallbackSender",
    "Completion",
    "CompletionRequest",
    "Compute",
    "Computed",
    "Deadline",
    "Drafted",
    "DueCallback",
    "Engine",
    "EventLog",
    "Failure",
    "Feed",
    "Heard",
    "IdempotencyKeys",
    "ItemIndex",
    "JobQueue",
    "JobStore",
    "JsonForm",
    "KeptAnswer",
    "KeyRing",
    "Lease",
    "Notice",
    "Permit",
    "Place",
    "Repaired",
    "RequestLimits",
    "SimilarityIndex",
    "SingleFlight",
    "Teller",
    "TokenCounter",
    "Told",
    "UsageLedger",
    "Watcher",
    "WorkStore",
]
