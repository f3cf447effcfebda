"""Every setting, read from the environment once, wrong ones listed together."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from service.adapters.glossary_file import load_glossary
from service.adapters.key_file import read_keys
from service.adapters.line import DEFAULT_LINE_SECONDS
from service.adapters.presets import BackendConfig, configured_backends, extractive_is_last_resort
from service.adapters.prompt_files import load_notes_prompt, load_prompt
from service.adapters.redis_address import FORMS, SENTINEL, is_address
from service.adapters.trace_settings import NO_TRACES, TraceConfig, configured_traces
from service.adapters.webhook_settings import NO_WEBHOOKS, WebhookConfig, configured_webhooks
from service.domain.errors import SettingsError
from service.domain.finding import Strictness
from service.domain.language import Language
from service.domain.loopback import is_loopback
from service.formats.ai_label import NO_LABEL, STANDARD_LABEL, AiLabel, mistake_in, worded

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]

NO_KEYS = "none"
"""What API_KEYS_FILE says where anyone who reaches the service may use it."""
DEFAULT_PROMPT = "news-brief/v2"
DEFAULT_CACHE_TTL_SECONDS = 86_400  # a day: an article's news value, and what an editor's link should outlive
DEFAULT_JOB_TTL_SECONDS = 86_400  # a day: who sent a job at night reads its results in the morning
DEFAULT_WORKER_THREADS = 64
DEFAULT_REQUEST_TIMEOUT_SECONDS = 120  # a slow local model writes 1,000 tokens in about a minute; twice that

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,5})?|https?://\[[0-9a-f:]+\](?::\d{1,5})?")
LABEL_SETTINGS = {
    language: f"AI_LABEL_{language.upper().replace('-', '_')}" for language in Language
}  # AI_LABEL_ZH_HANS …


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator decides. ``default_language`` None stands for the article's own language.

    ``last_resort`` says that the extractive engine answers where all models failed.
    """

    backends: tuple[BackendConfig, ...] = ()
    last_resort: bool = False
    redis_url: str = field(default="", repr=False)
    cache_ttl_seconds: int = DEFAULT_CACHE_TTL_SECONDS
    api_keys_file: Path | None = None
    queue_url: str = field(default="", repr=False)
    job_ttl_seconds: int = DEFAULT_JOB_TTL_SECONDS
    worker_threads: int = DEFAULT_WORKER_THREADS
    default_language: Language | None = Language.ENGLISH
    prompt: str = DEFAULT_PROMPT
    prompts_dir: Path | None = None
    glossary: Path | None = None
    strictness: Strictness = Strictness.STANDARD
    request_timeout_seconds: float = DEFAULT_REQUEST_TIMEOUT_SECONDS
    line_seconds: float = DEFAULT_LINE_SECONDS
    label: AiLabel = STANDARD_LABEL
    browser_origins: tuple[str, ...] = ()
    webhooks: WebhookConfig = NO_WEBHOOKS
    traces: TraceConfig = NO_TRACES
    host: str = "127.0.0.1"
    metrics_port: int = 0
    log_level: LogLevel = "INFO"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings of contract §4; raise SettingsError listing every mistake, none with a secret in it."""
        return cls._read(_Reader(environ))

    @classmethod
    def of_server(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the same for who serves over HTTP and so needs the keys, unless nobody but this machine is served."""
        reader = _Reader(environ)
        reader.check_keys()
        return cls._read(reader)

    @classmethod
    def _read(cls, reader: "_Reader") -> "Settings":
        settings = cls(
            backends=reader.backends(),
            last_resort=extractive_is_last_resort(reader.environ),
            redis_url=reader.redis_url("REDIS_URL", "redis", "rediss", SENTINEL, "unix"),
            cache_ttl_seconds=int(reader.number("CACHE_TTL_SECONDS", DEFAULT_CACHE_TTL_SECONDS, low=1)),
            api_keys_file=reader.api_keys_file(),
            queue_url=reader.redis_url("QUEUE_URL", "redis", "rediss", SENTINEL),
            job_ttl_seconds=int(reader.number("JOB_TTL_SECONDS", DEFAULT_JOB_TTL_SECONDS, low=1)),
            worker_threads=reader.whole("WORKER_THREADS", DEFAULT_WORKER_THREADS, high=10_000),
            default_language=reader.default_language(),
            prompt=reader.get("PROMPT") or DEFAULT_PROMPT,
            prompts_dir=reader.path("PROMPTS_DIR"),
            glossary=reader.path("GLOSSARY"),
            strictness=reader.strictness(),
            line_seconds=reader.number("LINE_SECONDS", DEFAULT_LINE_SECONDS, low=0.1),
            request_timeout_seconds=reader.number("REQUEST_TIMEOUT_SECONDS", DEFAULT_REQUEST_TIMEOUT_SECONDS, low=1),
            label=reader.label(),
            browser_origins=reader.browser_origins(),
            webhooks=reader.webhooks(),
            traces=reader.traces(),
            host=reader.get("HOST") or "127.0.0.1",
            metrics_port=reader.whole("METRICS_PORT", 1, high=65_535) if reader.get("METRICS_PORT") else 0,
            log_level=reader.log_level(),
        )
        reader.check_files(settings)
        reader.check_server()
        if reader.mistakes:
            raise SettingsError(tuple(reader.mistakes))
        return settings


