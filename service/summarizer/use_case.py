"""The use case: key → cache → engine → check → repair → brief."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache, partial

from service.domain.checker import Rules
from service.domain.errors import NotCached, TranslationNeedsModel, UnknownBackend
from service.domain.language import Language
from service.domain.orders import Freshness, Order
from service.domain.ownership import id_for, name_for, shown_to
from service.domain.similarity import features_of
from service.formats.ai_label import AiLabel
from service.ports import (
    UNTOLD,
    Assignment,
    Compute,
    Computed,
    Deadline,
    Engine,
    Notice,
    SingleFlight,
    Teller,
    recording,
)
from service.ports.computing import compute
from service.ports.metrics import BRIEFS
from service.ports.phases import phase
from service.schema.briefs import dump_brief, load_brief
from service.summarizer import items, notices
from service.summarizer.accounts import Accounts
from service.summarizer.composing import Composer, Task, header_of
from service.summarizer.keys import cache_key
from service.summarizer.revisions import earlier_brief
from service.summarizer.served import BEGINNING, Outcome, Place, Policy, Served, Streamed
from service.summarizer.storing import BriefStore
from service.summarizer.streaming import Stream, resumed, told_of_kept

UNNAMED = ""
"""The name of an engine that answers only where a request names none."""

_ANEW = frozenset({Freshness.UNSTORED, Freshness.RECOMPUTED})


class Summarizer:
    """Turns articles into checked briefs with the engines given, the first of them by default."""

    def __init__(  # noqa: PLR0913  whatever the use case works with
        self, engines: Mapping[str, Engine], *, store: BriefStore, flights: SingleFlight, clock: Callable[[], datetime],
        policy: Policy, accounts: Accounts,
    ) -> None:  # fmt: skip
        self._engines = engines
        self._store = store
        self._flights = flights
        self._composer = Composer(policy.rules, clock, store.near_duplicates, accounts)
        self.accounts = accounts
        self._policy = policy

    @property
    def backends(self) -> tuple[str, ...]:
        """The names a request may choose from, the default (or the first of those it is made of) first."""
        return tuple(name for name in self._engines if name != UNNAMED)

    @property
    def rules(self) -> Rules:
        """The rules that every brief is checked by."""
        return self._policy.rules

    @property
    def label(self) -> AiLabel:
        """The label that every brief is served with."""
        return self._policy.label

    def summarize(self, order: Order, deadline: Deadline | None = None) -> Served:
        """Return the checked brief of the article, in the time that requests have, and by ``deadline``.

        Raise UnknownBackend, TranslationNeedsModel, NotCached, and what the engine raises: ContentFiltered,
        BackendError, OutputError (NothingVerified where no insight passed).
        """
        task = self._task(order, deadline)
        tie, freshness = items.tied(self._store, order, task)
        try:
            served = self._served(task, freshness, self._work(task, tie, freshness))
        finally:
            stands = tie.stands()
        _count(served.outcome)
        return self.accounts.given(order.caller, served if stands else replace(served, kept=False))

    def _served(self, task: Task, freshness: Freshness, compose: Compute) -> Served:
        if freshness not in _ANEW and (kept := self._kept(task, freshness)) is not None:
            return Served(kept, task.id, Outcome.HIT, kept=True)
        self._require_tokens(task)
        match freshness:
            case Freshness.UNSTORED:
                computed = compose(UNTOLD)
                return Served(computed.value, task.id, Outcome.BYPASSED, kept=False)
            case Freshness.RECOMPUTED:
                computed = self._recompute(task.id, compose, UNTOLD)
                return Served(computed.value, task.id, Outcome.RECOMPUTED, kept=computed.keep)
        computed, by_another = self._flights.run(task.id, compose, task.assignment.deadline)
        return Served(computed.value, task.id, Outcome.COLLAPSED if by_another else Outcome.MISS, kept=computed.keep)

    def stream(self, order: Order, after: Place = BEGINNING) -> Streamed:
        """Return the brief as it is told while it is made, from that place on where its run is still known.

        Raise at once UnknownBackend, TranslationNeedsModel and NotCached, and while it is told what the engine raises.
        """
        task = self._task(order)
        tie, freshness = items.tied(self._store, order, task)
        compose = self._work(task, tie, freshness)
        streamed = self._streamed(task, freshness, compose, self._beginning(order, task), after)
        _count(streamed.outcome)
        return replace(streamed, told=self.accounts.told(order.caller, tie.told(streamed.told), streamed.outcome))

    def _streamed(self, task: Task, freshness: Freshness, compose: Compute, begin: Notice, after: Place) -> Streamed:
        if freshness not in _ANEW and (told_before := self._told_before(task, freshness, after)):
            return told_before
        self._require_tokens(task)
        deadline = task.assignment.deadline
        match freshness:
            case Freshness.UNSTORED:
                told = Stream(begin).told(self._flights.alone(compose, deadline))
                return Streamed(told, task.id, Outcome.BYPASSED)
            case Freshness.RECOMPUTED:
                recompute = partial(self._recompute, task.id, compose)
                told = Stream(begin).told(self._flights.alone(recompute, deadline))
                return Streamed(told, task.id, Outcome.RECOMPUTED)
        told = Stream(begin, after).told(self._flights.follow(task.id, compose, deadline))
        return Streamed(told, task.id, Outcome.MISS)

    def _told_before(self, task: Task, freshness: Freshness, after: Place) -> Streamed | None:
        if after.run and (past := self._flights.ended(task.id)) and past[-1].run == after.run:
            return Streamed(resumed(past, after), task.id, Outcome.HIT)
        kept = self._kept(task, freshness)
        return None if kept is None else Streamed(resumed(told_of_kept(kept), after), task.id, Outcome.HIT, kept=True)

    def kept(self, brief_id: str, owner: str = "") -> bytes:
        """Return the JSON bytes of a kept brief, of that owner or everybody's; raise BriefNotFound of any other."""
        self._refuse_strangers(brief_id, owner)
        return self._store.kept(brief_id)

    def kept_now(self, brief_id: str) -> bytes | None:
        """Return what is kept under the id, None where that is nothing or nobody knows."""
        return self._store.cache.get(brief_id)

    def review(self, payload: bytes, reviewer: str | None) -> bytes:
        """Record who reviewed the kept brief that has this JSON, None for nobody, and return its new JSON.

        Only what the reviewer was shown is signed. Raise BriefChanged, BriefNotFound, BriefsOutOfReach.
        """
        brief = load_brief(payload)
        at = self._composer.now() if reviewer else ""
        reviewed = replace(brief, provenance=replace(brief.provenance, reviewed_by=reviewer, reviewed_at=at))
        value = dump_brief(reviewed)
        self._store.rewrite(brief.id, value, payload)
        return value

    def withdraw(self, brief_id: str, owner: str = "") -> None:
        """Forget a kept brief and all that leads to it; raise BriefNotFound, BriefsOutOfReach."""
        self._refuse_strangers(brief_id, owner)
        gone = self._store.withdraw(brief_id)
        self._store.require()
        if not gone:
            raise self._store.missing()

    def withdraw_item(self, item: str, owner: str = "") -> tuple[str, ...]:
        """Withdraw every kept brief of an owner's item and return their ids; what is under way is not kept either."""
        return items.withdraw(self._store, name_for(item, owner))

    def _refuse_strangers(self, brief_id: str, owner: str) -> None:
        if not shown_to(brief_id, owner):
            raise self._store.missing()

    def _task(self, order: Order, deadline: Deadline | None = None) -> Task:
        engine = self._engine(order.backend)
        language, own = self._language(order, engine), order.article.language
        if language is not own and not engine.translates:
            message = f"without a model a brief comes in the article's own language, {own}"
            raise TranslationNeedsModel(message, pointer="/language")
        seconds = self._policy.request_timeout_seconds
        within = deadline.within(seconds) if deadline else Deadline.after(seconds)
        assignment = Assignment(order.article, language, within)
        plain = self._named(order, assignment, engine)
        earlier = earlier_brief(self._store, order, language) if order.previous != plain.id else None
        if earlier is None:
            return plain
        revising = replace(assignment, earlier=earlier)
        return self._named(order, revising, engine)

    def _named(self, order: Order, assignment: Assignment, engine: Engine) -> Task:
        brief_id = id_for(cache_key(assignment, engine, self._policy.rules), order.owner)
        return Task(brief_id, assignment, engine, order.caller)

    def _require_tokens(self, task: Task) -> None:
        if task.engine.prompt:  # else no model is asked
            self.accounts.require_tokens(task.caller)

    def _engine(self, backend: str) -> Engine:
        if not backend:
            return next(iter(self._engines.values()))
        if backend not in self._engines:
            raise UnknownBackend(f"the backends are {', '.join(self.backends)}", pointer="/backend")
        return self._engines[backend]

    def _language(self, order: Order, engine: Engine) -> Language:
        own = order.article.language
        unasked = self._policy.default_language if engine.translates else own
        return order.language or unasked or own

    def _work(self, task: Task, tie: items.ItemTie, freshness: Freshness) -> Compute:
        features = cache(partial(compute, features_of, task.assignment.article.paragraphs))  # to be found, and to find
        compose = tie.guarding(partial(self._composer.compose, task, features))
        if freshness is Freshness.UNSTORED:
            return compose
        return self._store.near_duplicates.adding(task.id, features, compose)

    def _kept(self, task: Task, freshness: Freshness) -> bytes | None:
        with phase("cache"):
            kept = self._store.cache.get(task.id)
        if kept is None and freshness is Freshness.KEPT_ONLY:
            raise NotCached("no brief of this article is kept")
        return kept

    def _recompute(self, brief_id: str, compose: Compute, teller: Teller) -> Computed:
        computed = compose(teller)
        if computed.keep:
            self._store.cache.put(brief_id, computed.value)
        return computed

    def _beginning(self, order: Order, task: Task) -> Notice:
        article = task.assignment.article
        backend = (order.backend or self.backends[0]) if task.engine.prompt else ""  # no prompt: no model is asked
        return notices.meta(task.id, header_of(task.assignment), article.paragraphs, backend=backend)


def _count(outcome: Outcome) -> None:
    recording.count(BRIEFS, outcome.name.lower())
