"""Which model endpoints the environment configures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from service.adapters.endpoint.preset import EXTRACTIVE, MODES, Mode, Preset, is_address, is_mode, load_presets
from service.adapters.places import THREADS, places_of
from service.domain.errors import SettingsError

_MOST = 10_000_000  # tokens or calls: more are a slip of the keyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendConfig:
    """One configured endpoint: which model of which preset, where, and with which key ("" for none).

    ``output`` is how answers are asked for, ``window`` how many tokens fit (0: not known), ``concurrency`` how many
    calls may be in flight.
    """

    preset: Preset
    model: str
    base_url: str
    api_key: str = field(default="", repr=False)
    output: Mode = "text"
    window: int = 0
    concurrency: int = places_of(THREADS)

    @property
    def name(self) -> str:
        """The name that a request chooses it by, e.g. ``openai/gpt-5-mini``."""
        return f"{self.preset.name}/{self.model}"


def configured_backends(environ: Mapping[str, str]) -> tuple[BackendConfig, ...]:
    """Return the endpoints that ``LLM=preset/model,preset/model`` names, in its order; none where it is empty.

    ``OPENAI_MODEL`` alone stands for ``LLM=openai/$OPENAI_MODEL``; ``extractive`` may stand at the end. The variables
    ``NAME_BASE_URL``, ``NAME_API_KEY``, ``NAME_OUTPUT``, ``NAME_CONTEXT_TOKENS`` and ``NAME_CONCURRENCY`` override a
    preset, ``LLM_OUTPUT`` the output of all; ``PRESETS_FILE`` adds presets; ``WEB_THREADS`` bounds what gets no number
    of calls. Raise SettingsError listing every mistake,
    none with a key in it.
    """
    presets = load_presets(Path(path) if (path := environ.get("PRESETS_FILE", "").strip()) else None)
    reader = _Reader(environ, presets)
    entries = _entries(environ)
    configs = [config for entry in entries if entry != EXTRACTIVE if (config := reader.config(entry))]
    names = [config.name for config in configs]
    reader.mistakes += [f"LLM names {name} twice" for name in dict.fromkeys(names) if names.count(name) > 1]
    if EXTRACTIVE in entries[:-1]:
        reader.mistakes.append("LLM: extractive may only stand at the end, where it answers when all models failed")
    if reader.mistakes:
        raise SettingsError(tuple(dict.fromkeys(reader.mistakes)))
    return tuple(configs)


def extractive_is_last_resort(environ: Mapping[str, str]) -> bool:
    """Whether ``LLM`` ends in ``extractive``, after a model."""
    entries = _entries(environ)
    return len(entries) > 1 and entries[-1] == EXTRACTIVE


def _entries(environ: Mapping[str, str]) -> list[str]:
    entries = [entry.strip() for entry in environ.get("LLM", "").split(",") if entry.strip()]
    model = environ.get("OPENAI_MODEL", "").strip()
    return entries or ([f"openai/{model}"] if model else [])


class _Reader:
    """Reads one entry after the other and remembers what is wrong instead of stopping at the first."""

    def __init__(self, environ: Mapping[str, str], presets: Mapping[str, Preset]) -> None:
        self._environ = environ
        self._presets = presets
        self.mistakes: list[str] = []

    def config(self, entry: str) -> BackendConfig | None:
        """Return what the environment says of an entry of ``LLM``; None where it is not a preset's model."""
        name, _, model = entry.partition("/")  # a model's own name may have slashes and colons
        preset = self._presets.get(name)
        if preset is None or not model:
            self.mistakes.append(f"LLM: {entry!r} is not preset/model; the presets are {', '.join(self._presets)}")
            return None
        config = BackendConfig(
            preset=preset,
            model=model,
            base_url=self._get(f"{preset.variable}_BASE_URL") or preset.base_url,
            api_key=self._get(f"{preset.variable}_API_KEY"),
            output=self._output(preset),
            window=self._number(f"{preset.variable}_CONTEXT_TOKENS", preset.window),
            concurrency=self._number(f"{preset.variable}_CONCURRENCY", preset.concurrency or self._places()),
        )
        self.mistakes += _mistakes(entry, config)
        return config

    def _get(self, name: str) -> str:
        return self._environ.get(name, "").strip()

    def _places(self) -> int:
        threads = self._get("WEB_THREADS")  # a wrong one is told by settings.py, once
        return places_of(int(threads) if threads.isascii() and threads.isdigit() else THREADS)

    def _output(self, preset: Preset) -> Mode:
        """Return the mode to begin with; one that was asked of all endpoints is asked of each as far as it has it."""
        own, common = f"{preset.variable}_OUTPUT", self._get("LLM_OUTPUT")
        wish = self._get(own) or common or preset.output
        if not is_mode(wish):
            self.mistakes.append(f"{own if self._get(own) else 'LLM_OUTPUT'} must be one of {', '.join(MODES)}")
            return "text"
        if wish != preset.nearest(wish) and self._get(own):
            known = ", ".join(("text", *preset.modes))
            self.mistakes.append(f"{own} is {wish}, which {preset.name} does not have; it has {known}")
        return preset.nearest(wish)

    def _number(self, name: str, default: int) -> int:
        text = self._get(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(_MOST)) and 1 <= int(text) <= _MOST):
            self.mistakes.append(f"{name} must be a whole number from 1 to {_MOST}")
            return default
        return int(text)


def _mistakes(entry: str, config: BackendConfig) -> Iterator[str]:
    variable = config.preset.variable
    if not config.base_url:
        yield f"{entry} needs an address: set {variable}_BASE_URL"
    elif not is_address(config.base_url):
        yield f"{variable}_BASE_URL must be an http or https address without a user name"
    if config.preset.needs_key and not config.api_key and config.base_url == config.preset.base_url:
        yield f"{entry} needs a key: set {variable}_API_KEY"
    if not (config.api_key.isascii() and config.api_key.isprintable()):
        yield f"{variable}_API_KEY holds characters that no header can carry"
