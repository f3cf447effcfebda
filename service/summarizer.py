"""The use case: key → cache → engine → check → repair → brief."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import structlog

from service.domain.article import Article
from service.domain.brief import Brief, Header, Provenance, Usage
from service.domain.checker import STANDARD, Rules
from service.domain.errors import BackendError, BriefNotFound, NotCached, NothingVerified, OutputError, UnknownBackend
from service.domain.gate import VERIFIER_VERSION, Gated, gate, regate, settle
from service.domain.language import Language
from service.ports import Assignment, Cache, Computed, Deadline, Drafted, Engine, Failure, Repaired, SingleFlight
from service.schema.briefs import SCHEMA_VERSION, dump_brief

UNNAMED = ""
"""The name of an engine that answers only where a request names none."""

_log = structlog.get_logger(__name__)


class Freshness(Enum):
    """What the caller wants of the cache, by the directive of HTTP's Cache-Control that says so."""

    ANY = ""
    RECOMPUTED = "no-cache"
    UNSTORED = "no-store"
    KEPT_ONLY = "only-if-cached"


class Outcome(Enum):
    """How the cache took part, in the words of Cache-Status (RFC 9211)."""

    HIT = "hit"
    MISS = "fwd=miss"
    COLLAPSED = "fwd=miss; collapsed"
    RECOMPUTED = "fwd=request"
    BYPASSED = "fwd=bypass"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a caller asks for. ``language`` None leaves it to the service, ``backend`` "" takes the first one."""

    article: Article
    language: Language | None = None
    backend: str = ""
    freshness: Freshness = Freshness.ANY


@dataclass(frozen=True, slots=True)
class Served:
    """A brief as JSON bytes, its id, how the cache took part, and whether the brief is kept under the id."""

    payload: bytes
    id: str
    outcome: Outcome
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the operator decided: ``default_language`` None is the article's own; seconds for a whole request."""

    default_language: Language | None = Language.ENGLISH
    request_timeout_seconds: float
    rules: Rules = STANDARD


