"""How much callers may ask for: decided when it is known who asks, and before anything of the body is read."""

from functools import lru_cache
from wsgiref.types import WSGIEnvironment

from flask import Flask, Response, g, request

from service.domain.callers import Caller, Limits
from service.domain.errors import RateLimited, TooManyAtOnce
from service.ports import Permit, Place, RequestLimits

_PERMIT = "core-insights.permit"
_AGAIN_SECONDS = 1  # until a request under way may have ended
POLICY, REMAINING = "RateLimit-Policy", "RateLimit"
FIELDS = frozenset({POLICY, REMAINING})
"""The header fields that tell of limits (draft-ietf-httpapi-ratelimit-headers-11), made anew for every answer."""


class Admission:
    """Asks of each request a permit of its caller's minute, and a place among those under way, where it has limits.

    Tokens are not asked for here: only a brief that is not kept costs any (summarizer/accounts.py).
    """

    def __init__(self, limits: RequestLimits) -> None:
        self._limits = limits

    def register(self, app: Flask) -> None:
        """Have it asked of every request of the application whose caller is known: register what finds that out first.

        Raise RateLimited, TooManyAtOnce, and tell what is left in every answer.
        """
        app.before_request(self._admit)
        app.after_request(_told)

    def permit(self, environ: WSGIEnvironment, caller: Caller) -> Permit | None:
        """Return the request's permit, which may be a refusal, the same one when asked again; None without a limit."""
        if not caller.limits.requests:
            return None
        permit = environ.get(_PERMIT)
        if permit is None:
            permit = environ[_PERMIT] = self._limits.take(caller.id, caller.limits.requests)
        return permit if isinstance(permit, Permit) else None

    def _admit(self) -> None:
        caller: Caller = g.caller
        permit = g.permit = self.permit(request.environ, caller)
        if permit and not permit.granted:
            message = f"the key may make {caller.limits.requests} requests in a minute"
            raise RateLimited(message, retry_after=permit.seconds)
        most = caller.limits.concurrent
        if not most:
            return
        g.place = self._limits.enter(caller.id, most)
        if g.place is None:
            raise TooManyAtOnce(f"the key may have {most} requests under way", retry_after=_AGAIN_SECONDS)


def fields_of(limits: Limits, permit: Permit | None) -> list[tuple[str, str]]:
    """Return the header fields of an answer that comes at once, so that it holds no place."""
    return [(POLICY, _policy(limits)), (REMAINING, _left(permit))] if permit else []


def _told(response: Response) -> Response:
    limits: Limits = g.caller.limits if "caller" in g else Limits()
    if not limits.requests and not limits.concurrent:
        return response
    permit: Permit | None = g.get("permit")
    place: Place | None = g.get("place")
    if place:
        response.call_on_close(place.leave)
    left = [_left(permit, response.headers.get("Retry-After", type=int))] if permit else []
    if "place" in g:
        left.append(f'"concurrent";r={place.left if place else 0}')
    response.headers[POLICY] = _policy(limits)
    if left:
        response.headers[REMAINING] = ", ".join(left)
    return response


def _left(permit: Permit, pause: int | None = None) -> str:
    """Say how many requests are left, and until when; not where a caller is asked back sooner than that (§6)."""
    sooner = pause is not None and pause < permit.seconds
    return f'"requests";r={permit.left}' + ("" if sooner else f";t={permit.seconds}")


@lru_cache(maxsize=1_024)
def _policy(limits: Limits) -> str:
    items = []
    if limits.requests:
        items.append(f'"requests";q={limits.requests};w=60')
    if limits.concurrent:
        items.append(f'"concurrent";q={limits.concurrent};qu="concurrent-requests"')
    return ", ".join(items)  # tokens have no quota unit in the draft's registry
