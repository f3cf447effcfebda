"""Who asks, and whose the briefs are."""

from service.domain.callers import ANYONE, Caller, Scope


def test_anyone_may_do_everything_without_limit():
    assert ANYONE.scopes == set(Scope)
    assert (ANYONE.limits.requests, ANYONE.limits.concurrent, ANYONE.limits.tokens) == (0, 0, 0)


def test_only_private_callers_own_their_briefs():
    assert Caller(id="desk", private=True).owner == "desk"
    assert Caller(id="desk").owner == ANYONE.owner == ""
