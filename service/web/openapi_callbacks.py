"""The OpenAPI description of what the service itself sends: the end of a job."""

from service.schema.callbacks import JobEnded
from service.web.operations import Json, ref

_TEXT = """\
Sent to a job's `callback_url` when it has ended, signed as Standard Webhooks has it (`webhook-id`, `webhook-timestamp`
and `webhook-signature`); again for up to a day where that fails, under the same `webhook-id`.
"""
_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def callbacks() -> Json:
    """Return the callbacks of a request for a job."""
    answers = {"2XX": "Delivered.", "410": "Nobody is to be told of this end any more.", "default": "Tried again."}
    return {
        "jobEnded": {
            "{$request.body#/callback_url}": {
                "post": {
                    "summary": "A job has ended",
                    "description": _TEXT,
                    "parameters": [
                        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
                        for name in _HEADERS
                    ],
                    "requestBody": {"required": True, "content": {"application/json": {"schema": ref(JobEnded)}}},
                    "responses": {status: {"description": text} for status, text in answers.items()},
                }
            }
        }
    }