class _Reader:
    """Reads one setting after the other and remembers what is wrong instead of stopping at the first."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.mistakes: list[str] = []

    def get(self, name: str) -> str:
        return self.environ.get(name, "").strip()

    def backends(self) -> tuple[BackendConfig, ...]:
        try:
            return configured_backends(self.environ)
        except SettingsError as error:
            self.mistakes.extend(error.mistakes)
            return ()

    def webhooks(self) -> WebhookConfig:
        try:
            return configured_webhooks(self.environ)
        except SettingsError as error:
            self.mistakes.extend(error.mistakes)
            return NO_WEBHOOKS

    def traces(self) -> TraceConfig:
        try:
            return configured_traces(self.environ)
        except SettingsError as error:
            self.mistakes.extend(error.mistakes)
            return NO_TRACES

    def redis_url(self, name: str, *schemes: str) -> str:
        url = self.get(name)
        if url and not is_address(url, *schemes):
            self.mistakes.append(f"{name} must be {' or '.join(FORMS[scheme] for scheme in schemes)}")
        return url

    def number(self, name: str, default: float, *, low: float) -> float:
        text = self.get(name)
        if not text:
            return default
        try:
            value = float(text)
        except ValueError:
            value = low - 1
        if not low <= value < 10**9:  # NaN and infinity fail this too
            self.mistakes.append(f"{name} must be a number of at least {low:g}")
            return default
        return value

    def default_language(self) -> Language | None:
        name = self.get("DEFAULT_LANGUAGE") or "en"
        try:
            return None if name == "source" else Language("zh-Hans" if name == "zh" else name)
        except ValueError:
            self.mistakes.append("DEFAULT_LANGUAGE must be en, zh-Hans (or zh), zh-Hant or source")
            return None

    def path(self, name: str) -> Path | None:
        return Path(text) if (text := self.get(name)) else None

    def api_keys_file(self) -> Path | None:
        """Return the file of keys, None where anyone may ask."""
        return None if self.get("API_KEYS_FILE") == NO_KEYS else self.path("API_KEYS_FILE")

    def strictness(self) -> Strictness:
        try:
            return Strictness(self.get("VERIFY") or Strictness.STANDARD)
        except ValueError:
            self.mistakes.append(f"VERIFY must be one of {', '.join(Strictness)}")
            return Strictness.STANDARD

    def label(self) -> AiLabel:
        wordings = {language: self.get(name) for language, name in LABEL_SETTINGS.items()}
        for language, wording in wordings.items():
            if mistake := mistake_in(wording):
                self.mistakes.append(f"{LABEL_SETTINGS[language]} {mistake}")
        for name in self.environ:
            if name.startswith("AI_LABEL_") and name not in LABEL_SETTINGS.values():
                self.mistakes.append(f"{name} is no setting: it must be one of {', '.join(LABEL_SETTINGS.values())}")
        chosen = self.get("AI_LABEL") or "on"
        if chosen not in {"on", "off"}:
            self.mistakes.append("AI_LABEL must be on or off")
        return NO_LABEL if chosen == "off" else worded(wordings)

    def browser_origins(self) -> tuple[str, ...]:
        origins = tuple(origin.strip() for origin in self.get("BROWSER_ORIGINS").split(",") if origin.strip())
        if not all(_ORIGIN.fullmatch(origin) for origin in origins):
            self.mistakes.append("BROWSER_ORIGINS must be origins as browsers send them: https://reader.example.org,…")
        return origins

    def log_level(self) -> LogLevel:
        name = self.get("LOG_LEVEL").upper() or "INFO"
        for level in get_args(LogLevel):
            if name == level:
                return level  # type: ignore[no-any-return]  # get_args is untyped
        self.mistakes.append(f"LOG_LEVEL must be one of {', '.join(get_args(LogLevel))}")
        return "INFO"

    def check_files(self, settings: Settings) -> None:
        """Read the prompts and the glossary once, so that a wrong one is told with all other mistakes."""
        for read in (
            lambda: load_prompt(settings.prompt, settings.prompts_dir),
            lambda: load_notes_prompt(settings.prompts_dir),
            lambda: load_glossary(settings.glossary),
        ):
            try:
                read()
            except SettingsError as error:
                self.mistakes.extend(error.mistakes)

    def whole(self, name: str, default: int, *, high: int) -> int:
        text = self.get(name) or str(default)
        if text.isascii() and text.isdigit() and len(text) <= len(str(high)) and 1 <= int(text) <= high:
            return int(text)
        self.mistakes.append(f"{name} must be a whole number from 1 to {high}")
        return default

    def check_keys(self) -> None:
        """Read the keys once; without any, none but this machine may be served unless that is said."""
        if path := self.api_keys_file():
            try:
                read_keys(path)
            except SettingsError as error:
                self.mistakes.extend(f"API_KEYS_FILE {mistake}" for mistake in error.mistakes)
        elif not self.get("API_KEYS_FILE") and not is_loopback(self.get("HOST") or "127.0.0.1"):
            self.mistakes.append(
                "HOST lets others than this machine in: API_KEYS_FILE must name a file of keys (made by core-insights "
                f"keys create), or be {NO_KEYS} to serve anyone"
            )

    def check_server(self) -> None:
        """Check what gunicorn's settings file reads by itself."""
        for name, high in (("PORT", 65_535), ("WEB_CONCURRENCY", 1_000), ("WEB_THREADS", 10_000)):
            self.whole(name, 1, high=high)
        self.number("DRAIN_SECONDS", 0, low=0)
