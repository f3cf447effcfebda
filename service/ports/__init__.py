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
from service.ports.indexes import MOST_OF_ITEM, ItemIndex, SimilarityIndex
from service.ports.jobs import JobQueue, JobStore

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
    "Completion",
    "CompletionRequest",
    "Compute",
    "Computed",
    "Deadline",
    "Drafted",
    "Engine",
    "EventLog",
    "Failure",
    "Feed",
    "Heard",
    "ItemIndex",
    "JobQueue",
    "JobStore",
    "JsonForm",
    "Lease",
    "Notice",
    "Repaired",
    "SimilarityIndex",
    "SingleFlight",
    "Teller",
    "TokenCounter",
    "Told",
    "Watcher",
]
