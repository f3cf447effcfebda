"""How many tokens fit into an endpoint's model: by the settings, or by the endpoint's own word."""

import time
from collections.abc import Callable, Mapping
from threading import Lock

from service.adapters.presets import BackendConfig
from service.domain.errors import CoreInsightsError

_AGAIN_SECONDS = 60.0  # after which an endpoint that did not tell is asked once more
_LEARNED_SECONDS = 600.0  # then one call tries more: a count may have been wrong, and a server is restarted with more


class Window:
    """What is known of the window of one endpoint; ``ask`` gets the JSON of a page of it, or raises."""

    def __init__(
        self, config: BackendConfig, ask: Callable[[str], object], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._config = config
        self._ask = ask
        self._clock = clock
        self._lock = Lock()
        self._asking = Lock()
        self._told: int | None = None
        self._learned: int | None = None
        self._learned_until = 0.0
        self._ask_from = 0.0  # never asked

    @property
    def tokens(self) -> int | None:
        """The least of what is known, None where nothing is; asks the endpoint, where its preset says of which page."""
        configured = self._config.window or self._told_tokens()
        return min((tokens for tokens in (configured, self._lately_learned()) if tokens), default=None)

    def learn(self, tokens: int) -> None:
        """Take note, for ten minutes, of what a refused or cut call told."""
        with self._lock:
            self._learned = min(tokens, self._lately_learned() or tokens)
            self._learned_until = self._clock() + _LEARNED_SECONDS

    def _lately_learned(self) -> int | None:
        return self._learned if self._clock() < self._learned_until else None

    def _told_tokens(self) -> int | None:
        """Return what the endpoint tells: one call asks; others wait for it the first time, and later go on without."""
        if self._is_to_ask() and self._asking.acquire(blocking=self._ask_from == 0):
            try:
                if self._is_to_ask():  # still: those who waited have their answer
                    self._told = self._asked()
                    self._ask_from = self._clock() + _AGAIN_SECONDS
            finally:
                self._asking.release()
        return self._told

    def _is_to_ask(self) -> bool:
        return self._told is None and bool(self._config.preset.window_page) and self._clock() >= self._ask_from

    def _asked(self) -> int | None:
        preset = self._config.preset
        try:
            page = self._ask(preset.window_page)
        except CoreInsightsError:
            return None
        return number_in(_entry(page, self._config.model), preset.window_field)


def number_in(page: object, field: str) -> int | None:
    """Return the first positive whole number under that name, at any depth."""
    rest = [page]
    while rest:
        value = rest.pop(0)
        if isinstance(value, Mapping):
            if type(number := value.get(field)) is int and number > 0:  # true is an int, too
                return number
            rest.extend(value.values())
    return None


def _entry(page: object, model: str) -> object:
    """Return what a list of models says of this one, of the first where it is not named."""
    models = page.get("data") if isinstance(page, Mapping) else None
    if not isinstance(models, list) or not models:
        return page
    named = (entry for entry in models if isinstance(entry, Mapping) and entry.get("id") == model)
    return next(named, models[0])
