"""The composition root: the one module that knows every concrete class."""

import json
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.types import WSGIApplication

import structlog

from service.adapters.article_reader import ArticleReader, Submission
from service.adapters.failover_backend import FailoverBackend
from service.adapters.glossary_file import load_glossary
from service.adapters.guarded_backend import GuardedBackend
from service.adapters.measured_backend import MeasuredBackend
from service.adapters.order_reader import OrderReader
from service.adapters.places import Places
from service.adapters.presets import BackendConfig
from service.adapters.prompt_files import load_notes_prompt, load_prompt
from service.adapters.queue_depth import QueueDepth
from service.adapters.retry_budget import RetryBudget
from service.adapters.romanizer import Romanizer, sounds
from service.adapters.single_flight import LeasedSingleFlight
from service.adapters.token_counter import VocabularyTokenCounter
from service.bootstrap.keeping import Kept, build_kept
from service.domain.article import MIN_ARTICLE_CHARACTERS
from service.domain.checker import Rules
from service.engines.extractive import ExtractiveEngine
from service.engines.fallback import FallbackEngine
from service.engines.llm import LlmEngine
from service.engines.longform import NOTES_THREADS, Crew, LongformEngine
from service.engines.revising import RevisingEngine
from service.ports import Backend, Engine
from service.settings import Settings
from service.summarizer import UNNAMED, Accounts, Policy, Summarizer
from service.summarizer.accounts import unlimited
from service.summarizer.jobs import Jobs

if TYPE_CHECKING:
    from service.adapters.openai_backend import OpenAIBackend

_PROCESSORS: list[structlog.typing.Processor] = [  # one list for good: loggers keep it, and tests listen in on it
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.filter_by_level,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.JSONRenderer(ensure_ascii=False),
]


def build_app(settings: Settings) -> WSGIApplication:
    """Return the WSGI application; raise SettingsError.

    Nothing is connected to before the first request, save for a look at the queue of jobs.
    """
    # Where metrics are kept is settled as this is imported, and ``serve`` imports us ahead of gunicorn's settings.
    from service.bootstrap.operations import record  # noqa: PLC0415
    from service.web import Entrance, create_app  # noqa: PLC0415  workers need no Flask
    from service.web.traced import Traced  # noqa: PLC0415

    configure_logging(settings)
    articles = build_article_reader(settings)
    warm_up(articles, settings)
    kept = build_kept(settings)
    entrance = Entrance(kept.keys, settings.browser_origins, kept.limits, settings.line_seconds)
    record(settings, *([QueueDepth(settings.queue_url)] if settings.queue_url else []))
    app = create_app(build_summarizer(settings, kept), articles, entrance, _jobs(settings))
    if settings.traces.wanted:
        app.wsgi_app = Traced(app.wsgi_app, continued=settings.traces.continued)  # type: ignore[method-assign]
    return app


def _jobs(settings: Settings) -> Jobs | None:
    if not settings.queue_url:
        return None
    from service.bootstrap.jobs import build_jobs  # noqa: PLC0415  Celery takes 0.4 s to import

    return build_jobs(settings)


def build_summarizer(settings: Settings, kept: Kept | None = None) -> Summarizer:
    """Return the use case with the configured engines, cache and policy, over what is ``kept``; raise SettingsError."""
    kept = kept or build_kept(settings)
    return Summarizer(
        _engines(settings),
        store=kept.briefs,
        flights=LeasedSingleFlight(kept.briefs.cache),
        clock=lambda: datetime.now(UTC),
        policy=Policy(
            default_language=settings.default_language,
            request_timeout_seconds=settings.request_timeout_seconds,
            rules=build_rules(settings),
            label=settings.label,
        ),
        accounts=Accounts(kept.usage, kept.keys.limits_of if kept.keys else unlimited),
    )


def build_article_reader(settings: Settings) -> ArticleReader:
    """Return what turns a caller's text into an article; raise SettingsError."""
    return ArticleReader(Romanizer(load_glossary(settings.glossary)), least=MIN_ARTICLE_CHARACTERS)


def build_order_reader(settings: Settings) -> OrderReader:
    """Return what reads the articles of orders; raise SettingsError."""
    return OrderReader(build_article_reader(settings))


def build_rules(settings: Settings) -> Rules:
    """Return the rules of checking; raise SettingsError."""
    return Rules(load_glossary(settings.glossary), settings.strictness, sounds)


