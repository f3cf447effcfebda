"""Errors in the shape that clients of the OpenAI-compatible front expect; the codes are those of every other route."""

import re
from http import HTTPStatus
from typing import Literal, Self

from pydantic import BaseModel, Field

from service.schema.problems import ProblemDetails

_FIELDS = {"/language": "model", "/text": "messages", "/title": "messages"}
"""What of a chat request a field of /summarize was made of."""

_CODES = {"key-missing": "invalid_api_key", "key-unknown": "invalid_api_key"}
"""What clients look for by that API's own name."""


class ChatError(BaseModel):
    """What went wrong. It never holds article text, a key, or a model endpoint's own words."""

    message: str
    type: Literal["invalid_request_error", "rate_limit_error", "server_error"]
    param: str | None = Field(None, description="The field of the request that is wrong.")
    code: str = Field(description="Stable: as in problem+json, with underscores; of keys that API's own.")


class ChatErrorBody(BaseModel):
    """An error as that API words it; in a stream it is the last event's data."""

    error: ChatError

    @classmethod
    def of(cls, problem: ProblemDetails) -> Self:
        """Return the problem in this shape."""
        wrong = [(_param(mistake.pointer), mistake.detail) for mistake in problem.errors]
        said = "".join(f"; {param}: {detail}" for param, detail in wrong if detail != problem.detail)
        return cls(
            error=ChatError(
                message=problem.detail + said,
                type=_type(problem.status),
                param=wrong[0][0] or None if wrong else None,
                code=_CODES.get(problem.code, problem.code.replace("-", "_")),
            )
        )


def _type(status: int) -> Literal["invalid_request_error", "rate_limit_error", "server_error"]:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "rate_limit_error"
    return "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"


def _param(pointer: str) -> str:
    """Return a JSON pointer as that API names fields: ``messages[0].content``."""
    steps = _FIELDS.get(pointer, pointer).removeprefix("/").split("/")
    return re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", ".".join(steps))
