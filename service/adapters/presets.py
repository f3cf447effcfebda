"""Model endpoints as data, and which of them the environment configures."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from service.domain.errors import SettingsError

_VARIABLES = {"custom": "LLM"}  # the preset without a name of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A row of data about an endpoint; what each field means stands above the rows in ``presets.toml``."""

    name: str
    base_url: str
    needs_key: bool
    token_field: str
    max_tokens: int
    body: Mapping[str, object] = field(default_factory=dict)

    @property
    def variable(self) -> str:
        """The beginning of its variables: ``DEEPSEEK`` of ``DEEPSEEK_BASE_URL`` and ``DEEPSEEK_API_KEY``."""
        return _VARIABLES.get(self.name, self.name.upper())


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendConfig:
    """One configured endpoint: which model of which preset, where, and with which key ("" for none)."""

    preset: Preset
    model: str
    base_url: str
    api_key: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """The name that a request chooses it by, e.g. ``openai/gpt-5-mini``."""
        return f"{self.preset.name}/{self.model}"


@cache
def load_presets() -> Mapping[str, Preset]:
    """Return the presets shipped with the service, by name."""
    text = resources.files("service.adapters").joinpath("presets.toml").read_text(encoding="utf-8")
    return {name: Preset(name=name, **row) for name, row in tomllib.loads(text).items()}


def configured_backends(environ: Mapping[str, str]) -> tuple[BackendConfig, ...]:
    """Return the endpoints that ``LLM=preset/model,preset/model`` names, in its order; none where it is empty.

    ``OPENAI_MODEL`` alone stands for ``LLM=openai/$OPENAI_MODEL``. ``NAME_BASE_URL`` and ``NAME_API_KEY`` override a
    preset. Raise SettingsError listing every mistake, none with a key in it.
    """
    configs: list[BackendConfig] = []
    mistakes: list[str] = []
    for entry in _entries(environ):
        config = _config(entry, environ)
        found = list(_mistakes(entry, config))
        mistakes += found
        if config and not found:
            configs.append(config)
    names = [config.name for config in configs]
    mistakes += [f"LLM names {name} twice" for name in dict.fromkeys(names) if names.count(name) > 1]
    if mistakes:
        raise SettingsError(tuple(mistakes))
    return tuple(configs)


def _entries(environ: Mapping[str, str]) -> list[str]:
    entries = [entry.strip() for entry in environ.get("LLM", "").split(",") if entry.strip()]
    model = environ.get("OPENAI_MODEL", "").strip()
    return entries or ([f"openai/{model}"] if model else [])


def _config(entry: str, environ: Mapping[str, str]) -> BackendConfig | None:
    name, _, model = entry.partition("/")  # a model's own name may have slashes and colons
    preset = load_presets().get(name)
    if preset is None or not model:
        return None
    base_url = environ.get(f"{preset.variable}_BASE_URL", "").strip() or preset.base_url
    api_key = environ.get(f"{preset.variable}_API_KEY", "").strip()
    return BackendConfig(preset=preset, model=model, base_url=base_url, api_key=api_key)


def _mistakes(entry: str, config: BackendConfig | None) -> Iterator[str]:
    if config is None:
        yield f"LLM: {entry!r} is not preset/model; the presets are {', '.join(load_presets())}"
        return
    variable = config.preset.variable
    if not config.base_url:
        yield f"{entry} needs an address: set {variable}_BASE_URL"
    elif not _is_address(config.base_url):
        yield f"{variable}_BASE_URL must be an http or https address without a user name"
    if config.preset.needs_key and not config.api_key and config.base_url == config.preset.base_url:
        yield f"{entry} needs a key: set {variable}_API_KEY"
    if not (config.api_key.isascii() and config.api_key.isprintable()):
        yield f"{variable}_API_KEY holds characters that no header can carry"


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username and parts.port != 0
    except ValueError:
        return False