def build_endpoint(config: BackendConfig) -> "OpenAIBackend":
    """Return one endpoint as it is, without guard or retries: for a look at it."""
    from service.adapters.openai_backend import OpenAIBackend  # noqa: PLC0415  the SDK takes 1 s to import

    return OpenAIBackend(config, VocabularyTokenCounter())


def build_llm_engine(backend: Backend, settings: Settings) -> LlmEngine:
    """Return the engine that asks this backend; raise SettingsError."""
    asked = backend.name.split(",")
    return LlmEngine(
        backend,
        load_prompt(settings.prompt, settings.prompts_dir),
        glossary=load_glossary(settings.glossary),
        output=",".join(config.output for config in settings.backends if config.name in asked),
    )


def gunicorn_settings() -> Path:
    """Return gunicorn's settings file: beside this module in a wheel, under ``deploy/`` in a checkout."""
    packaged = Path(str(resources.files("service"))) / "gunicorn.conf.py"
    return packaged if packaged.exists() else packaged.parents[1] / "deploy" / "gunicorn.conf.py"


def configure_logging(settings: Settings) -> None:
    """Log our own events as JSON lines on standard error, at the configured level.

    Libraries stay at WARNING: at DEBUG httpcore2 logs headers, and so the key.
    """
    logging.raiseExceptions = False  # a closed log pipe must not fail a request
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(_JsonLines())
    logging.basicConfig(handlers=[output], level=logging.WARNING, force=True)
    logging.getLogger("service").setLevel(settings.log_level)
    structlog.configure(
        processors=_PROCESSORS,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def warm_up(articles: ArticleReader, settings: Settings) -> None:
    """Read an article and count its tokens, so that no caller waits for what only the first one needs.

    These are the HTML reader's imports, pypinyin, and, with a model, the vocabulary. The article is long enough for
    trafilatura not to read the stop words of a hundred languages, 6 % of the start: what looks for text with their help
    takes half as long each time, and no page of shared/data needs it.
    """
    warm_up_vocabulary(settings)
    articles.from_html(f"<html><body><p>{'新闻。' * 100}</p></body></html>", Submission(source="某某网"))


def warm_up_vocabulary(settings: Settings) -> None:
    """Load the vocabulary where a model is configured: threads that met it at once would each load it."""
    if settings.backends:
        VocabularyTokenCounter().count("新闻")


class _JsonLines(logging.Formatter):
    """Our events are JSON already, those of libraries become it, with the type of an error, not its words."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        if record.name.split(".")[0] == "service":
            return record.getMessage()
        error = record.exc_info[0] if record.exc_info else None
        event = {"event": record.getMessage(), "level": record.levelname.lower(), "logger": record.name}
        return json.dumps(event | ({"error": error.__name__} if error else {}), ensure_ascii=False)


def _engines(settings: Settings) -> dict[str, Engine]:
    threads = ThreadPoolExecutor(NOTES_THREADS, thread_name_prefix="notes")
    engines: dict[str, Engine] = {
        name: _model_engine(backend, settings, Crew(threads, _places(name, settings)))
        for name, backend in _backends(settings).items()
    }
    return engines | {"extractive": ExtractiveEngine()}


def _backends(settings: Settings) -> dict[str, Backend]:
    """Return what a request may be answered by, by name; several also in their order, under the name of none of them.

    All share one retry budget, and each endpoint has one guard, whoever asks it.
    """
    if not settings.backends:
        return {}
    budget = RetryBudget()
    guards = tuple(_guarded(config, _places(config.name, settings)) for config in settings.backends)
    together: dict[str, Backend] = {UNNAMED: FailoverBackend(guards, budget)} if len(guards) > 1 else {}
    return together | {guard.name: FailoverBackend((guard,), budget) for guard in guards}


def _guarded(config: BackendConfig, places: int) -> GuardedBackend:
    backend = build_endpoint(config)
    measured = MeasuredBackend(backend, config)
    return GuardedBackend(measured, places=Places(places, name=config.name), release=backend.close)


def _places(name: str, settings: Settings) -> int:
    """Return how many calls the backend of that name may get at the same time; without one, the first."""
    named = (config.concurrency for config in settings.backends if config.name == name)
    return next(named, settings.backends[0].concurrency)


def _model_engine(backend: Backend, settings: Settings, crew: Crew) -> Engine:
    notes = load_notes_prompt(settings.prompts_dir)
    whole = LongformEngine(
        build_llm_engine(backend, settings), backend, prompt=notes, tokens=VocabularyTokenCounter(), crew=crew
    )
    engine = RevisingEngine(whole)
    return FallbackEngine(engine, ExtractiveEngine()) if settings.last_resort else engine
