"""Lets pages of other sites call the OpenAI-compatible front, where the operator names them (CORS, WHATWG Fetch §3.2).

Some feed readers call it from the reader's browser. No site may unasked: each call may cost an answer of a model.
"""

from collections.abc import Callable

from flask import Response, request

from service.web.chat_errors import asked_of_chat

_READABLE = "Content-Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
_MINUTES = 600  # seconds that a browser need not ask again


def allowing(origins: tuple[str, ...]) -> Callable[[Response], Response]:
    """Return what lets the page that asked read an answer on ``/v1``, where it is of one of these origins."""

    def allow(response: Response) -> Response:
        if not origins or not asked_of_chat():
            return response
        response.vary.add("Origin")
        if (origin := request.headers.get("Origin")) in origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Headers"] = "Authorization, *"  # the asterisk does not cover it
            response.headers["Access-Control-Expose-Headers"] = _READABLE
            response.headers["Access-Control-Max-Age"] = str(_MINUTES)
        return response

    return allow
