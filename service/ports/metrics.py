"""The catalogue of metrics; docs/operations.md shows the same, by a test."""

from service.ports.recording import Kind, Metric

REQUESTS = Metric(
    Kind.COUNTER, "requests", "Requests answered, by the pattern of their route.", ("route", "method", "status")
)
REQUEST_SECONDS = Metric(
    Kind.SECONDS, "request_duration_seconds", "From the request's arrival to the head of its answer.", ("route",)
)
BRIEFS = Metric(Kind.COUNTER, "briefs", "Briefs asked for, by what the cache did.", ("outcome",))
INSIGHTS = Metric(
    Kind.COUNTER,
    "insights",
    "Insights of models: passed; repaired or withheld, by the check that failed.",
    ("result", "check"),
)
CALLS = Metric(
    Kind.COUNTER, "model_calls", "Calls to model endpoints, by ok or the code of what failed.", ("backend", "outcome")
)
CALL_SECONDS = Metric(Kind.SECONDS, "model_call_duration_seconds", "A whole call to a model endpoint.", ("backend",))
CALLS_IN_FLIGHT = Metric(Kind.LEVEL, "model_calls_in_flight", "Calls under way at a model endpoint.", ("backend",))
CALLS_WAITING = Metric(Kind.LEVEL, "model_calls_waiting", "Calls that wait for a place at an endpoint.", ("backend",))
TOKENS = Metric(Kind.COUNTER, "model_tokens", "Tokens read and written by models.", ("backend", "direction"))
RETRIES = Metric(Kind.COUNTER, "model_retries", "Calls made again to an endpoint of the same request.", ("backend",))
FALLBACKS = Metric(
    Kind.COUNTER, "model_fallbacks", "Requests that went on to this endpoint, or to extractive.", ("backend",)
)
BREAKERS_OPEN = Metric(Kind.LEVEL, "breakers_open", "Processes that leave it alone, for it fails.", ("of",))
KEYS_UNREADABLE = Metric(
    Kind.LEVEL, "keys_unreadable", "Processes that cannot read the file of keys: the last good ones are in force."
)
JOBS_ACCEPTED = Metric(Kind.COUNTER, "jobs_accepted", "Jobs accepted.")
JOB_ARTICLES = Metric(Kind.COUNTER, "job_articles", "Articles of jobs, settled.", ("result",))
CALLBACKS = Metric(Kind.COUNTER, "callbacks", "Attempts to tell that a job ended.", ("result",))
QUEUE_UP = Metric(Kind.LEVEL, "queue_up", "Whether the queue's Redis answered this scrape.")
JOBS_OPEN = Metric(Kind.LEVEL, "jobs_open", "Jobs that have not ended.")
JOBS_WAITING = Metric(Kind.LEVEL, "jobs_waiting", "Jobs whose next article waits for a worker.")
CALLBACKS_DUE = Metric(Kind.LEVEL, "callbacks_due", "Ends of jobs that are yet to be told.")
BUILD_INFO = Metric(Kind.LEVEL, "build_info", "Always 1.", ("version", "python"))

ASKED = (QUEUE_UP, JOBS_OPEN, JOBS_WAITING, CALLBACKS_DUE, BUILD_INFO)
"""Those that nobody counts: they are asked for at each scrape."""

COUNTED = (
    *(REQUESTS, REQUEST_SECONDS, BRIEFS, INSIGHTS, CALLS, CALL_SECONDS, CALLS_IN_FLIGHT, CALLS_WAITING, TOKENS),
    *(RETRIES, FALLBACKS, BREAKERS_OPEN, KEYS_UNREADABLE, JOBS_ACCEPTED, JOB_ARTICLES, CALLBACKS),
)
