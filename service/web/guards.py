"""Who may ask: every route names what its caller must be allowed, and one that names nothing is refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar
from wsgiref.types import WSGIEnvironment

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import Forbidden

from service.domain.callers import ANYONE, Caller, Scope
from service.domain.errors import AccessError, KeyInQuery, KeyMissing, ScopeMissing, SentFromElsewhere
from service.domain.loopback import is_loopback
from service.domain.orders import UnreadOrder
from service.ports import KeyRing
from service.web import negotiation
from service.web.credentials import credentials_of, in_query, sent_by_another_site

NOBODY = Caller(scopes=frozenset())
"""Who asks where it does not matter."""

_MARK = "core-insights needs"
_FORWARDED = ("HTTP_X_FORWARDED", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA", "HTTP_CF_")
"""How the headers begin by which proxies and tunnels tell that they speak for somebody."""

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Needed:
    """One of these scopes, none for anyone at all; ``local``: or a caller on this machine."""

    scopes: frozenset[Scope]
    local: bool = False


def needs(*scopes: Scope) -> Callable[[View], View]:
    """Return what guards a view: a caller must have one of the scopes. ``needs(*Scope)`` takes any key."""
    return _marking(Needed(frozenset(scopes)))


def needs_unless_local(scope: Scope) -> Callable[[View], View]:
    """Return what guards a view: a caller must have the scope, or ask from this machine and through no proxy."""
    return _marking(Needed(frozenset({scope}), local=True))


def open_to_anyone(view: View) -> View:
    """Leave a view unguarded, and say so."""
    return _marking(Needed(frozenset()))(view)


def guard_of(view: Callable[..., object]) -> Needed | None:
    """Return what a view needs, None where nobody has said it."""
    needed = view.__dict__.get(_MARK)
    return needed if isinstance(needed, Needed) else None


def require(scope: Scope) -> None:
    """Raise ScopeMissing where the caller may not do this, too: what a body asks for beyond what its route does."""
    if scope not in g.caller.scopes:
        raise ScopeMissing(f"this needs a key with the scope {scope}")


def on_behalf(unread: UnreadOrder) -> UnreadOrder:
    """Return the order as one of whoever asks."""
    return replace(unread, caller=g.caller.id, owner=g.caller.owner)


class Guards:
    """Finds out who asks. Without a ring of keys it is anyone, and anyone may do everything."""

    def __init__(self, ring: KeyRing | None = None) -> None:
        self._ring = ring

    def register(self, app: Flask) -> None:
        """Guard every route of the application: ``g.caller`` is who asks."""
        app.before_request(self._admit)
        app.after_request(_challenged)

    def caller_of(self, environ: WSGIEnvironment) -> Caller:
        """Return who asks; raise AccessError. It is cheap enough to be asked in front of everything else."""
        if self._ring is None:
            return ANYONE
        shown = credentials_of(environ)
        if not shown.key:
            raise KeyMissing("this needs a key: Authorization: Bearer ci_…")
        caller = self._ring.caller_of(shown.key)
        if caller is None:
            raise AccessError("the key is not known here")
        if shown.basic and sent_by_another_site(environ):
            raise SentFromElsewhere("this was sent from a page of another site")
        return caller

    def knows(self, environ: WSGIEnvironment) -> bool:
        """Whether it is known who asks."""
        try:
            self.caller_of(environ)
        except AccessError:
            return False
        return True

    def repeats(self, environ: WSGIEnvironment) -> Caller | None:
        """Return who asks for a brief, None where the application is to say why they may not."""
        try:
            return _allowed(self.caller_of(environ), frozenset({Scope.BRIEFS}))
        except AccessError:
            return None

    def _admit(self) -> None:
        g.caller = NOBODY
        if in_query(request.args.items(multi=True)):
            raise KeyInQuery("a key in the address ends up in logs: send it as Authorization: Bearer ci_…")
        if request.url_rule is None:  # no such route, or not by this method: the router says so
            return
        needed = guard_of(current_app.view_functions[request.url_rule.endpoint])
        if needed is None:
            raise Forbidden("nobody has said who may use this route")
        if request.method != "OPTIONS" and needed.scopes and not (needed.local and _local(request.environ)):
            g.caller = _allowed(self.caller_of(request.environ), needed.scopes)


def _marking(needed: Needed) -> Callable[[View], View]:
    def marked(view: View) -> View:
        view.__dict__[_MARK] = needed
        return view

    return marked


def _allowed(caller: Caller, scopes: frozenset[Scope]) -> Caller:
    if caller.scopes.isdisjoint(scopes):
        raise ScopeMissing(f"this needs a key with the scope {' or '.join(sorted(scopes))}")
    return caller


def _local(environ: WSGIEnvironment) -> bool:
    """Whether the caller is on this machine: a proxy there speaks for others, and says so."""
    return is_loopback(environ.get("REMOTE_ADDR", "")) and not any(name.startswith(_FORWARDED) for name in environ)


def _challenged(response: Response) -> Response:
    """Say how to show a key (RFC 9110 §11.6.1); a browser, and no program, is to ask for one."""
    if response.status_code == 401:  # noqa: PLR2004
        page = request.blueprint in {"page", "reviews"} or negotiation.wants_page(request)
        challenge = 'Basic realm="core-insights", charset="UTF-8"' if page else 'Bearer realm="core-insights"'
        response.headers["WWW-Authenticate"] = challenge
        response.vary.add("Accept")
    return response