class Summarizer:
    """Turns articles into checked briefs with the engines given, the first of them by default."""

    def __init__(
        self, engines: Mapping[str, Engine], *, cache: Cache, flights: SingleFlight, clock: Callable[[], datetime],
        policy: Policy,
    ) -> None:  # fmt: skip
        self._engines = engines
        self._cache = cache
        self._flights = flights
        self._clock = clock
        self._policy = policy

    @property
    def backends(self) -> tuple[str, ...]:
        """The names a request may choose from, the default (or the first of those it is made of) first."""
        return tuple(name for name in self._engines if name != UNNAMED)

    @property
    def rules(self) -> Rules:
        """The rules that every brief is checked by."""
        return self._policy.rules

    def summarize(self, order: Order) -> Served:
        """Return the checked brief of the article.

        Raise UnknownBackend, NotCached, and what the engine raises: TranslationNeedsModel, ContentFiltered,
        BackendError, OutputError (NothingVerified where no insight passed).
        """
        engine = self._engine(order.backend)
        assignment = Assignment(
            order.article, self._language(order, engine), Deadline.after(self._policy.request_timeout_seconds)
        )
        key = cache_key(assignment, engine, self._policy.rules)
        match order.freshness:
            case Freshness.UNSTORED:
                return Served(self._compute(key, assignment, engine).value, key, Outcome.BYPASSED, kept=False)
            case Freshness.RECOMPUTED:
                return self._recompute(key, assignment, engine)
        if (kept := self._cache.get(key)) is not None:
            return Served(kept, key, Outcome.HIT, kept=True)
        if order.freshness is Freshness.KEPT_ONLY:
            raise NotCached("no brief of this article is kept")
        return self._fly(key, assignment, engine)

    def kept(self, brief_id: str) -> bytes:
        """Return the JSON bytes of a kept brief; raise BriefNotFound."""
        value = self._cache.get(brief_id)
        if value is None:
            raise BriefNotFound("no brief is kept under this id; it may have expired")
        return value

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

    def _recompute(self, key: str, assignment: Assignment, engine: Engine) -> Served:
        computed = self._compute(key, assignment, engine)
        if computed.keep:
            self._cache.put(key, computed.value)
        return Served(computed.value, key, Outcome.RECOMPUTED, kept=computed.keep)

    def _fly(self, key: str, assignment: Assignment, engine: Engine) -> Served:
        computed, by_another = self._flights.run(
            key, lambda: self._compute(key, assignment, engine), assignment.deadline
        )
        return Served(computed.value, key, Outcome.COLLAPSED if by_another else Outcome.MISS, kept=computed.keep)

    def _compute(self, key: str, assignment: Assignment, engine: Engine) -> Computed:
        drafted = engine.draft(assignment)
        gated = gate(assignment.article, drafted.summary, self._policy.rules)
        repaired = Repaired({}) if drafted.fallback else _repair(engine, assignment, gated)
        settled = settle(regate(gated, repaired.insights))
        if not settled.summary.core_insights and not settled.summary.groups:
            raise NothingVerified("no insight of the model's answer could be confirmed in the article")
        brief = Brief(
            id=key,
            header=_header(assignment),
            summary=settled.summary,
            withheld=settled.withheld,
            paragraphs=assignment.article.paragraphs,
            verification=settled.report,
            provenance=self._provenance(engine, drafted),
            usage=drafted.usage + repaired.usage,
        )
        return Computed(dump_brief(brief), keep=not brief.withheld and not drafted.fallback)

    def _provenance(self, engine: Engine, drafted: Drafted) -> Provenance:
        return Provenance(
            engine=drafted.engine,
            backend=drafted.backend,
            model=drafted.model,
            prompt="" if drafted.fallback else engine.prompt,
            prompt_digest="" if drafted.fallback else engine.prompt_digest,
            generated_at=self._clock().isoformat(timespec="seconds"),
        )


def chosen_language(name: str | None, article: Article) -> Language | None:
    """Return the language of a caller's choice (``source``, ``zh`` or a tag), None where the service is to choose."""
    if name == "source":
        return article.language
    return Language("zh-Hans" if name == "zh" else name) if name else None


def cache_key(assignment: Assignment, engine: Engine, rules: Rules = STANDARD) -> str:
    """Return the name of the brief that this assignment and engine make: 32 hexadecimal digits of a SHA-256.

    Everything that shapes a brief is in it: what the model reads of the article, its title, source and date, the
    language, the engine with its prompt, the rules of checking, and the versions of schema and verifier. The url shapes
    nothing.
    """
    article = assignment.article
    shaping = [
        [SCHEMA_VERSION, VERIFIER_VERSION, engine.identity, engine.prompt_digest, assignment.language],
        [rules.strictness, rules.glossary.digest],
        [article.title, article.published_at, article.source and [article.source.name, article.source.romanized]],
        [[p.number, p.text, p.start, p.end, p.boilerplate] for p in article.paragraphs],
    ]
    return hashlib.sha256(json.dumps(shaping).encode()).hexdigest()[:32]


def _header(assignment: Assignment) -> Header:
    article = assignment.article
    return Header(
        language=assignment.language, title=article.title, source=article.source, published_at=article.published_at
    )


def _repair(engine: Engine, assignment: Assignment, gated: Gated) -> Repaired:
    failures = tuple(Failure(one.where, one.insight, one.insight.findings) for one in gated.failed)
    if not failures:
        return Repaired({})
    try:
        return engine.repair(assignment, failures)
    except (BackendError, OutputError) as error:
        # What passed is worth more than an error: the failing insights are withheld, visibly.
        _log.warning("repair failed", code=error.code, insights=len(failures))
        return Repaired({}, Usage(calls=1))
